// Figures of a simulation as it streams in.
import * as Plot from "@observablehq/plot";
import type { LookResult, Maybe, Share } from "../engine/types";
import { count, type Figure, percent, plot, withError } from "./figure";

export interface Step {
  replicates: number;
  power: Share;
}

const z95 = 1.959964;

export function streamFigure(history: Step[], formula: Maybe, power: string):
    Figure {
  const last = history.at(-1);
  const low = Math.min(...history.map((h) => h.power.ci95[0]), formula ?? 1);
  const high = Math.max(...history.map((h) => h.power.ci95[1]), formula ?? 0);
  const room = 0.15 * (high - low) + 0.002;
  return {
    id: "power",
    title: `${power} as replicates come in`,
    summary: last
      ? `${power} ${withError(last.power)} after ${count(last.replicates)} replicates`
      : "No replicates yet",
    note: "Band: 95% interval (Wilson). Dotted: power by formula.",
    table: {
      head: ["replicates", "power", "mcse", "ci95_low", "ci95_high"],
      rows: history.map(({ replicates, power }) =>
        [replicates, power.estimate, power.mcse, ...power.ci95]),
    },
    draw: (width, ink) => plot({
      width, ink,
      x: { label: "Replicates (log scale)", type: "log", tickFormat: "~s",
           ticks: 4 },
      y: { label: power, tickFormat: ".3f",
           domain: [Math.max(0, low - room), Math.min(1, high + room)] },
      marks: [
        Plot.areaY(history, { x: "replicates",
          y1: (h: Step) => h.power.ci95[0], y2: (h: Step) => h.power.ci95[1],
          fill: ink.series[0] ?? "", fillOpacity: 0.22 }),
        Plot.lineY(history, { x: "replicates",
          y: (h: Step) => h.power.estimate, stroke: ink.series[0] ?? "",
          strokeWidth: 2 }),
        Plot.ruleX(last ? [last] : [], { x: "replicates",
          y1: (h: Step) => h.power.ci95[0], y2: (h: Step) => h.power.ci95[1],
          stroke: ink.series[0] ?? "", strokeWidth: 2 }),
        Plot.dot(last ? [last] : [], { x: "replicates",
          y: (h: Step) => h.power.estimate, fill: ink.series[0] ?? "", r: 4 }),
        ...(formula === null ? [] : [Plot.ruleY([formula], {
          stroke: ink.muted, strokeDasharray: "2 3" })]),
      ],
    }),
  };
}

interface Bin {
  look: string;
  lower: number;
  upper: number;
  share: number;
  error: number;
}

const ratioTicks = [0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.6, 2, 3, 5];

type Ratios = LookResult["hazard_ratio"];

// With those whose ratio lies outside the bins.
const trialsOf = ({ below = 0, above = 0, count: bins }: Ratios): number =>
  bins.reduce((sum, n) => sum + n, below + above);

// Of each look: trials outside the bins, if any.
const outsideOf = (looks: LookResult[]): string =>
  looks.flatMap(({ name, hazard_ratio: h }) => {
    const { below = 0, above = 0 } = h;
    return below + above > 0 ? [`${name}: ${count(below)} of ` +
      `${count(trialsOf(h))} trials below 0.2, ${count(above)} above 5`] : [];
  }).join("; ");

function binsOf(looks: LookResult[]): Bin[] {
  return looks.flatMap(({ name, hazard_ratio: h }) => {
    const all = trialsOf(h);
    return h.count.map((n, i) => {
      const share = all > 0 ? n / all : 0;
      return { look: name, lower: h.lower[i] ?? 0, upper: h.upper[i] ?? 0,
        share, error: all > 0 ? Math.sqrt(share * (1 - share) / all) : 0 };
    }).filter((bin) => bin.share > 0);
  });
}

export function ratioFigure(looks: LookResult[], bounds: Map<string, Maybe>):
    Figure {
  const bins = binsOf(looks);
  const names = looks.map((look) => look.name);
  const outside = outsideOf(looks);
  const from = Math.min(...bins.map((bin) => bin.lower));
  const to = Math.max(...bins.map((bin) => bin.upper));
  const rules = names.flatMap((look) => {
    const ratio = bounds.get(look);
    return typeof ratio === "number" ? [{ look, ratio }] : [];
  });
  return {
    id: "hazard-ratios",
    title: "Hazard ratio estimated at each look",
    summary: names.map((name) => {
      const own = bins.filter((bin) => bin.look === name);
      const top = own.reduce((a, b) => (b.share > a.share ? b : a),
                             own[0] ?? { lower: 0, upper: 0, share: 0 } as Bin);
      return `${name}: most often ${top.lower.toFixed(2)} to ${top.upper.toFixed(2)}`;
    }).join("; "),
    note: "Share of the trials that have a ratio at the look, by equal ratios; " +
      "whiskers: 95% interval. Line: the planned efficacy bound." +
      (outside && ` Not drawn: ${outside}.`),
    table: {
      head: ["look", "from", "to", "share", "mcse"],
      rows: bins.map((b) => [b.look, b.lower, b.upper, b.share, b.error]),
    },
    draw: (width, ink) => plot({
      width, ink, height: 90 + 120 * names.length,
      x: { label: "Hazard ratio (log scale)", type: "log", tickFormat: ".2~f",
           domain: [from, to], ticks: ratioTicks.filter((t) =>
             t >= from && t <= to) },
      y: { label: "Share of trials", tickFormat: "%", ticks: 3 },
      marks: [
        Plot.rectY(bins, { x1: "lower", x2: "upper", y: "share", fy: "look",
          fill: ink.series[0] ?? "", fillOpacity: 0.75, insetLeft: 0.5 }),
        Plot.ruleX(bins, { x: (b: Bin) => Math.sqrt(b.lower * b.upper),
          y1: (b: Bin) => Math.max(0, b.share - z95 * b.error),
          y2: (b: Bin) => b.share + z95 * b.error, fy: "look",
          stroke: ink.text, strokeOpacity: 0.7 }),
        Plot.ruleX(rules, { x: "ratio", fy: "look", strokeWidth: 2,
          stroke: ink.series[1] ?? "" }),
        Plot.text(rules, { x: "ratio", fy: "look", frameAnchor: "top-left",
          dx: 6, dy: -4, textAnchor: "start", fontSize: 11,
          text: (r: { ratio: number }) => `bound ${r.ratio.toFixed(3)}` }),
        Plot.ruleY([0]),
      ],
      more: { fy: { label: null, domain: names }, marginRight: 64,
              marginTop: 30 },
    }),
  };
}

export interface Reading {
  name: string;
  colour: number;  // of the series
  power: Share;
}

// One estimate below the other, each with its interval.
export function forestFigure(id: string, title: string, note: string,
                             readings: Reading[]): Figure {
  const label = (r: Reading) =>
    `${percent(r.power.estimate)} ± ${percent(r.power.mcse, 2)}`;
  return {
    id, title, note,
    summary: readings.map((r) => `${r.name}: ${label(r)}`).join("; "),
    table: {
      head: ["", "power", "mcse", "ci95_low", "ci95_high"],
      rows: readings.map(({ name, power }) =>
        [name, power.estimate, power.mcse, ...power.ci95]),
    },
    draw: (width, ink) => plot({
      width, ink, height: 70 + 46 * readings.length,
      x: { label: "Power (95% interval)", tickFormat: "%", grid: true,
           nice: true, ticks: width < 420 ? 4 : 6 },
      y: { label: null, domain: readings.map((r) => r.name), axis: null },
      marks: [
        Plot.ruleY(readings, { y: "name", x1: (r: Reading) => r.power.ci95[0],
          x2: (r: Reading) => r.power.ci95[1], strokeWidth: 2.5,
          stroke: (r: Reading) => ink.series[r.colour] ?? "" }),
        Plot.dot(readings, { y: "name", x: (r: Reading) => r.power.estimate,
          fill: (r: Reading) => ink.series[r.colour] ?? "", r: 4.5 }),
        Plot.text(readings, { y: "name", frameAnchor: "left", dy: -13, dx: -30,
          textAnchor: "start", fontWeight: 600,
          text: (r: Reading) => `${r.name}   ${label(r)}` }),
      ],
      more: { marginLeft: 40, marginTop: 12 },
    }),
  };
}
