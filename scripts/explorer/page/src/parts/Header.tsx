// Where one starts from, how long an answer took, light or dark.
import { theme, type Theme } from "../figures/ink";
import { answeredIn, checked } from "../state/design";
import { Select } from "./controls";

interface Props {
  pane: "inputs" | "results";
  show(pane: "inputs" | "results"): void;
}

const themes: [Theme, string][] =
  [["system", "System"], ["light", "Light"], ["dark", "Dark"]];

export function Header({ pane, show }: Props) {
  return (
    <header>
      <h1>rehearse <span>explorer</span></h1>
      <p class="trial" aria-live="polite">{checked.value?.name}</p>
      <div class="panes" role="group" aria-label="What is shown">
        {(["inputs", "results"] as const).map((name) =>
          <button key={name} type="button" aria-pressed={pane === name}
            onClick={() => show(name)}>
            {name === "inputs" ? "Design" : "Results"}</button>)}
      </div>
      <span class="took" id="answered" title="From a change to its figures">
        {answeredIn.value > 0 && `${answeredIn.value.toFixed(0)} ms`}</span>
      <Select label="Colours" value={theme.value} options={themes}
        change={(next) => { theme.value = next as Theme; }} />
    </header>
  );
}
