// A slider over one number of the design, with the power curve as it fills.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { curveFigure } from "../figures/grid_figures";
import { percent } from "../figures/figure";
import { Bar, Failure, NumberBox, Select, Workers } from "../parts/controls";
import { FigureView } from "../parts/FigureView";
import { Tiles } from "../parts/Tiles";
import { config, edit } from "../state/design";
import { type Cell, Grid } from "../state/grid";
import { keysOf, settingOf, steps, useKey } from "./keys";
import { ChunksOf } from "./ChunksOf";

const grid = new Grid();
const points = 9;

export const emptyCell = (set: string[], values: number[]): Cell =>
  ({ set, values, replicates: 0, power: null, formula: null, refused: "" });

const nearest = (cells: Cell[], x: number): Cell | undefined =>
  cells.reduce<Cell | undefined>((best, cell) =>
    !best || Math.abs((cell.values[0] ?? 0) - x) <
      Math.abs((best.values[0] ?? 0) - x) ? cell : best, undefined);

export function SliderView() {
  const chosen = useKey("endpoint.effect.hazard_ratio");
  const at = useSignal(Number.NaN);
  const chunks = useSignal(4);
  const { key, low, high } = chosen;
  useSignalEffect(() => {  // another key or design: what is drawn is not of it
    void config.value;
    void key.value;
    grid.halt();
    grid.cells.value = [];
    at.value = Number.NaN;
  });
  const now = key.value;
  const figure = useComputed(() => {
    const cells = grid.cells.value;
    const k = key.value;
    return k && cells.length > 0 ? curveFigure(k, cells,
      Number.isNaN(at.value) ? k.now : at.value) : null;
  });
  if (!now) return <p class="quiet">The design has no number to vary.</p>;
  const fill = () => grid.fill(config.value,
    steps(now, low.value, high.value, points).map((x) =>
      emptyCell([settingOf(now, x)], [x])), chunks.value);
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
      {grid.cells.value.length > 0 && <Chosen at={at} grid={grid} choice={chosen} />}
      {figure.value &&
        <div class="figures wide"><FigureView figure={figure.value} /></div>}
      <Refusals cells={grid.cells.value} />
    </>
  );
}

interface ChosenProps {
  at: { value: number };
  grid: Grid;
  choice: ReturnType<typeof useKey>;
}

function Chosen({ at, grid: its, choice }: ChosenProps) {
  const key = choice.key.value;
  if (!key) return null;
  const x = Number.isNaN(at.value) ? key.now : at.value;
  const cell = nearest(its.cells.value, x);
  const values = its.cells.value.map((c) => c.values[0] ?? 0);
  const set = (next: number) => {
    at.value = nearest(its.cells.value, next)?.values[0] ?? next;
  };
  return (
    <>
      <label class="slider">
        <span>{key.name}: <output>{cell?.values[0]} {key.unit}</output></span>
        <input type="range" min={0} max={values.length - 1} step={1}
          value={cell ? its.cells.value.indexOf(cell) : 0}
          aria-valuetext={`${cell?.values[0]} ${key.unit}`}
          onInput={(e) => set(values[Number(e.currentTarget.value)] ?? x)} />
      </label>
      <Tiles tiles={[
        { name: "Power, simulated", id: "slider",
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
