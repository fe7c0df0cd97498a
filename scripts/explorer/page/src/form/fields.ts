// The form's groups and fields: the schema's tables and keys, with what the
// text states of them and which defaults hold.
import type { Schema, Value } from "../engine/types";

export type FieldKind =
  "number" | "choice" | "flag" | "duration" | "text" | "literal";

export interface Field {
  key: string;    // as `--set` takes it
  name: string;
  doc: string;
  kind: FieldKind;
  words: string[];
  value: Value | null;
  fallback: string;
}

export interface Group {
  key: string;
  name: string;
  doc: string;
  fields: Field[];
  groups: Group[];
  more: Field[];  // keys that could be stated too
  lists: List[];  // of tables, which could be longer
  given: number;
}

export interface List {
  name: string;
  addition: string[];  // what `edit` takes for one more, like the last
}

// What stands under a path.
export interface Branch {
  value: Value | null;
  children: Map<string, Branch>;
}

const emptyBranch = (): Branch => ({ value: null, children: new Map() });

// "a.b[0]."c d"" is a, b, [0] and "c d".
export const segments = (key: string): string[] =>
  key.match(/"(?:[^"\\]|\\.)*"|\[\d+\]|[^.[\]]+/g) ?? [];

export function treeOf(values: Iterable<Value>): Branch {
  const root = emptyBranch();
  for (const value of values) {
    let at = root;
    for (const segment of segments(value.key)) {
      const next = at.children.get(segment) ?? emptyBranch();
      at.children.set(segment, next);
      at = next;
    }
    at.value = value;
  }
  return root;
}

const isTable = (schema: Schema): boolean =>
  schema.type === "object" || schema.properties !== undefined;

const isList = (schema: Schema): schema is Schema & { items: Schema } =>
  schema.type === "array" && schema.items !== undefined &&
  isTable(schema.items);

function kindOf(schema: Schema & { pattern?: string }): FieldKind {
  if (schema.enum) return "choice";
  if (schema.type === "boolean") return "flag";
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.pattern?.includes("week")) return "duration";
  return schema.type === "string" ? "text" : "literal";
}

function fieldOf(key: string, name: string, schema: Schema,
                 value: Value | null): Field {
  const fallback = schema.default === undefined ? ""
    : Array.isArray(schema.default) ? "[]" : String(schema.default);
  return { key, name: name.replaceAll("_", " "), kind: kindOf(schema),
    doc: schema.description ?? "", words: schema.enum ?? [], value, fallback };
}

const joined = (path: string, name: string): string =>
  name.startsWith("[") || path === "" ? path + name : `${path}.${name}`;

const unquoted = (name: string): string => name.replaceAll('"', "");

// Names that the schema leaves open, as those of arms.
function ownNames(schema: Schema, branch: Branch): [string, Schema][] {
  const open = schema.additionalProperties;
  if (typeof open !== "object") return [];
  return [...branch.children.keys()]
    .filter((name) => !name.startsWith("[") &&
                      schema.properties?.[name] === undefined)
    .map((name) => [name, open]);
}

export function groupOf(path: string, name: string, schema: Schema,
                        branch: Branch): Group {
  const group: Group = { key: path, name: unquoted(name).replaceAll("_", " "),
    doc: schema.description ?? "", fields: [], groups: [], more: [],
    lists: [], given: 0 };
  const children = [...Object.entries(schema.properties ?? {}),
                    ...ownNames(schema, branch)];
  for (const [child, its] of children)
    addChild(group, joined(path, child), child, its,
             branch.children.get(child) ?? emptyBranch());
  group.given = group.fields.filter((field) => field.value?.given).length +
    group.groups.reduce((sum, inner) => sum + inner.given, 0);
  return group;
}

function addChild(group: Group, key: string, name: string, schema: Schema,
                  branch: Branch): void {
  if (branch.value) {
    group.fields.push(fieldOf(key, name, schema, branch.value));
  } else if (isTable(schema)) {
    const inner = groupOf(key, name, schema, branch);
    if (branch.children.size > 0) group.groups.push(inner);
    else group.more.push(...inner.more.map((field) =>
      ({ ...field, name: `${name}: ${field.name}` })));
  } else if (isList(schema)) {
    for (const [index, element] of branch.children)
      group.groups.push(elementOf(joined(key, index), name, index,
                                  schema.items, element));
    // What is in an element of a list is written in the text.
    if (!key.includes("["))
      group.lists.push({ name: name.replaceAll("_", " "),
                         addition: additionTo(key, schema.items, branch) });
  } else {
    group.more.push(fieldOf(key, name, schema, null));
  }
}

// An element is called by its own name where it has one.
function elementOf(key: string, list: string, index: string, schema: Schema,
                   branch: Branch): Group {
  const own = branch.children.get("name") ?? branch.children.get("id");
  const name = typeof own?.value?.value === "string"
    ? own.value.value : index.replace(/[[\]]/g, "");
  return { ...groupOf(key, list, schema, branch),
           name: `${list.replaceAll("_", " ")}: ${name}` };
}

// Its keys and values as they are written, by their path within it.
function written(branch: Branch, path = ""): [string, string][] {
  if (branch.value) return branch.value.given ? [[path, branch.value.text]] : [];
  return [...branch.children].flatMap(([name, its]) =>
    written(its, joined(path, name)));
}

// One more element has what the last has, under a name of its own.
function additionTo(key: string, schema: Schema, list: Branch): string[] {
  const elements = [...list.children.values()].map((its) => written(its))
    .filter((keys) => keys.length > 0);
  const own = ["name", "id"].find((name) => schema.properties?.[name]);
  const first: [string, string][] = own ? [[own, ""]] : [];
  const number = elements.length + 1;
  const element = `${key}[${elements.length}]`;
  return [`${element}={}`, ...(elements.at(-1) ?? first).map(([path, text]) =>
    `${element}.${path}=${path === own ? JSON.stringify(`new ${number}`) : text}`)];
}

// All tables of the schema; what stands in none of them comes first.
export function groupsOf(schema: Schema, values: Iterable<Value>): Group[] {
  const whole = groupOf("", "", schema, treeOf(values));
  const tables = Object.entries(schema.properties ?? {})
    .filter(([, its]) => isTable(its) || isList(its));
  const groups = tables.map(([name, its]): Group => {
    const own = whole.groups.filter((g) =>
      g.key === name || g.key.startsWith(`${name}[`));
    const [first] = own;
    if (first && own.length === 1 && first.key === name) return first;
    const more = whole.more.filter((f) => f.key.startsWith(`${name}.`));
    return { key: name, name: name.replaceAll("_", " "),
      doc: its.description ?? "", fields: [], groups: own, more,
      lists: whole.lists.filter((list) =>
        list.addition[0]?.startsWith(`${name}[`)),
      given: own.reduce((sum, g) => sum + g.given, 0) };
  });
  return groups;
}

// What is typed into a field, as TOML.
export function tomlOf(field: Field, typed: string): string {
  if (field.kind === "number" || field.kind === "flag") return typed;
  if (field.kind === "literal") {
    const bare = /^(\d[\d_]*|\[.*\]|\{.*\}|".*"|'.*'|true|false)$/s;
    return bare.test(typed) || /^\d{4}-\d\d-\d\d$/.test(typed)
      ? typed : JSON.stringify(typed);
  }
  if (/^\d{4}-\d\d-\d\d$/.test(typed)) return typed;
  return JSON.stringify(typed);
}

// A value as its field shows it.
export function shownOf(field: Field): string {
  const { value } = field;
  if (!value) return "";
  return typeof value.value === "string" ? value.value : value.text;
}
