// The file that the command line writes for as many replicates.
import { download } from "../figures/export";
import { engineSha256 } from "../engine/embedded";
import { memory } from "../engine/engines";
import { about } from "../state/design";
import { merged } from "../state/simulation";

export function Summary() {
  const now = merged.value;
  if (!now) return null;
  return (
    <section class="card" id="summary">
      <h3>summary.json</h3>
      <p class="note">What <code>rehearse power</code> writes with this config,
        seed and number of replicates. Decisions, counts and quantiles are the
        same; of numbers by formula a last digit may differ between builds.</p>
      <dl class="facts">
        <dt>SHA-256</dt><dd><code id="summary-sha256">{now.sha256}</code></dd>
        <dt>Version</dt><dd>{about.value?.version} {about.value?.revision}</dd>
        <dt>Engine's SHA-256</dt><dd><code>{engineSha256()}</code></dd>
        <dt>Memory of an engine</dt>
        <dd>{(memory.value / 2 ** 20).toFixed(0)} MB</dd>
      </dl>
      <div class="files">
        <button type="button" onClick={() =>
          download("summary.json", now.summary, "application/json")}>
          summary.json</button>
        <button type="button" onClick={() =>
          download("results.csv", now.csv, "text/csv")}>results.csv</button>
      </div>
      <details>
        <summary>As the command line prints it</summary>
        <pre tabIndex={0}>{now.text}</pre>
      </details>
    </section>
  );
}
