// A figure: what it shows, with its numbers as a table, drawn at any width.
import * as Plot from "@observablehq/plot";
import type { Ink } from "./ink";

export type Cell = string | number | null;

export interface Table {
  head: string[];
  rows: Cell[][];
}

export interface Figure {
  id: string;
  title: string;
  summary: string;  // what a screen reader says
  note: string;     // where its error comes from, units
  table: Table;
  draw(width: number, ink: Ink): SVGSVGElement;
}

export interface Axes {
  width: number;
  ink: Ink;
  height?: number;
  x: Plot.ScaleOptions;
  y: Plot.ScaleOptions;
  marks: Plot.Markish[];
  color?: Plot.ScaleOptions;
  more?: Plot.PlotOptions;
}

// What all figures have in common: margins, type, ground, named axes.
export function plot({ width, ink, height, x, y, marks, color, more }: Axes):
    SVGSVGElement {
  const narrow = width < 420;
  const drawn = Plot.plot({
    width,
    height: height ?? Math.round(Math.min(320, Math.max(220, width * 0.5))),
    marginLeft: 52,
    marginRight: 18,
    marginTop: 26,
    marginBottom: 42,
    style: {
      color: ink.text,
      background: "transparent",
      fontFamily: "system-ui, sans-serif",
      fontSize: "12px",
      overflow: "visible",
    },
    x: { labelAnchor: "center", labelArrow: "none",
         ticks: narrow ? 5 : 8, ...x },
    y: { grid: true, labelArrow: "none", ticks: 5, ...y },
    ...(color ? { color } : {}),
    marks,
    ...more,
  }) as SVGSVGElement;
  // The whole is one picture with one name; its parts have none of their own.
  for (const inner of drawn.querySelectorAll("[aria-label]"))
    inner.removeAttribute("aria-label");
  return drawn;
}

// Names beside their colours, inside the frame where it is empty.
export function legend(
  names: readonly string[],
  colours: readonly string[],
  anchor: "top-right" | "top-left",
): Plot.Markish[] {
  const right = anchor === "top-right";
  return names.flatMap((name, i) => {
    const place = { frameAnchor: anchor, dy: 8 + 17 * i } as const;
    return [
      Plot.dot([name], {
        ...place, dx: right ? -8 : 8, r: 4.5, fill: colours[i] ?? "" }),
      Plot.text([name], {
        ...place, text: (d: string) => d, dx: right ? -18 : 18, dy: 3 + 17 * i,
        textAnchor: right ? "end" : "start", fontWeight: 600,
        fontSize: 12 }),
    ];
  });
}

export const percent = (x: number | null, digits = 1): string =>
  x === null ? "–" : `${(100 * x).toFixed(digits)}%`;

export const fixed = (x: number | null | undefined, digits: number): string =>
  x === null || x === undefined ? "–" : x.toFixed(digits);

export const signed = (x: number, digits: number): string =>
  `${x >= 0 ? "+" : "−"}${Math.abs(x).toFixed(digits)}`;

export const count = (x: number): string =>
  Math.round(x).toLocaleString("en-US");

// A share beside its Monte Carlo standard error.
export const withError = (p: { estimate: number; mcse: number }): string =>
  `${p.estimate.toFixed(4)} ± ${p.mcse.toFixed(4)}`;

export const interval = (p: { ci95: [number, number] }): string =>
  `${p.ci95[0].toFixed(4)} to ${p.ci95[1].toFixed(4)}`;

export function csvOf({ head, rows }: Table): string {
  const field = (cell: Cell) => {
    const text = cell === null ? "" : String(cell);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map((row) => row.map(field).join(",")).join("\n")
    .concat("\n");
}
