// A slider over one number of the design, with the power curve as it fills.
import { effect, signal, useComputed } from "@preact/signals";
import { curveFigure } from "../figures/grid_figures";
import { percent } from "../figures/figure";
import { Bar, Failure, NumberBox, Select, Spoken, Workers } from "../parts/controls";
import { FigureView } from "../parts/FigureView";
import { Tiles } from "../parts/Tiles";
import { config, edit, firstHypothesis, powerOf } from "../state/design";
import { type Cell, Grid } from "../state/grid";
import { keyChoice, keysOf, settingOf, steps } from "./keys";
import { ChunksOf } from "./ChunksOf";

const grid = new Grid();
const points = 9;
const chosen = keyChoice("endpoint.effect.hazard_ratio");
const at = signal(Number.NaN);  // the slider's value; none: the design's
const chunks = signal(4);

effect(() => {  // another key or design: what is drawn is not of it
  grid.keepOnlyOf(config.value, chosen.key.value?.name);
});

export const emptyCell = (set: string[], values: number[]): Cell =>
  ({ set, values, replicates: 0, power: null, formula: null, refused: "" });

const nearest = (cells: Cell[], x: number): Cell | undefined =>
  cells.reduce<Cell | undefined>((best, cell) =>
    !best || Math.abs((cell.values[0] ?? 0) - x) <
      Math.abs((best.values[0] ?? 0) - x) ? cell : best, undefined);

const slid = (key: { now: number }): number =>
  Number.isNaN(at.value) ? key.now : at.value;

export function SliderView() {
  const { key, low, high } = chosen;
  const now = key.value;
  const figure = useComputed(() => {
    const cells = grid.cells.value;
    const k = key.value;
    return k && cells.length > 0 ? curveFigure(k, cells, slid(k),
      powerOf(firstHypothesis.value)) : null;
  });
  if (!now) return <p class="quiet">The design has no number to vary.</p>;
  const fill = () => {
    at.value = Number.NaN;
    return grid.fill(config.value,
      steps(now, low.value, high.value, points).map((x) =>
        emptyCell([settingOf(now, x)], [x])), chunks.value);
  };
  return (
    <>
      <Bar label="What varies">
        <Select label="Key" value={now.name} options={keysOf()}
          change={chosen.choose} />
        <NumberBox label={`From${now.unit && ` [${now.unit}]`}`}
          value={low.value} change={(x) => { low.value = x; }} />
        <NumberBox label="to" value={high.value}
          change={(x) => { high.value = x; }} />
        <ChunksOf value={chunks} />
        <Workers />
        {grid.running.value
          ? <button type="button" class="main" onClick={() => grid.halt()}>Stop</button>
          : <button type="button" class="main" onClick={() => void fill()}>Draw</button>}
      </Bar>
      <Failure message={grid.failure.value} />
      <GridEnd grid={grid} />
      {grid.cells.value.length > 0 && <Chosen />}
      {figure.value &&
        <div class="figures wide"><FigureView figure={figure.value} /></div>}
      <Refusals cells={grid.cells.value} />
    </>
  );
}

export function GridEnd({ grid: its }: { grid: Grid }) {
  const full = its.cells.value.length > 0 && !its.running.value;
  return <Spoken text={full ? "The figure is drawn" : ""} />;
}

function Chosen() {
  const key = chosen.key.value;
  if (!key) return null;
  const x = slid(key);
  const cells = grid.cells.value;
  const cell = nearest(cells, x);
  const values = cells.map((c) => c.values[0] ?? 0);
  const set = (next: number) => {
    at.value = nearest(cells, next)?.values[0] ?? next;
  };
  return (
    <>
      <label class="slider">
        <span>{key.name}: <output>{cell?.values[0]} {key.unit}</output></span>
        <input type="range" min={0} max={values.length - 1} step={1}
          value={cell ? cells.indexOf(cell) : 0}
          aria-valuetext={`${cell?.values[0]} ${key.unit}`}
          onInput={(e) => set(values[Number(e.currentTarget.value)] ?? x)} />
      </label>
      <Tiles tiles={[
        { name: `${powerOf(firstHypothesis.value)}, simulated`, id: "slider",
          value: percent(cell?.power?.estimate ?? null, 2),
          more: cell?.power ? `± ${percent(cell.power.mcse, 2)}` : "" },
        { name: "Power by formula", value: percent(cell?.formula ?? null, 2) },
        { name: "Replicates", value: String(cell?.replicates ?? 0) },
      ]} />
      <button type="button" disabled={!cell || cell.values[0] === key.now}
        onClick={() => cell && void edit(cell.set)}>
        Take this value into the design</button>
    </>
  );
}

export function Refusals({ cells }: { cells: Cell[] }) {
  const refused = cells.filter((cell) => cell.refused);
  return (
    <>
      {refused.map((cell) =>
        <p class="fault" key={cell.set.join()}>
          {cell.set.join(", ")}: {cell.refused}</p>)}
    </>
  );
}
