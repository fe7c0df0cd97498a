// Power over one key, and over two.
import * as Plot from "@observablehq/plot";
import type { Cell } from "../state/grid";
import type { Share } from "../engine/types";
import { type Figure, percent, plot } from "./figure";

export interface Key {
  name: string;
  unit: string;
  now: number;
}

const axis = (key: Key) => (key.unit ? `${key.name} [${key.unit}]` : key.name);

const spoken = (power: Share | null): string =>
  `${percent(power?.estimate ?? null)} ± ${percent(power?.mcse ?? null, 2)}`;

export function curveFigure(key: Key, cells: Cell[], chosen: number,
                            power: string): Figure {
  const filled = cells.filter((cell) => cell.power);
  const formula = cells.filter((cell) => cell.formula !== null);
  const at = (cell: Cell) => cell.values[0] ?? 0;
  return {
    id: "power-curve",
    title: `${power} by ${key.name}`,
    summary: filled.map((cell) => `${at(cell)}${key.unit && ` ${key.unit}`}: ` +
      spoken(cell.power)).join("; "),
    note: "Dots: simulated, with 95% intervals, all on the same random " +
      "numbers. Dashed: by formula. Vertical: the design's value, and the slider's.",
    table: gridTable([key], cells),
    draw: (width, ink) => plot({
      width, ink, height: 320,
      x: { label: axis(key), domain: [at(cells[0] as Cell),
                                      at(cells.at(-1) as Cell)] },
      y: { label: power, domain: [0, 1], tickFormat: "%" },
      marks: [
        Plot.ruleX([key.now], { stroke: ink.muted }),
        Plot.ruleX([chosen], { stroke: ink.series[1] ?? "", strokeWidth: 2,
                               strokeDasharray: "4 3" }),
        Plot.lineY(formula, { x: at, y: "formula", stroke: ink.muted,
                              strokeWidth: 1.6, strokeDasharray: "5 4" }),
        Plot.lineY(filled, { x: at, y: (c: Cell) => c.power?.estimate,
          stroke: ink.series[0] ?? "", strokeWidth: 2 }),
        Plot.ruleX(filled, { x: at, y1: (c: Cell) => c.power?.ci95[0],
          y2: (c: Cell) => c.power?.ci95[1], stroke: ink.series[0] ?? "",
          strokeWidth: 2 }),
        Plot.dot(filled, { x: at, y: (c: Cell) => c.power?.estimate, r: 4,
          fill: ink.series[0] ?? "" }),
      ],
    }),
  };
}

export function heatFigure(x: Key, y: Key, cells: Cell[], power: string):
    Figure {
  const filled = cells.filter((cell) => cell.power);
  const bright = (cell: Cell) => (cell.power?.estimate ?? 0) > 0.55;
  return {
    id: "heat-map",
    title: `${power} by ${x.name} and ${y.name}`,
    summary: filled.map((cell) => `${cell.values.join(" and ")}: ` +
      spoken(cell.power)).join("; "),
    note: "Each cell: simulated power in percent and, below, its Monte Carlo " +
      "standard error; all on the same random numbers.",
    table: gridTable([x, y], cells),
    draw: (width, ink) => {
      const text = (cell: Cell) => (bright(cell) ? "#10141a" : "#ffffff");
      return plot({
        width, ink, height: Math.min(460, Math.max(300, width * 0.62)),
        x: { label: axis(x), type: "band" },
        y: { label: axis(y), type: "band", reverse: true, grid: false },
        color: { type: "linear", scheme: "cividis", domain: [0, 1] },
        marks: [
          Plot.cell(cells, { x: (c: Cell) => c.values[0],
            y: (c: Cell) => c.values[1], inset: 0.5,
            fill: (c: Cell) => c.power?.estimate ?? Number.NaN }),
          Plot.text(filled, { x: (c: Cell) => c.values[0],
            y: (c: Cell) => c.values[1], dy: -6, fill: text, fontWeight: 600,
            fontSize: width < 420 ? 10 : 13,
            text: (c: Cell) => ((c.power?.estimate ?? 0) * 100).toFixed(1) }),
          Plot.text(filled, { x: (c: Cell) => c.values[0],
            y: (c: Cell) => c.values[1], dy: 8, fill: text,
            fontSize: width < 420 ? 8 : 10,
            text: (c: Cell) => `±${((c.power?.mcse ?? 0) * 100).toFixed(2)}` }),
        ],
        more: { marginLeft: 62, marginBottom: 46 },
      });
    },
  };
}

function gridTable(keys: Key[], cells: Cell[]) {
  return {
    head: [...keys.map(axis), "replicates", "power", "mcse", "ci95_low",
           "ci95_high", "power_by_formula"],
    rows: cells.map((c) => [...c.values, c.replicates,
      c.power?.estimate ?? null, c.power?.mcse ?? null,
      c.power?.ci95[0] ?? null, c.power?.ci95[1] ?? null, c.formula]),
  };
}
