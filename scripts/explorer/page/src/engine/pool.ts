// Engines in workers. One is kept for what must be at once (checks, design);
// the others simulate.
import type { Answer, Do, Reply, Requests } from "./types";
import type { Question, Told } from "./worker";
import EngineWorker from "./worker?worker&inline";

interface Waiting {
  resolve: (told: Told) => void;
  reject: (error: Error) => void;
}

export class EngineDied extends Error {}

// One worker. An engine that fails is done for: the next question opens
// another.
export class Seat {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private next = 0;

  constructor(private readonly module: Promise<WebAssembly.Module>) {}

  get busy(): boolean {
    return this.waiting.size > 0;
  }

  async ask<D extends Do>(
    what: D,
    request: Requests[D]["request"],
    parts: Uint8Array[] = [],
  ): Promise<Reply<D>> {
    const id = this.next++;
    const told = new Promise<Told>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
    });
    told.catch(() => {});  // thrown below, also when it ends before that
    const worker = await this.opened().catch((error: unknown) => {
      this.waiting.delete(id);
      throw error;
    });
    const question: Question = { id, request: { do: what, ...request }, parts };
    if (this.waiting.has(id)) worker.postMessage(question);
    const message = await told;
    if ("died" in message) throw new EngineDied(message.died);
    return {
      answer: message.answer as Answer<D>,
      part: message.part,
      memory: message.memory,
    };
  }

  // Ends what is being computed, whose askers are told so.
  stop(why = "stopped"): void {
    this.worker?.terminate();
    this.worker = null;
    const left = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of left) reject(new EngineDied(why));
  }

  private async opened(): Promise<Worker> {
    const module = await this.module;
    if (this.worker) return this.worker;
    const worker = new EngineWorker();
    worker.onmessage = ({ data }: MessageEvent<Told>) => this.hear(data);
    worker.onerror = (event) => this.stop(event.message);
    worker.postMessage(module);
    this.worker = worker;
    return worker;
  }

  private hear(told: Told): void {
    this.waiting.get(told.id)?.resolve(told);
    this.waiting.delete(told.id);
    if ("died" in told) this.stop(told.died);
  }
}

// Only the newest of the questions that wait is asked: what was typed since
// makes the others worthless. Overtaken ones get null.
export function newestOnly<Q, A>(
  ask: (question: Q) => Promise<A>,
): (question: Q) => Promise<A | null> {
  let running = false;
  let pending: { question: Q; resolve: (a: A | null) => void;
                 reject: (e: unknown) => void } | null = null;
  async function run(): Promise<void> {
    while (pending) {
      const mine = pending;
      pending = null;
      try {
        mine.resolve(await ask(mine.question));
      } catch (error) {
        mine.reject(error);
      }
    }
    running = false;
  }
  return (question) =>
    new Promise((resolve, reject) => {
      pending?.resolve(null);
      pending = { question, resolve, reject };
      if (running) return;
      running = true;
      void run();
    });
}
