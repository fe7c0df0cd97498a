// Kaplan–Meier curves of many simulated trials: the middle one, and between
// which bounds nine in ten lie, month by month.
import * as Plot from "@observablehq/plot";
import type { AtRisk, TrialCurve } from "../engine/types";
import { type Figure, fixed, legend, plot } from "./figure";

interface Band {
  arm: string;
  month: number;
  low: number;
  middle: number;
  high: number;
}

// The last step at or before the month.
function survivalAt(arm: TrialCurve["arms"][number], month: number): number {
  let low = 0;
  let high = arm.months.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((arm.months[middle] ?? 0) <= month) low = middle;
    else high = middle;
  }
  return arm.survival[low] ?? 1;
}

function quantile(sorted: number[], p: number): number {
  const at = p * (sorted.length - 1);
  const i = Math.floor(at);
  const below = sorted[i] ?? 0;
  return below + (at - i) * ((sorted[i + 1] ?? below) - below);
}

function bandsOf(curves: TrialCurve[], risk: AtRisk): Band[] {
  return risk.arms.flatMap(({ name }) => {
    const arms = curves.flatMap((curve) =>
      curve.arms.filter((arm) => arm.name === name));
    return risk.months.filter((_, i) => (risk.any[i] ?? 0) >= 0.9)
      .map((month) => {
        const all = arms.map((arm) => survivalAt(arm, month))
          .sort((a, b) => a - b);
        return { arm: name, month, low: quantile(all, 0.05),
          middle: quantile(all, 0.5), high: quantile(all, 0.95) };
      });
  });
}

const readerNames: Record<string, string> = {
  irc: "the committee (IRC)", investigator: "the investigator" };

export function fanFigure(curves: TrialCurve[], risk: AtRisk,
                          endpoint: string): Figure {
  const own = curves.filter((curve) => curve.reader === risk.reader);
  const bands = bandsOf(own, risk);
  const names = risk.arms.map((arm) => arm.name);
  const reader = readerNames[risk.reader];
  return {
    id: risk.reader ? `kaplan-meier-${risk.reader}` : "kaplan-meier",
    title: `${endpoint}: Kaplan–Meier curves` +
      (reader ? ` as seen by ${reader}` : ""),
    summary: names.map((name) => {
      const last = bands.filter((band) => band.arm === name).at(-1);
      return last ? `${name} at ${fixed(last.month, 0)} months: ` +
        `${last.middle.toFixed(2)} (${last.low.toFixed(2)} to ` +
        `${last.high.toFixed(2)})` : name;
    }).join("; "),
    note: `${own.length} simulated trials at the last look: median curve, and ` +
      "the band that holds nine in ten of them; it ends where fewer than nine " +
      "in ten trials have anyone at risk. Below: mean number at risk.",
    table: {
      head: ["arm", "months", "q05", "median", "q95", "at_risk"],
      rows: bands.map((b) => [b.arm, b.month, b.low, b.middle, b.high,
        risk.arms.find((arm) => arm.name === b.arm)
          ?.mean[risk.months.indexOf(b.month)] ?? null]),
    },
    draw: (width, ink) => drawFan(bands, risk, names, width, ink),
  };
}

function drawFan(bands: Band[], risk: AtRisk, names: string[], width: number,
                 ink: Parameters<Figure["draw"]>[1]): SVGSVGElement {
  const end = Math.max(6, ...bands.map((band) => band.month));
  const step = end > 30 ? 6 : end > 15 ? 3 : 2;
  const shown = risk.months.map((month, i) => ({ month, i }))
    .filter(({ month }) => month <= end && month % step === 0);
  const colour = (i: number) => ink.series[i] ?? "";
  return plot({
    width, ink, height: 300 + 16 * names.length,
    x: { label: "Months since randomization", domain: [0, end],
         labelOffset: 34 },
    y: { label: "Without event", domain: [0, 1], tickFormat: "%" },
    marks: [
      Plot.ruleY([0]),
      ...names.flatMap((name, i) => {
        const own = bands.filter((band) => band.arm === name);
        return [
          Plot.areaY(own, { x: "month", y1: "low", y2: "high",
            fill: colour(i), fillOpacity: 0.2, curve: "step-after" }),
          Plot.lineY(own, { x: "month", y: "middle", stroke: colour(i),
            strokeWidth: 2, curve: "step-after",
            strokeDasharray: i === 0 ? "" : "6 3" }),
          Plot.text(shown, { x: "month", frameAnchor: "bottom",
            dy: 56 + 16 * i, fill: colour(i), fontSize: 11,
            text: ({ i: at }: { i: number }) =>
              fixed(risk.arms[i]?.mean[at], 0) }),
        ];
      }),
      Plot.text(["At risk"], { frameAnchor: "bottom-left", dx: -58, dy: 56,
        text: (d: string) => d, textAnchor: "start", fontSize: 10 }),
      ...legend(names, ink.series, "top-right"),
    ],
    more: { marginBottom: 50 + 17 * names.length, marginLeft: 62 },
  });
}
