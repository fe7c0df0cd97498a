// The engines of this page.
import { signal } from "@preact/signals";
import { compileEngine } from "./embedded";
import { EngineDied, Seat } from "./pool";
import type { Answer, Config, Do, Fault, Merged, Reply } from "./types";
import type { Joined, Work } from "./chunks";

const module = compileEngine();
module.catch(() => {});  // told by whoever asks first

// Answers what is typed, at once.
export const front = new Seat(module);

// Answers what takes longer and isn't power: lists, single trials.
export const aside = new Seat(module);

const atMost = 8;
export const cores = Math.min(atMost, navigator.hardwareConcurrency || 1);
export const workers = signal(cores);

const simulators: Seat[] = [];

export function seats(): Seat[] {
  while (simulators.length < workers.value) simulators.push(new Seat(module));
  return simulators.slice(0, workers.value);
}

// Ends what is being simulated, also in the middle of a chunk.
export function stopSimulators(): void {
  for (const seat of simulators) if (seat.busy) seat.stop();
}

// One thing is simulated at a time: who begins ends what runs.
let halting: (() => void) | null = null;

export function claim(halt: () => void): void {
  if (halting !== halt) halting?.();
  halting = halt;
}

// Of the engines that simulate, as each of them last said.
export const memory = signal(0);

export class Refused extends Error {
  constructor(readonly faults: Fault[]) {
    super(faults.map((fault) => fault.message).join("\n"));
  }
}

// The answer, or its faults thrown.
export function sound<D extends Do>(reply: Reply<D>): Answer<D> & { ok: true } {
  const { answer } = reply;
  if (!answer.ok) throw new Refused(answer.errors);
  return answer as Answer<D> & { ok: true };
}

export function partOf<D extends Do>(reply: Reply<D>): Uint8Array {
  sound(reply);
  if (!reply.part) throw new EngineDied("the engine gave no part");
  memory.value = reply.memory;
  return reply.part;
}

export function powerWork(config: Config): Work<Merged> {
  return {
    async chunk(seat, first_chunk, replicates) {
      const request = { ...config, first_chunk, chunks: 1, replicates };
      return partOf(await seat.ask("power", request));
    },
    async join(seat, parts): Promise<Joined<Merged>> {
      const reply = await seat.ask("merge", config, parts);
      return { result: sound(reply), part: partOf(reply) };
    },
  };
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
