// What a randomization procedure gives: imbalance and guesses, from the
// engine's report on it.
import * as Plot from "@observablehq/plot";
import { type Figure, plot, type Table } from "./figure";

interface Estimate {
  value: number;
  mcse: number;
  ci95?: [number, number];
}

interface Margin {
  name: string;
  participants: number;
  final_imbalance: {
    mean: Estimate;
    balanced: Estimate;
    q95: number;
    probability: number[];
  };
  maximum_imbalance: { mean: Estimate };
}

export interface ProcedureReport {
  alternatives: (Record<string, unknown> & {
    randomization: string;
    margins?: Margin[];
  })[];
}

const isEstimate = (value: unknown): value is Estimate =>
  typeof value === "object" && value !== null && "value" in value;

const estimated = ({ value, mcse }: Estimate): string =>
  `${value.toFixed(4)} ${mcse > 0 ? `± ${mcse.toFixed(4)}` : "(exact)"}`;

const words = (key: string) => {
  const text = key.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export function measuresTable(report: ProcedureReport): Table {
  const entries = Object.entries(report.alternatives[0] ?? {});
  return {
    head: ["Measure", "Value", "Monte Carlo error (0: exact)"],
    rows: entries.flatMap(([key, value]) => isEstimate(value)
      ? [[words(key), value.value, value.mcse]] : []),
  };
}

export function marginsTable(report: ProcedureReport): Table {
  return {
    head: ["Of", "Participants", "Mean |D| at the end ± mcse",
           "95% quantile of |D|", "P(D = 0) ± mcse",
           "Mean of the largest |D| ± mcse"],
    rows: (report.alternatives[0]?.margins ?? []).map((margin) => [
      margin.name, margin.participants, estimated(margin.final_imbalance.mean),
      margin.final_imbalance.q95, estimated(margin.final_imbalance.balanced),
      estimated(margin.maximum_imbalance.mean)]),
  };
}

const guesses: [string, string][] = [
  ["guessed_convergence_sees_all", "Arm that is behind, sees all"],
  ["guessed_most_likely_sees_all", "Likeliest arm, sees all"],
  ["guessed_convergence_own_site", "Arm that is behind, own site"],
  ["guessed_most_likely_own_site", "Likeliest arm, own site"],
];

interface Guess {
  name: string;
  value: number;
  error: number;
}

export function guessFigure(report: ProcedureReport): Figure | null {
  const own = report.alternatives[0] ?? {};
  const found = guesses.flatMap(([key, name]): Guess[] => {
    const it = (own as Record<string, unknown>)[key];
    return isEstimate(it) ? [{ name, value: it.value, error: it.mcse }] : [];
  });
  if (found.length === 0) return null;
  const label = (g: Guess) => `${g.name}   ${(100 * g.value).toFixed(1)}%` +
    (g.error > 0 ? ` ± ${(100 * g.error).toFixed(2)}%` : "");
  return {
    id: "guesses",
    title: "Allocations guessed right",
    summary: found.map(label).join("; "),
    note: "Exact where no ± stands (Monte Carlo standard error). Line: a coin.",
    table: { head: ["guesser", "share", "mcse"],
             rows: found.map((g) => [g.name, g.value, g.error]) },
    draw: (width, ink) => plot({
      width, ink, height: 80 + 44 * found.length,
      x: { label: "Guessed right", domain: [0.4, 1], tickFormat: "%" },
      y: { label: null, axis: null, domain: found.map((g) => g.name),
           grid: false },
      marks: [
        Plot.ruleX([0.5], { stroke: ink.muted, strokeDasharray: "4 3" }),
        Plot.ruleY(found, { y: "name", x1: 0.4, x2: "value", strokeWidth: 6,
                            stroke: ink.series[0] ?? "" }),
        Plot.text(found, { y: "name", frameAnchor: "left", dy: -13,
          textAnchor: "start", fontWeight: 600, text: label }),
      ],
      more: { marginLeft: 24, marginTop: 12 },
    }),
  };
}

interface Bar {
  difference: number;
  probability: number;
}

export function imbalanceFigure(report: ProcedureReport): Figure | null {
  const margin = report.alternatives[0]?.margins?.[0];
  if (!margin) return null;
  const all = margin.final_imbalance.probability
    .map((probability, difference): Bar => ({ difference, probability }));
  const bars = all.filter((bar) => bar.probability >= 5e-5);
  const { mean, balanced, q95 } = margin.final_imbalance;
  return {
    id: "imbalance",
    title: "Imbalance of the arms at the end of the trial",
    summary: `Mean ${estimated(mean)} participants, balanced with ` +
      `probability ${estimated(balanced)}, 95% quantile ${q95}`,
    note: "D: difference of the arms' participants, in the ratio that is due. " +
      `Mean |D| ${estimated(mean)}, P(D = 0) ${estimated(balanced)}; ± is the ` +
      "Monte Carlo standard error.",
    table: { head: ["difference", "probability"],
             rows: all.map((bar) => [bar.difference, bar.probability]) },
    draw: (width, ink) => plot({
      width, ink,
      x: { label: "|D| [participants]", type: "band",
           domain: bars.map((bar) => bar.difference) },
      y: { label: "Probability", tickFormat: "%" },
      marks: [
        Plot.ruleY([0]),
        Plot.barY(bars, { x: "difference", y: "probability", inset: 1,
                          fill: ink.series[0] ?? "" }),
      ],
    }),
  };
}
