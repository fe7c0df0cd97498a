// The design that is looked at: its text, what the engine says of it, and its
// figures. Everything else on the page follows from these.
import { computed, effect, signal } from "@preact/signals";
import { front, messageOf, sound } from "../engine/engines";
import { newestOnly } from "../engine/pool";
import type {
  About, Checked, Config, Designed, Fault, Value,
} from "../engine/types";

export const about = signal<About | null>(null);
export const text = signal("");
export const file = signal("trial.toml");
export const checked = signal<Checked | null>(null);  // the last sound text's
export const designed = signal<Designed | null>(null);
export const faults = signal<Fault[]>([]);
export const untold = signal(0);
export const warnings = signal<Fault[]>([]);
export const trouble = signal("");  // of the page or the engine, not the text
export const answeredIn = signal(0);  // milliseconds from a change to its figures
export const is_sound = computed(() => faults.value.length === 0);

export const config = computed<Config>(() => ({
  config: text.value,
  file: file.value,
}));

export const values = computed(() => {
  const all = new Map<string, Value>();
  for (const value of checked.value?.values ?? []) all.set(value.key, value);
  return all;
});

interface Asked {
  config: Config;
  at: number;
}

const refresh = newestOnly(async ({ config: asked, at }: Asked) => {
  const { answer } = await front.ask("check", asked);
  trouble.value = "";
  faults.value = answer.ok ? [] : answer.errors;
  untold.value = answer.ok ? 0 : answer.untold;
  if (!answer.ok) return;
  const drawn = (await front.ask("design", asked)).answer;
  checked.value = answer;
  warnings.value = answer.warnings;
  faults.value = drawn.ok ? [] : drawn.errors;
  if (drawn.ok) designed.value = drawn;
  requestAnimationFrame(() => {  // drawn by then
    answeredIn.value = performance.now() - at;
  });
});

export function setText(next: string, name = file.value): void {
  text.value = next;
  file.value = name;
}

// Lays "key=value" over the text, comments kept.
export async function edit(edits: string[]): Promise<void> {
  try {
    const reply = await front.ask("set", { ...config.value, edit: edits });
    setText(sound(reply).config);
  } catch (error) {
    trouble.value = messageOf(error);
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
  if (asked.config === "") return;
  refresh({ config: asked, at: performance.now() }).catch((error: unknown) => {
    trouble.value = messageOf(error);
  });
});
