// Two designs side by side, on the same random numbers.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { front } from "../engine/engines";
import type { Config, Value } from "../engine/types";
import { count, percent, signed, withError } from "../figures/figure";
import { forestFigure } from "../figures/power_figures";
import { Bar, Failure, Replicates, Select, Spoken, Workers } from "../parts/controls";
import { FigureView } from "../parts/FigureView";
import { TableView } from "../parts/TableView";
import { Tiles } from "../parts/Tiles";
import {
  compare, compared, failure, halt, keepAsOther, other, pair, running, setOther,
  stale, swap,
} from "../state/comparison";
import { checked, text } from "../state/design";
import { startingPoints } from "../state/starting_points";

export function CompareView() {
  const wanted = useSignal(20_000);
  return (
    <>
      <p class="quiet">A is the design at the left. B is kept beside it: a copy
        of A from which A then differs, or a starting point.</p>
      <Bar label="The other design">
        <button type="button" onClick={keepAsOther}>Keep this design as B</button>
        <Select label="or B from" value="" change={(name) => {
          const found = startingPoints.find((point) => point.name === name);
          if (found) setOther({ config: found.text, file: found.name });
        }} options={[["", "a starting point …"],
          ...startingPoints.map((p) => [p.name, p.name] as const)]} />
        <button type="button" disabled={!other.value} onClick={swap}>
          Swap A and B</button>
      </Bar>
      {other.value && <Pair b={other.value} wanted={wanted.value}
        want={(n) => { wanted.value = n; }} />}
    </>
  );
}

function Pair({ b, wanted, want }:
    { b: Config; wanted: number; want(n: number): void }) {
  return (
    <>
      <Differences b={b} />
      <Bar label="Comparison">
        <Replicates value={wanted} change={want} />
        <Workers />
        {running.value
          ? <button type="button" class="main" onClick={halt}>Stop</button>
          : <button type="button" class="main"
              onClick={() => void compare(wanted)}>Compare</button>}
      </Bar>
      <Failure message={failure.value} />
      {stale.value && <p class="stale" role="status">
        This comparison is of the designs before the last change.</p>}
      <Spoken text={compared.value && !running.value
        ? `Compared over ${count(compared.value.replicates)} replicates` : ""} />
      {compared.value && <Result />}
    </>
  );
}

// Keys in which the two differ.
function Differences({ b }: { b: Config }) {
  const others = useSignal<Value[]>([]);
  const wrong = useSignal("");
  useSignalEffect(() => {
    void front.ask("check", other.value ?? b).then(({ answer }) => {
      others.value = answer.ok ? answer.values : [];
      wrong.value = answer.ok ? "" : answer.errors[0]?.message ?? "";
    });
  });
  const rows = useComputed(() => {
    const mine = new Map((checked.value?.values ?? []).map((v) => [v.key, v]));
    const its = new Map(others.value.map((v) => [v.key, v]));
    const keys = [...new Set([...mine.keys(), ...its.keys()])];
    return keys.filter((key) => mine.get(key)?.text !== its.get(key)?.text)
      .map((key) => [key, mine.get(key)?.text ?? null,
                     its.get(key)?.text ?? null]);
  });
  if (wrong.value) return <Failure message={`B: ${wrong.value}`} />;
  if (text.value === b.config)
    return <p class="quiet">A and B are the same so far: change A at the left.</p>;
  return (
    <section class="card">
      <h3>Where A and B differ</h3>
      <TableView name="Where A and B differ"
        table={{ head: ["Key", "A", "B"], rows: rows.value }} />
    </section>
  );
}

function Result() {
  const now = compared.value;
  const figure = useComputed(() => forestFigure("comparison",
    "Power of both designs by look",
    "Share that rejected up to the look, with 95% intervals of each. Their " +
    "difference is paired: it has a smaller error than the two suggest.",
    (["a", "b"] as const).flatMap((side) => (compared.value?.[side].looks ?? [])
      .map((look) => ({ name: `${side.toUpperCase()}, ${look.name}`,
                        power: look.cumulative_reject,
                        colour: side === "a" ? 0 : 1 })))));
  if (!now) return null;
  const { difference } = now;
  const [a = "Power of A", b = "Power of B"] = pair.value?.powers ?? [];
  return (
    <>
      <Tiles tiles={[
        { name: a, value: percent(now.a.power.estimate, 2),
          more: `± ${percent(now.a.power.mcse, 2)}` },
        { name: b, value: percent(now.b.power.estimate, 2),
          more: `± ${percent(now.b.power.mcse, 2)}` },
        { name: "B minus A, paired [percentage points]", id: "difference",
          value: signed(100 * difference.estimate, 2),
          more: `± ${(100 * difference.mcse).toFixed(2)}` },
        { name: "Replicates", value: count(now.replicates) },
      ]} />
      <section class="card">
        <h3>Difference</h3>
        <TableView name="Difference" id="comparison" table={{
          head: ["Share of trials that reject", "Value ± mcse", "95% interval"],
          rows: [[a, now.a.power], [b, now.b.power],
                 ["B minus A", difference]].map(([name, p]) => {
            const share = p as typeof difference;
            return [name as string, withError(share),
              share.ci95.map((x) => x.toFixed(4)).join(" to ")];
          }) }} />
      </section>
      <div class="figures"><FigureView figure={figure.value} /></div>
    </>
  );
}
