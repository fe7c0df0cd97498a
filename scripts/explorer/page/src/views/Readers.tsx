// The committee's analysis beside the investigator's and other rules, on the
// same replicates.
import { useComputed } from "@preact/signals";
import type { Share } from "../engine/types";
import { forestFigure, type Reading } from "../figures/power_figures";
import { signed, withError } from "../figures/figure";
import { FigureView } from "../parts/FigureView";
import { TableView } from "../parts/TableView";
import { merged } from "../state/simulation";

interface Also {
  reader: string;
  rules: string;
  power: Share;
  difference: Share;
  hazard_ratio_over_primary: { estimate: number | null; mcse: number | null };
}

interface Review {
  reader: string;
  rules: string;
  also_analysed?: Also[];
}

const called = (it: { reader: string; rules: string }) =>
  `${it.reader === "irc" ? "Committee (IRC)" : "Investigator"}, ${it.rules}`;

export function Readers() {
  const review = useComputed<Review | null>(() => {
    const summary = merged.value?.summary;
    return summary ? (JSON.parse(summary) as { review?: Review }).review ?? null
      : null;
  });
  const power = merged.value?.power;
  const also = review.value?.also_analysed ?? [];
  if (!review.value || !power || also.length === 0) return null;
  const readings: Reading[] = [
    { name: `${called(review.value)} (primary)`, power, colour: 0 },
    ...also.map((it) => ({ name: called(it), power: it.power,
                              colour: 1 })),
  ];
  return (
    <>
      <div class="figures"><FigureView figure={forestFigure("readers", "Readers and rules",
        "The same replicates, read and censored otherwise. Lines: 95% " +
        "intervals of each; their differences are paired.", readings)} /></div>
      <section class="card">
        <h3>Differences from the primary analysis</h3>
        <TableView name="Differences from the primary analysis" id="readers"
          table={{
            head: ["Analysis", "Power ± mcse", "Paired difference ± mcse",
                   "95% interval", "Hazard ratio over the primary's ± mcse"],
            rows: also.map((it) => [called(it), withError(it.power),
              `${signed(it.difference.estimate, 4)} ± ${it.difference.mcse.toFixed(4)}`,
              it.difference.ci95.map((x) => signed(x, 4)).join(" to "),
              it.hazard_ratio_over_primary.estimate === null ? null
                : `${it.hazard_ratio_over_primary.estimate.toFixed(4)} ± ` +
                  (it.hazard_ratio_over_primary.mcse ?? 0).toFixed(4)]),
          }} />
      </section>
    </>
  );
}
