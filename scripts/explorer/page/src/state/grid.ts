// Power over the values of one key or two: cells that fill side by side, all
// with the same random numbers.
import { signal, type Signal } from "@preact/signals";
import {
  claim, front, messageOf, partOf, powerWork, seats, stopSimulators,
} from "../engine/engines";
import type { Seat } from "../engine/pool";
import type { Config, Maybe, Share } from "../engine/types";

export interface Cell {
  set: string[];
  values: number[];  // of each key, in its unit
  replicates: number;
  power: Share | null;
  formula: Maybe;
  refused: string;
}

interface Filling {
  part: Uint8Array | null;
  chunks: number;
  busy: boolean;
}

export class Grid {
  readonly cells: Signal<Cell[]> = signal([]);
  readonly running = signal(false);
  readonly failure = signal("");
  private round = 0;
  private of = "";
  private readonly ended = () => this.halt();

  async fill(config: Config, cells: Cell[], chunks: number): Promise<void> {
    this.halt();
    claim(this.ended);
    const mine = ++this.round;
    this.failure.value = "";
    this.cells.value = cells;
    this.running.value = true;
    try {
      await Promise.all([
        this.formulas(config, cells, mine),
        this.simulate(config, cells, chunks, mine),
      ]);
    } catch (error) {
      if (mine !== this.round) return;
      this.halt();
      this.failure.value = messageOf(error);
    }
    if (mine === this.round) this.running.value = false;
  }

  // What is drawn is of these designs and keys: of others it is dropped.
  keepOnlyOf(...what: unknown[]): void {
    const of = JSON.stringify(what);
    if (of === this.of) return;
    this.of = of;
    this.halt();
    this.cells.value = [];
    this.failure.value = "";
  }

  halt(): void {
    if (!this.running.peek()) return;
    this.round++;
    this.running.value = false;
    stopSimulators();
  }

  private update(mine: number, index: number, change: Partial<Cell>): void {
    if (mine !== this.round) return;
    this.cells.value = this.cells.value.map((cell, i) =>
      i === index ? { ...cell, ...change } : cell);
  }

  private async formulas(config: Config, cells: Cell[], mine: number):
      Promise<void> {
    for (const [i, { set }] of cells.entries()) {
      if (mine !== this.round) return;
      const { answer } = await front.ask("design", { ...config, set });
      this.update(mine, i, answer.ok
        ? { formula: answer.figures.power }
        : { refused: answer.errors[0]?.message ?? "refused" });
    }
  }

  private async simulate(config: Config, cells: Cell[], chunks: number,
                         mine: number): Promise<void> {
    const fillings = cells.map<Filling>(() =>
      ({ part: null, chunks: 0, busy: false }));
    const turn = async (seat: Seat) => {
      while (mine === this.round) {
        const index = this.emptiest(fillings, chunks);
        const filling = fillings[index];
        const cell = cells[index];
        if (!filling || !cell) return;
        filling.busy = true;
        await this.add(seat, { ...config, set: cell.set }, filling, index, mine);
        filling.busy = false;
      }
    };
    await Promise.all(seats().map(turn));
  }

  private emptiest(fillings: Filling[], chunks: number): number {
    let best = -1;
    for (const [i, filling] of fillings.entries()) {
      if (filling.busy || filling.chunks >= chunks) continue;
      if (this.cells.value[i]?.refused) continue;
      if (best < 0 || filling.chunks < (fillings[best]?.chunks ?? 0)) best = i;
    }
    return best;
  }

  private async add(seat: Seat, config: Config, filling: Filling, index: number,
                    mine: number): Promise<void> {
    const work = powerWork(config);
    const reply = await seat.ask(
      "power", { ...config, first_chunk: filling.chunks, chunks: 1 });
    filling.chunks++;
    if (!reply.answer.ok) {
      filling.chunks = Infinity;
      const refused = reply.answer.errors[0]?.message ?? "refused";
      this.update(mine, index, { refused });
      return;
    }
    const parts = [...(filling.part ? [filling.part] : []), partOf(reply)];
    const { result, part } = await work.join(seat, parts);
    filling.part = part;
    const { replicates, power } = result;
    this.update(mine, index, { replicates, power });
  }
}
