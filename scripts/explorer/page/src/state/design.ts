// The design that is looked at: its text, what the engine says of it, and its
// figures. Everything else on the page follows from these.
import { batch, computed, effect, signal } from "@preact/signals";
import { front, messageOf, sound } from "../engine/engines";
import { newestOnly } from "../engine/pool";
import type {
  About, Checked, Config, Designed, Failure, Fault, Value,
} from "../engine/types";

// What the engine says of a sound config.
export interface Known {
  config: Config;
  checked: Checked;
  designed: Designed;
}

export const about = signal<About | null>(null);
export const text = signal("");
export const file = signal("trial.toml");
export const known = signal<Known | null>(null);  // the last sound config
export const checked = computed(() => known.value?.checked ?? null);
export const designed = computed(() => known.value?.designed ?? null);
// What the text states, sound or not, and the defaults that held last.
export const values = signal<Value[]>([]);
export const warnings = computed(() => checked.value?.warnings ?? []);
export const faults = signal<Fault[]>([]);
export const untold = signal(0);
export const trouble = signal("");  // of the page or the engine, not the text
export const notice = signal("");   // of what was to be opened
export const answeredIn = signal(0);  // milliseconds from a change to its figures

export const config = computed<Config>(() => ({
  config: text.value,
  file: file.value,
}));

export const same = (a: Config | null, b: Config | null): boolean =>
  a?.config === b?.config && a?.file === b?.file;

// Whether the figures by formula are of the text that is there.
export const current = computed(() =>
  known.value !== null && same(known.value.config, config.value));
// The same, told where it lasts: an answer takes some milliseconds.
export const outdated = signal(false);
const lasting = 400;

// Which of several hypotheses a single power is of.
export const firstHypothesis = computed(() =>
  checked.value?.hypotheses[0] ?? "");

export const powerOf = (hypothesis: string | undefined): string =>
  hypothesis ? `Power of ${hypothesis}` : "Power";

interface Asked {
  config: Config;
  at: number;
}

function show(next: Known | null, wrong: Fault[], more: number): void {
  batch(() => {
    trouble.value = "";
    faults.value = wrong;
    untold.value = more;
    if (next) {
      known.value = next;
      values.value = next.checked.values;
    }
  });
}

async function showFaulty(asked: Config, failure: Failure): Promise<void> {
  const { answer } = await front.ask("values", asked);
  if (text.peek() === "") return;
  show(null, failure.errors, failure.untold);
  if (!answer.ok) return;  // no TOML
  const stated = new Set(answer.values.map(({ key }) => key));
  values.value = [...answer.values, ...(checked.peek()?.values ?? [])
    .filter(({ key, given }) => !given && !stated.has(key))];
}

const refresh = newestOnly(async ({ config: asked, at }: Asked) => {
  const check = (await front.ask("check", asked)).answer;
  if (text.peek() === "") return;
  if (!check.ok) return showFaulty(asked, check);
  const design = (await front.ask("design", asked)).answer;
  if (text.peek() === "") return;
  if (!design.ok) return show(null, design.errors, design.untold);
  show({ config: asked, checked: check, designed: design }, [], 0);
  requestAnimationFrame(() => {  // drawn by then
    answeredIn.value = performance.now() - at;
  });
});

export function setText(next: string, name = file.peek()): void {
  batch(() => {
    notice.value = "";
    text.value = next;
    file.value = name;
  });
}

let edits: Promise<void> = Promise.resolve();

// Lays "key=value" over the text, comments kept; one edit after the other.
export function edit(changes: string[]): Promise<void> {
  const name = file.peek();
  edits = edits.then(() => layOver(changes, name)).catch((error: unknown) => {
    trouble.value = messageOf(error);
  });
  return edits;
}

// Anew where the text has changed meanwhile; of another file it is no edit.
async function layOver(changes: string[], name: string): Promise<void> {
  while (file.peek() === name) {
    const before = config.peek();
    const reply = await front.ask("set", { ...before, edit: changes });
    if (!same(before, config.peek())) continue;
    setText(sound(reply).config);
    return;
  }
}

export async function start(): Promise<void> {
  try {
    about.value = sound(await front.ask("about", {}));
  } catch (error) {
    trouble.value = `The engine does not start: ${messageOf(error)}`;
  }
}

effect(() => {
  const asked = config.value;
  if (asked.config === "") {
    known.value = null;
    values.value = [];
    faults.value = [];
    return;
  }
  refresh({ config: asked, at: performance.now() }).catch((error: unknown) => {
    trouble.value = messageOf(error);
  });
});

effect(() => {
  const late = known.value !== null && !current.value;
  if (!late) outdated.value = false;
  const timer = late && setTimeout(() => { outdated.value = true; }, lasting);
  return () => { if (timer) clearTimeout(timer); };
});
