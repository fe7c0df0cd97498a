// Keys of the design whose value is a number or a duration: which one varies,
// and over which values.
import { computed, effect, type ReadonlySignal, type Signal, signal }
  from "@preact/signals";
import type { Schema, Value } from "../engine/types";
import type { Key } from "../figures/grid_figures";
import { segments } from "../form/fields";
import { about, checked } from "../state/design";

export interface NumberKey extends Key {
  whole: boolean;
}

const duration = /^([\d.eE+-]+) *((?:day|week|month|year)s?)$/;
// Not of the trial, or nothing that changes its power.
const aside = /^(schema_version|simulation|lists|forecast|size|sweep)\b/;

function schemaOf(key: string): Schema | undefined {
  let at: Schema | undefined = about.value?.schema;
  for (const segment of segments(key)) {
    const open: Schema | boolean | undefined = at?.additionalProperties;
    at = segment.startsWith("[") ? at?.items
      : at?.properties?.[segment] ??
        (typeof open === "object" ? open : undefined);
  }
  return at;
}

function numberKey({ key, value, given }: Value): NumberKey[] {
  if (aside.test(key) || !given) return [];
  if (typeof value === "number")
    return [{ name: key, unit: "", now: value,
              whole: schemaOf(key)?.type === "integer" }];
  const found = typeof value === "string" ? duration.exec(value) : null;
  return found ? [{ name: key, unit: found[2] ?? "", now: Number(found[1]),
                    whole: false }] : [];
}

const numberKeys = (): NumberKey[] =>
  (checked.value?.values ?? []).flatMap(numberKey);

export const keysOf = (): [string, string][] =>
  numberKeys().map((key) => [key.name, key.name]);

export const settingOf = (key: NumberKey, value: number): string =>
  key.unit ? `${key.name}="${value} ${key.unit}"` : `${key.name}=${value}`;

export function steps(key: NumberKey, low: number, high: number,
                      n: number): number[] {
  const all = Array.from({ length: n }, (_, i) => {
    const x = low + ((high - low) * i) / (n - 1);
    return key.whole ? Math.round(x) : Number(x.toPrecision(4));
  });
  return [...new Set(all)];
}

// A quarter to either side; shares and ratios below 1 stay there.
function rangeOf(key: NumberKey): [number, number] {
  if (key.now === 0) return key.whole ? [0, 10] : [0, 0.1];
  const [low, high] = [0.75 * key.now, 1.25 * key.now];
  if (key.whole) return [Math.round(low), Math.round(high)];
  return [Number(low.toPrecision(3)),
          Number((key.now < 1 ? Math.min(high, 0.99) : high).toPrecision(3))];
}

export interface KeyChoice {
  key: ReadonlySignal<NumberKey | null>;
  low: Signal<number>;
  high: Signal<number>;
  choose(name: string): void;
}

// Made once for a view: what was chosen is there when it is opened again.
export function keyChoice(first: string): KeyChoice {
  const chosen = signal(first);
  const key = computed(() => {
    const all = numberKeys();
    return all.find((k) => k.name === chosen.value) ?? all[0] ?? null;
  });
  const low = signal(0);
  const high = signal(0);
  const of = signal("");
  effect(() => {
    const now = key.value;
    const name = `${now?.name} [${now?.unit}]`;
    const within = now && low.peek() <= now.now && now.now <= high.peek();
    if (!now || (of.peek() === name && within)) return;
    of.value = name;
    [low.value, high.value] = rangeOf(now);
  });
  return { key, low, high, choose: (next) => { chosen.value = next; } };
}
