// What follows from the design at once: bounds, power by formula, figures.
import { useComputed } from "@preact/signals";
import type { LookFigure } from "../engine/types";
import {
  boundsFigure, courseFigure, survivalFigure,
} from "../figures/design_figures";
import { type Figure, fixed, percent, type Table } from "../figures/figure";
import { FigureView } from "../parts/FigureView";
import { TableView } from "../parts/TableView";
import { Tiles } from "../parts/Tiles";
import { about, checked, designed, faults, trouble } from "../state/design";

// One-sided p and alpha; small ones keep their digits.
const small = (x: number | null): string | null =>
  x === null ? null : x > 0 && x < 1e-4 ? x.toExponential(2) : fixed(x, 5);

interface HypothesisBounds {
  name: string;
  alphas: { alpha: number; looks: { name: string; events: number | null;
    efficacy_z: number | null; efficacy_p: number | null;
    hazard_ratio_at_efficacy: number | null }[] }[];
}

function boundsTable(looks: LookFigure[]): Table {
  const some = (key: "futility_z" | "harm_z") =>
    looks.some((look) => look[key] !== null);
  const futility = some("futility_z");
  const harm = some("harm_z");
  return {
    head: ["Look", "Events", "Months", "Bound [z]", "One-sided p",
      "Hazard ratio at bound", ...(futility ? ["Futility [z]",
      "Hazard ratio at futility"] : []), ...(harm ? ["Harm [z]"] : []),
      "Alpha spent", "Power so far"],
    rows: looks.map((l) => [l.name, l.events, l.months && fixed(l.months, 1),
      l.efficacy_z && fixed(l.efficacy_z, 4),
      small(l.efficacy_p),
      l.efficacy_hr && fixed(l.efficacy_hr, 4),
      ...(futility ? [l.futility_z && fixed(l.futility_z, 4),
                      l.futility_hr && fixed(l.futility_hr, 4)] : []),
      ...(harm ? [l.harm_z && fixed(l.harm_z, 4)] : []),
      small(l.cumulative_alpha),
      l.cumulative_power && fixed(l.cumulative_power, 4)]),
  };
}

function figuresOf(): Figure[] {
  const figures = designed.value?.figures;
  if (!figures) return [];
  const bounds = boundsFigure(figures.looks);
  return [
    ...(figures.survival ? [survivalFigure(figures.survival)] : []),
    ...(figures.course ? [courseFigure(figures.course, figures.looks)] : []),
    ...(bounds ? [bounds] : []),
  ];
}

function waitingFor(): string {
  if (trouble.value) return "";
  if (!about.value) return "The engine is starting …";
  return faults.value.length > 0
    ? "The design has errors: they are told where it stands."
    : "State a design: start from one that is there, or open a config.";
}

export function DesignView() {
  const figures = useComputed(figuresOf);
  const now = designed.value;
  if (!now) return <p class="quiet">{waitingFor()}</p>;
  const { looks, power } = now.figures;
  const last = looks.at(-1);
  return (
    <>
      <Tiles tiles={[
        { name: "Power by formula", value: percent(power), id: "formula" },
        { name: "Looks", value: String(looks.length || "–") },
        { name: "Events at the last look", value: fixed(last?.events, 0) },
        { name: "Months to the last look", value: fixed(last?.months, 1) },
      ]} />
      {looks.length > 0 &&
        <section class="card" id="bounds">
          <h3>Bounds</h3>
          <TableView table={boundsTable(looks)} name="Bounds" id="bounds" />
          <p class="note">By formula. A positive z and a hazard ratio below 1
            favour the experimental arm; p is one-sided.</p>
        </section>}
      {looks.length === 0 && <HypothesesBounds />}
      <div class="figures">
        {figures.value.map((f) => <FigureView key={f.id} figure={f} />)}
      </div>
      <details class="card">
        <summary>The whole report</summary>
        <pre tabIndex={0}>{now.text}</pre>
      </details>
      <details class="card">
        <summary>The scenario in words</summary>
        <pre tabIndex={0}>{checked.value?.words}</pre>
      </details>
    </>
  );
}

// Of several hypotheses: the bounds at every alpha that each can come to have.
function HypothesesBounds() {
  const report = designed.value?.report as { hypotheses?: HypothesisBounds[] };
  const rows = (report.hypotheses ?? []).flatMap((hypothesis) =>
    hypothesis.alphas.flatMap(({ alpha, looks }) => looks.map((look) => [
      hypothesis.name, Number(alpha.toPrecision(6)), look.name, look.events,
      look.efficacy_z && fixed(look.efficacy_z, 4),
      small(look.efficacy_p),
      look.hazard_ratio_at_efficacy && fixed(look.hazard_ratio_at_efficacy, 4)])));
  return (
    <section class="card" id="bounds">
      <h3>Bounds of each hypothesis, at every alpha that it can have</h3>
      <TableView name="Bounds of each hypothesis" id="bounds" table={{
        head: ["Hypothesis", "At alpha", "Look", "Events", "Bound [z]",
               "One-sided p", "Hazard ratio at bound"], rows }} />
      <p class="note">By formula; power of several hypotheses comes from
        simulation.</p>
    </section>
  );
}
