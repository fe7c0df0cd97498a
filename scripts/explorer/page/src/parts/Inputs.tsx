// The left side: a starting point or a file, the form or the text, and what
// is wrong.
import { signal } from "@preact/signals";
import { Editor, jump } from "../editor/Editor";
import type { Fault } from "../engine/types";
import { Form } from "../form/Form";
import { faults, file, setText, text, trouble, untold, warnings }
  from "../state/design";
import { startFrom, startingPoints } from "../state/starting_points";
import { Tabs } from "./Tabs";

const sides = [{ id: "form", name: "Form" }, { id: "toml", name: "TOML" }];
const side = signal("form");

export async function read(dropped: File | undefined): Promise<void> {
  if (!dropped) return;
  try {
    setText(await dropped.text(), dropped.name);
  } catch {
    trouble.value = `${dropped.name} could not be read`;
  }
}

export function Inputs() {
  return (
    <section class="inputs" aria-label="The design">
      <Source />
      <Tabs label="How the design is shown" tabs={sides} chosen={side.value}
        choose={(id) => { side.value = id; }} />
      <Faults />
      <div role="tabpanel" class="panel" id={`panel-${side.value}`}
        aria-labelledby={`tab-${side.value}`}>
        {side.value === "form" ? <Form /> : <Editor />}
      </div>
    </section>
  );
}

function Source() {
  const known = startingPoints.find((point) => point.text === text.value);
  return (
    <div class="source">
      <label class="control">
        <span>Start from</span>
        <select value={known?.name ?? ""}
          onChange={(e) => startFrom(e.currentTarget.value)}>
          <option value="" disabled>{`${file.value}, changed`}</option>
          {[false, true].map((published) =>
            <optgroup key={String(published)}
              label={published ? "Published designs" : "Shipped configs"}>
              {startingPoints.filter((p) => p.published === published)
                .map((p) => <option key={p.name} value={p.name}>{p.name}</option>)}
            </optgroup>)}
        </select>
      </label>
      <label class="control">
        <span>or open a config (or drop it here)</span>
        <input type="file" accept=".toml,.json"
          onChange={(e) => void read(e.currentTarget.files?.[0])} />
      </label>
    </div>
  );
}

function Faults() {
  const all = [...faults.value.map((fault) => ({ fault, grade: "error" })),
    ...(faults.value.length > 0 ? []
      : warnings.value.map((fault) => ({ fault, grade: "warning" })))];
  return (
    <div aria-live="polite">
      {all.length > 0 && <ul class="faults" aria-label="Errors and warnings">
        {all.map(({ fault, grade }) =>
          <li key={fault.location + fault.message} class={grade}>
            <Located fault={fault} grade={grade} /></li>)}
        {untold.value > 0 && <li>{untold.value} more errors</li>}
      </ul>}
    </div>
  );
}

function Located({ fault, grade }: { fault: Fault; grade: string }) {
  const show = () => {
    side.value = "toml";
    setTimeout(() => { jump.value = { ...fault }; });
  };
  return (
    <>
      {fault.line > 0
        ? <button type="button" class="place" onClick={show}>{fault.location}</button>
        : <strong>{fault.location}</strong>}
      {` ${grade}: ${fault.message}`}
      {fault.source && <pre>{fault.source}{"\n"}
        {" ".repeat(Math.max(0, fault.column - 1))}^</pre>}
    </>
  );
}
