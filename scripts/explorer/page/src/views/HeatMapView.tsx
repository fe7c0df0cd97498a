// Power over two keys.
import { effect, signal, useComputed } from "@preact/signals";
import { heatFigure } from "../figures/grid_figures";
import { Bar, Failure, NumberBox, Select, Workers } from "../parts/controls";
import { FigureView } from "../parts/FigureView";
import { config, firstHypothesis, powerOf } from "../state/design";
import { Grid } from "../state/grid";
import { ChunksOf } from "./ChunksOf";
import { type KeyChoice, keyChoice, keysOf, settingOf, steps } from "./keys";
import { emptyCell, GridEnd, Refusals } from "./SliderView";

const grid = new Grid();
const points = 6;
const x = keyChoice("endpoint.effect.hazard_ratio");
const y = keyChoice("endpoint.control.median");
const chunks = signal(2);

effect(() => {
  grid.keepOnlyOf(config.value, x.key.value?.name, y.key.value?.name);
});

export function HeatMapView() {
  const figure = useComputed(() => x.key.value && y.key.value &&
    grid.cells.value.length > 0
    ? heatFigure(x.key.value, y.key.value, grid.cells.value,
                 powerOf(firstHypothesis.value)) : null);
  const fill = () => {
    const kx = x.key.value;
    const ky = y.key.value;
    if (!kx || !ky) return;
    const cells = steps(ky, y.low.value, y.high.value, points).flatMap((v) =>
      steps(kx, x.low.value, x.high.value, points).map((u) =>
        emptyCell([settingOf(kx, u), settingOf(ky, v)], [u, v])));
    void grid.fill(config.value, cells, chunks.value);
  };
  const same = x.key.value?.name === y.key.value?.name;
  return (
    <>
      <Axis name="Across" choice={x} />
      <Axis name="Up" choice={y} />
      <Bar label="Heat map">
        <ChunksOf value={chunks} />
        <Workers />
        {grid.running.value
          ? <button type="button" class="main" onClick={() => grid.halt()}>Stop</button>
          : <button type="button" class="main" disabled={same} onClick={fill}>Draw</button>}
      </Bar>
      {same && <p class="quiet">Choose two different keys.</p>}
      <Failure message={grid.failure.value} />
      <GridEnd grid={grid} />
      {figure.value &&
        <div class="figures wide"><FigureView figure={figure.value} /></div>}
      <Refusals cells={grid.cells.value} />
    </>
  );
}

function Axis({ name, choice }:
    { name: string; choice: KeyChoice }) {
  const { key, low, high } = choice;
  if (!key.value) return null;
  return (
    <Bar label={name}>
      <Select label={name} value={key.value.name} options={keysOf()}
        change={choice.choose} />
      <NumberBox label={`From${key.value.unit && ` [${key.value.unit}]`}`}
        value={low.value} change={(v) => { low.value = v; }} />
      <NumberBox label="to" value={high.value}
        change={(v) => { high.value = v; }} />
    </Bar>
  );
}
