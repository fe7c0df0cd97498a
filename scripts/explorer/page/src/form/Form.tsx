// The design as a form: every table of the schema, what is stated in it, and
// what could be.
import { useComputed, useSignal } from "@preact/signals";
import { about, edit, values } from "../state/design";
import { FieldRow } from "./FieldRow";
import { type Group, groupsOf } from "./fields";

const openAtFirst = new Set(["trial", "endpoint", "enrolment", "analysis"]);

export function Form() {
  const groups = useComputed(() => {
    const schema = about.value?.schema;
    if (!schema) return [];
    return groupsOf(schema, values.value);
  });
  const stated = groups.value.filter((group) => group.given > 0);
  const silent = groups.value.filter((group) => group.given === 0);
  return (
    <form class="form" aria-label="The design" onSubmit={(e) => e.preventDefault()}>
      {stated.map((group) => <Table key={group.key} group={group} />)}
      {silent.length > 0 &&
        <details class="table silent">
          <summary>Tables not stated <small>{silent.length}</small></summary>
          {silent.map((group) => <Table key={group.key} group={group} />)}
        </details>}
    </form>
  );
}

function Table({ group }: { group: Group }) {
  return (
    <details class="table" open={openAtFirst.has(group.key)}>
      <summary title={group.doc}>
        {group.name}
        {group.given > 0 && <small>{group.given} stated</small>}
      </summary>
      {group.doc && <p class="doc">{group.doc}</p>}
      <Body group={group} />
    </details>
  );
}

function Body({ group }: { group: Group }) {
  const stated = group.fields.filter((field) => field.value?.given);
  const held = group.fields.filter((field) => !field.value?.given);
  return (
    <>
      {stated.map((field) => <FieldRow key={field.key} field={field} />)}
      {group.groups.map((inner) =>
        <fieldset key={inner.key}>
          <legend title={inner.doc}>{inner.name}</legend>
          <Body group={inner} />
          {inner.key.endsWith("]") &&
            <button type="button" class="element"
              onClick={() => void edit([`${inner.key}=`])}>
              Remove {inner.name}</button>}
        </fieldset>)}
      {group.lists.map((list) =>
        <button key={list.name} type="button" class="element"
          onClick={() => void edit(list.addition)}>
          Add to {list.name}</button>)}
      {held.length + group.more.length > 0 && <More group={group} held={held} />}
    </>
  );
}

// Defaults that hold and keys that are absent. Made when it is opened: there
// are some hundred of them.
function More({ group, held }: { group: Group; held: Group["fields"] }) {
  const open = useSignal(false);
  return (
    <details class="more" onToggle={(e) => { open.value = e.currentTarget.open; }}>
      <summary>
        Other keys of {group.name}
        <small>{held.length + group.more.length}</small>
      </summary>
      {open.value && [...held, ...group.more].map((field) =>
        <FieldRow key={field.key} field={field} />)}
    </details>
  );
}
