// One key: its label, its value or the default that holds, what it means, and
// what is wrong with it.
import { useSignal, useSignalEffect } from "@preact/signals";
import { edit, faults, values } from "../state/design";
import { type Field, shownOf, tomlOf } from "./fields";

// No two keys have the same: what is no letter or digit is written as a number.
const idOf = (key: string) => `field-${key
  .replace(/[^\w.]/gu, (c) => `:${c.codePointAt(0)?.toString(16)}:`)
  .replaceAll(".", "-")}`;

export function FieldRow({ field }: { field: Field }) {
  const id = idOf(field.key);
  const typed = useSignal<string | null>(null);
  const before = useSignal(values.peek());
  useSignalEffect(() => {  // what was typed is in the text now
    if (values.value === before.peek()) return;
    before.value = values.value;
    typed.value = null;
  });
  const commit = (next: string) => {
    typed.value = next;
    void edit([`${field.key}=${next.trim() === "" ? "" : tomlOf(field, next.trim())}`]);
  };
  const wrong = faults.value.filter((fault) => fault.key === field.key)
    .map(({ message }, i) => ({ message, id: `${id}-fault-${i}` }));
  const shown = typed.value ?? (field.value?.given ? shownOf(field) : "");
  return (
    <div class={wrong.length > 0 ? "field wrong" : "field"}>
      <label for={id} title={`${field.key}: ${field.doc}`}>{field.name}</label>
      <Input id={id} field={field} shown={shown}
             faults={wrong.map((fault) => fault.id)} commit={commit} />
      <p class="help" id={`${id}-help`}>{field.doc}</p>
      {wrong.map((fault) =>
        <p class="fault" id={fault.id} key={fault.id}>{fault.message}</p>)}
    </div>
  );
}

interface InputProps {
  id: string;
  field: Field;
  shown: string;
  faults: string[];  // their ids
  commit(next: string): void;
}

function Input({ id, field, shown, faults: wrong, commit }: InputProps) {
  const named = { id, "aria-invalid": wrong.length > 0,
                  "aria-describedby": [...wrong, `${id}-help`].join(" ") };
  const holds = field.value && !field.value.given ? shownOf(field)
    : field.fallback;
  if (field.kind === "choice" || field.kind === "flag") {
    const words = field.kind === "flag" ? ["true", "false"] : field.words;
    return (
      <select {...named} value={shown}
              onChange={(e) => commit(e.currentTarget.value)}>
        <option value="">{holds ? `${holds} (default)` : "not stated"}</option>
        {words.map((word) => <option key={word} value={word}>{word}</option>)}
      </select>
    );
  }
  return (
    <input {...named} type="text" value={shown} spellcheck={false}
           autocomplete="off" placeholder={placeholderOf(field, holds)}
           inputMode={field.kind === "number" ? "decimal" : "text"}
           onChange={(e) => commit(e.currentTarget.value)} />
  );
}

function placeholderOf(field: Field, holds: string): string {
  if (holds) return `${holds} (default)`;
  return field.kind === "duration" ? "6 weeks, 4 months, …" : "not stated";
}
