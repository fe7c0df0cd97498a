// The simulation as it streams in.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { type Figure, count, fixed, interval, percent, withError }
  from "../figures/figure";
import { ratioFigure, streamFigure } from "../figures/power_figures";
import { Bar, Failure, Replicates, Spoken, Workers } from "../parts/controls";
import { FigureView } from "../parts/FigureView";
import { TableView } from "../parts/TableView";
import { Tiles } from "../parts/Tiles";
import { checked, config, powerOf, same } from "../state/design";
import {
  failure, fresh, goOn, halt, history, merged, perSecond, phase, simulate,
  simulated, simulatedKnown, target,
} from "../state/simulation";
import { Fan } from "./Fan";
import { Readers } from "./Readers";
import { Summary } from "./Summary";

const byItself = 600;  // milliseconds without a change

export function SimulationView() {
  const wanted = useSignal(checked.peek()?.replicates ?? 10_000);
  const follows = useSignal(false);
  useSignalEffect(() => {
    const next = config.value;
    if (!follows.value || same(next, simulated.peek())) return undefined;
    const timer = setTimeout(() => void simulate(next, wanted.peek()), byItself);
    return () => clearTimeout(timer);
  });
  const stale = merged.value !== null && !fresh.value;
  return (
    <>
      <Controls wanted={wanted.value} want={(n) => { wanted.value = n; }} />
      <label class="check">
        <input type="checkbox" checked={follows.value}
          onChange={(e) => { follows.value = e.currentTarget.checked; }} />
        Simulate again after every change
      </label>
      <Failure message={failure.value} />
      {stale && <p class="stale" role="status">
        These figures are of the design before the last change.</p>}
      <Spoken text={ended()} />
      {merged.value ? <Result /> : <p class="quiet">{phase.value === "running"
        ? "The first replicates are coming …"
        : "Simulate to see the power stream in, with its Monte Carlo error."}</p>}
    </>
  );
}

function ended(): string {
  const now = merged.value;
  if (!now || (phase.value !== "done" && phase.value !== "stopped")) return "";
  return `Simulation ${phase.value} at ${count(now.replicates)} replicates: ` +
    `power ${percent(now.power.estimate, 2)} ± ${percent(now.power.mcse, 2)}`;
}

function Controls({ wanted, want }:
    { wanted: number; want(n: number): void }) {
  const there = merged.value?.replicates ?? 0;
  const running = phase.value === "running";
  const its = there > 0 && fresh.value;
  return (
    <Bar label="Simulation">
      <Replicates value={wanted} change={want} />
      <Workers />
      {running
        ? <button type="button" class="main" onClick={halt}>Stop</button>
        : <button type="button" class="main"
            onClick={() => void simulate(config.value, wanted)}>Simulate</button>}
      {!running && its && phase.value === "stopped" &&
        <button type="button" onClick={() => void goOn()}>Go on</button>}
      {!running && its && phase.value === "done" &&
        <button type="button" onClick={() => void goOn(
          wanted > there ? wanted : 2 * there)}>
          {`More: ${count(wanted > there ? wanted : 2 * there)}`}</button>}
    </Bar>
  );
}

const powerName = (): string => powerOf(merged.value?.hypotheses?.[0]?.name);

function lookRows() {
  return (merged.value?.looks ?? []).map((look) => [look.name,
    withError(look.reject), withError(look.cumulative_reject),
    interval(look.cumulative_reject),
    `${fixed(look.analysis_time.median, 1)} ` +
    `(${fixed(look.analysis_time.q05, 1)} to ${fixed(look.analysis_time.q95, 1)})`]);
}

function figuresOf(): Figure[] {
  const now = merged.value;
  const formula = simulatedKnown.value?.designed.figures;
  if (!now) return [];
  const estimated = now.looks.some((look) =>
    look.hazard_ratio.count.some((n) => n > 0));
  const bounds = new Map((formula?.looks ?? []).map((l) =>
    [l.name, l.efficacy_hr]));
  return [
    streamFigure(history.value, formula?.power ?? null, powerName()),
    ...(estimated ? [ratioFigure(now.looks, bounds)] : []),
  ];
}

function Result() {
  const now = merged.value;
  const figures = useComputed(figuresOf);
  if (!now) return null;
  const done = now.replicates / Math.max(target.value, 1);
  return (
    <>
      <progress aria-label="Replicates simulated" value={done} max={1} />
      <Tiles tiles={[
        { name: powerName(), value: percent(now.power.estimate, 2), id: "power",
          more: `± ${percent(now.power.mcse, 2)}` },
        { name: "95% interval", value: now.power.ci95.map((x) =>
          (100 * x).toFixed(2)).join("–") + "%" },
        { name: "Replicates", value: count(now.replicates), id: "replicates" },
        { name: "Trials a second", value: count(perSecond.value), id: "speed" },
      ]} />
      {(now.hypotheses ?? []).length > 0 && <Hypotheses />}
      <section class="card">
        <h3>{["Looks", now.hypotheses?.[0]?.name].filter(Boolean)
          .join(", ")}</h3>
        <TableView name="Looks" id="looks" table={{
          head: ["Look", "First rejection here", "Rejected so far",
                 "95% interval", "Analysis [months], 5% to 95%"],
          rows: lookRows() }} />
        <p class="note">± is the Monte Carlo standard error.</p>
      </section>
      <div class="figures">
        {figures.value.map((f) => <FigureView key={f.id} figure={f} />)}
      </div>
      <Readers />
      <Fan />
      <Summary />
    </>
  );
}

function Hypotheses() {
  const all = merged.value?.hypotheses ?? [];
  return (
    <section class="card">
      <h3>Hypotheses</h3>
      <TableView name="Hypotheses" id="hypotheses" table={{
        head: ["Hypothesis", "Power", "95% interval"],
        rows: all.map((h) => [h.name, withError(h.power), interval(h.power)]),
      }} />
    </section>
  );
}
