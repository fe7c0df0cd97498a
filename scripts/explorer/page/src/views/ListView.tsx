// The randomization list, and what its procedure gives.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { aside, messageOf, sound } from "../engine/engines";
import { newestOnly } from "../engine/pool";
import type { Config, Listed } from "../engine/types";
import { download } from "../figures/export";
import {
  guessFigure, imbalanceFigure, marginsTable, measuresTable, type ProcedureReport,
} from "../figures/list_figures";
import { Failure } from "../parts/controls";
import { FigureView, fileName } from "../parts/FigureView";
import { TableView } from "../parts/TableView";
import { known } from "../state/design";

const ask = newestOnly((asked: Config) => aside.ask("list", asked));

export function ListView() {
  const listed = useSignal<Listed | null>(null);
  const failure = useSignal("");
  useSignalEffect(() => {
    if (!known.value) return;
    ask(known.value.config)
      .then((reply) => {
        if (!reply) return;
        listed.value = sound(reply);
        failure.value = "";
      })
      .catch((error: unknown) => {
        listed.value = null;
        failure.value = messageOf(error);
      });
  });
  const now = listed.value;
  return (
    <>
      <Failure message={failure.value} />
      {!now && !failure.value && <p class="quiet">The list is being drawn …</p>}
      {now && <>
        <Procedure listed={now} />
        <section class="card">
          <h3>The list's first rows</h3>
          <p class="note">A dummy, as of <code>rehearse randomize --dummy</code>:
            a trial's list is drawn there, with a secret seed.</p>
          <TableView name="The list's first rows"
            table={{ head: now.header, rows: now.rows }} />
          <div class="files">
            <button type="button" onClick={() => download(
              fileName("list", "csv"), now.csv, "text/csv")}>
              CSV of the whole list</button>
          </div>
        </section>
      </>}
    </>
  );
}

function Procedure({ listed }: { listed: Listed }) {
  const report = listed.report as ProcedureReport;
  const figures = useMemo(() => [imbalanceFigure(report), guessFigure(report)]
    .filter((figure) => figure !== null), [report]);
  return (
    <>
      <p class="quiet">{report.alternatives?.[0]?.randomization}</p>
      <div class="figures">
        {figures.map((f) => <FigureView key={f.id} figure={f} />)}
      </div>
      <section class="card">
        <h3>Imbalance</h3>
        <TableView name="Imbalance" id="imbalance" table={marginsTable(report)} />
        <p class="note">|D| in participants; ± is the Monte Carlo standard error.</p>
      </section>
      <section class="card">
        <h3>What the procedure gives</h3>
        <TableView name="What the procedure gives" id="procedure"
          table={measuresTable(report)} />
        <details>
          <summary>As the command line prints it</summary>
          <pre tabIndex={0}>{listed.text}</pre>
        </details>
      </section>
    </>
  );
}
