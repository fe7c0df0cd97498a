// The design beside another one, on the same random numbers.
import { signal } from "@preact/signals";
import { Growing, type Joined, type Work } from "../engine/chunks";
import {
  claim, messageOf, partOf, seats, sound, stopSimulators,
} from "../engine/engines";
import type { Compared, Config } from "../engine/types";
import { about, config, file, setText, text } from "./design";

export const other = signal<Config | null>(null);
export const compared = signal<Compared | null>(null);
export const running = signal(false);
export const failure = signal("");

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

export async function compare(replicates: number): Promise<void> {
  const b = other.value;
  if (!b) return;
  halt();
  claim(halt);
  compared.value = null;
  failure.value = "";
  running.value = true;
  const mine = new Growing(
    pairWork(config.value, b), about.value?.chunk ?? 1024,
    (next: Compared) => { compared.value = next; });
  run = mine;
  try {
    await mine.grow(seats(), replicates);
  } catch (error) {
    if (mine === run && running.value) failure.value = messageOf(error);
  }
  if (mine === run) running.value = false;
}

export function halt(): void {
  if (!running.peek()) return;
  running.value = false;
  run?.stop();
  stopSimulators();
}
