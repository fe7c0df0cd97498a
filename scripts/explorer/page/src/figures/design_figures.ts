// Figures that follow from the design alone, without simulation.
import * as Plot from "@observablehq/plot";
import type {
  CourseFigure, LookFigure, SurvivalFigure,
} from "../engine/types";
import { type Figure, fixed, legend, percent, plot } from "./figure";

const byFormula = "By formula: no Monte Carlo error.";

export function survivalFigure(data: SurvivalFigure): Figure {
  const points = data.arms.flatMap((arm) => data.months.map((month, i) =>
    ({ arm: arm.name, month, survival: arm.survival[i] ?? 0 })));
  const names = data.arms.map((arm) => arm.name);
  return {
    id: "survival",
    title: `${data.endpoint}: survival as assumed`,
    summary: data.arms.map((arm) =>
      `${arm.name}: ${percent(arm.survival.at(-1) ?? null)} at ` +
      `${fixed(data.months.at(-1), 0)} months`).join("; "),
    note: `The model itself, averaged over strata. ${byFormula}`,
    table: {
      head: ["months", ...names],
      rows: data.months.map((month, i) =>
        [month, ...data.arms.map((arm) => arm.survival[i] ?? null)]),
    },
    draw: (width, ink) => plot({
      width, ink,
      x: { label: "Months since randomization" },
      y: { label: "Without event", domain: [0, 1], tickFormat: "%" },
      marks: [
        Plot.ruleY([0]),
        ...names.map((name, i) => Plot.lineY(
          points.filter((p) => p.arm === name), {
            x: "month", y: "survival", stroke: ink.series[i] ?? "",
            strokeWidth: 2.2, strokeDasharray: i === 0 ? "" : `${7 - i} 3` })),
        ...legend(names, ink.series, "top-right"),
      ],
    }),
  };
}

export function courseFigure(data: CourseFigure, looks: LookFigure[]): Figure {
  const names = ["Participants", ...data.events.map((e) =>
    e.name ? `Events, ${e.name}` : "Events")];
  const series = [data.participants, ...data.events.map((e) => e.expected)];
  const timed = looks.filter((look) => look.months !== null);
  return {
    id: "course",
    title: "Enrolment and events over time",
    summary: timed.map((look) => `${look.name} look: ` +
      `${fixed(look.events, 0)} events at ${fixed(look.months, 1)} months`)
      .join("; "),
    note: `Expected numbers; dashed: the looks. ${byFormula}`,
    table: {
      head: ["months", ...names],
      rows: data.months.map((month, i) =>
        [month, ...series.map((s) => s[i] ?? null)]),
    },
    draw: (width, ink) => plot({
      width, ink,
      x: { label: "Months since enrolment opened" },
      y: { label: "Number", domain: [0, Math.max(
        ...series.flatMap((s) => s.map((v) => v ?? 0))) * 1.08] },
      marks: [
        Plot.ruleY([0]),
        Plot.ruleX(timed, { x: "months", stroke: ink.muted,
                            strokeDasharray: "4 3" }),
        // Names of near looks stand one above the other.
        ...timed.map((look, i) => Plot.text([look], {
          x: "months", frameAnchor: "top", fontSize: 11,
          dy: timed.length > 2 && i % 2 === 1 ? -24 : -12, text: "name" })),
        ...series.map((values, i) => Plot.lineY(values, {
          x: (_: unknown, k: number) => data.months[k] ?? 0,
          y: (v: number | null) => v, stroke: ink.series[i] ?? "",
          strokeWidth: 2.2, strokeDasharray: i === 0 ? "" : `${8 - i} 3` })),
        ...legend(names, ink.series, "top-left"),
      ],
    }),
  };
}

interface Bound {
  look: string;
  events: number;
  ratio: number;
  kind: string;
}

export function boundsFigure(looks: LookFigure[]): Figure | null {
  const bounds = looks.flatMap((look): Bound[] => [
    { kind: "Efficacy", ratio: look.efficacy_hr },
    { kind: "Futility", ratio: look.futility_hr },
  ].filter(({ ratio }) => ratio !== null).map(({ kind, ratio }) => ({
    kind, ratio: ratio ?? 1, look: look.name, events: look.events ?? 0 })));
  if (bounds.length === 0) return null;
  const kinds = [...new Set(bounds.map((bound) => bound.kind))];
  return {
    id: "hazard-ratio-at-bounds",
    title: "Hazard ratio at the bounds",
    summary: bounds.map((b) =>
      `${b.look}, ${b.kind.toLowerCase()}: ${b.ratio.toFixed(3)}`).join("; "),
    note: `Smallest effect that reaches a bound, as the log-rank test sees ` +
      `it; a hazard ratio below 1 favours the experimental arm. ${byFormula}`,
    table: {
      head: ["look", "events", "bound", "hazard ratio"],
      rows: bounds.map((b) => [b.look, b.events, b.kind, b.ratio]),
    },
    draw: (width, ink) => drawBounds(bounds, kinds, width, ink),
  };
}

function drawBounds(bounds: Bound[], kinds: string[], width: number,
                    ink: Parameters<Figure["draw"]>[1]): SVGSVGElement {
  const ratios = [...bounds.map((b) => b.ratio), 1];
  const events = bounds.map((b) => b.events);
  const room = Math.max(10, 0.2 * (Math.max(...events) - Math.min(...events)));
  const colour = (b: Bound) => ink.series[kinds.indexOf(b.kind)] ?? "";
  return plot({
    width, ink,
    x: { label: "Events", domain: [Math.max(0, Math.min(...events) - room),
                                   Math.max(...events) + room] },
    y: { label: "Hazard ratio (log scale)", type: "log", tickFormat: ".2f",
         domain: [Math.min(...ratios) * 0.9, Math.max(...ratios) * 1.08] },
    marks: [
      Plot.ruleY([1], { stroke: ink.muted }),
      Plot.line(bounds, { x: "events", y: "ratio", z: "kind", stroke: colour,
                          strokeWidth: 1.5 }),
      Plot.dot(bounds, { x: "events", y: "ratio", fill: colour, r: 4.5,
        symbol: (b: Bound) => b.kind === "Efficacy" ? "circle" : "square" }),
      Plot.text(bounds, { x: "events", y: "ratio", dy: -13, fontSize: 11,
        text: (b: Bound) => `${b.look} ${b.ratio.toFixed(3)}` }),
      ...(kinds.length > 1 ? legend(kinds, ink.series, "top-right") : []),
    ],
  });
}
