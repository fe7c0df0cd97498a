// The design beside another one, on the same random numbers.
import { computed, signal } from "@preact/signals";
import { Growing, type Joined, type Work } from "../engine/chunks";
import {
  claim, front, messageOf, partOf, seats, sound, stopSimulators,
} from "../engine/engines";
import type { Compared, Config } from "../engine/types";
import { about, config, file, powerOf, same, setText, text } from "./design";

interface Pair {
  a: Config;
  b: Config;
  powers: string[];  // what the power of each is called
}

export const other = signal<Config | null>(null);
export const pair = signal<Pair | null>(null);  // which `compared` is of
export const compared = signal<Compared | null>(null);
export const running = signal(false);
export const failure = signal("");
export const stale = computed(() => compared.value !== null &&
  !(same(pair.value?.a ?? null, config.value) &&
    same(pair.value?.b ?? null, other.value)));

let run: Growing<Compared> | null = null;

function pairWork(a: Config, b: Config): Work<Compared> {
  return {
    async chunk(seat, first_chunk, replicates) {
      const request = { a, b, first_chunk, chunks: 1, replicates };
      return partOf(await seat.ask("compare", request));
    },
    async join(seat, parts): Promise<Joined<Compared>> {
      const reply = await seat.ask("compare_merge", { a, b }, parts);
      return { result: sound(reply), part: partOf(reply) };
    },
  };
}

export function keepAsOther(): void {
  setOther(config.value);
}

export function setOther(next: Config | null): void {
  halt();
  other.value = next;
  compared.value = null;
}

export function swap(): void {
  const b = other.value;
  if (!b) return;
  setOther({ config: text.value, file: file.value });
  setText(b.config, b.file);
}

const powerName = async (of: Config, side: string): Promise<string> => {
  const { hypotheses } = sound(await front.ask("check", of));
  return hypotheses[0] ? `${powerOf(hypotheses[0])} in ${side}`
    : `Power of ${side}`;
};

export async function compare(replicates: number): Promise<void> {
  const a = config.value;
  const b = other.value;
  if (!b) return;
  halt();
  claim(halt);
  compared.value = null;
  failure.value = "";
  running.value = true;
  const mine = new Growing(
    pairWork(a, b), about.value?.chunk ?? 1024, (next: Compared) => {
      if (mine === run) compared.value = next;
    });
  run = mine;
  try {
    const powers = [await powerName(a, "A"), await powerName(b, "B")];
    if (mine !== run || !running.value) return;
    pair.value = { a, b, powers };
    await mine.grow(seats(), replicates);
  } catch (error) {
    if (mine !== run || !running.value) return;
    stopSimulators();
    failure.value = messageOf(error);
  }
  if (mine === run) running.value = false;
}

export function halt(): void {
  if (!running.peek()) return;
  running.value = false;
  run?.stop();
  stopSimulators();
}
