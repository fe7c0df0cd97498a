// A result that grows: chunks of replicates from several engines, joined in
// order. At any number of whole chunks it is the figure of the command line
// for as many replicates.
import type { Seat } from "./pool";

export interface Joined<R> {
  result: R;
  part: Uint8Array;
}

// What is simulated: one chunk (the last one may be cut at `replicates`), and
// what several of them are together.
export interface Work<R> {
  chunk(seat: Seat, index: number, replicates?: number): Promise<Uint8Array>;
  join(seat: Seat, parts: Uint8Array[]): Promise<Joined<R>>;
}

export class Growing<R> {
  private whole: Uint8Array | null = null;  // chunks 0 … joined - 1
  private joined = 0;
  private readonly loose = new Map<number, Uint8Array>();
  private next = 0;
  private going = 0;  // which start it is: an older one ends by itself

  constructor(
    private readonly work: Work<R>,
    private readonly size: number,
    private readonly show: (result: R) => void,
  ) {}

  // Until `target` replicates are there, or stopped: engines that end then are
  // no failure.
  async grow(seats: Seat[], target: number): Promise<void> {
    const mine = ++this.going;
    const wanted = () => this.going === mine;
    try {
      await this.fill(seats, target, wanted);
    } catch (error) {
      if (!wanted()) return;
      this.stop();  // also the turns of the other engines
      throw error;
    }
  }

  stop(): void {
    this.going++;
  }

  // The first seat joins, every `pause` milliseconds.
  private async fill(seats: Seat[], target: number, wanted: () => boolean,
                     pause = 250): Promise<void> {
    const whole = Math.floor(target / this.size);
    this.next = this.joined;
    let last = performance.now();
    const turn = async (seat: Seat, joins: boolean) => {
      while (wanted()) {
        const index = this.take(whole);
        if (index < 0) break;
        this.loose.set(index, await this.work.chunk(seat, index));
        if (!joins || performance.now() - last < pause) continue;
        await this.join(seat, wanted);
        last = performance.now();
      }
    };
    await Promise.all(seats.map((seat, i) => turn(seat, i === 0)));
    const first = seats[0];
    if (!first || !wanted()) return;
    await this.join(first, wanted);
    if (target > whole * this.size) await this.end(first, whole, target, wanted);
  }

  private take(end: number): number {
    while (this.loose.has(this.next)) this.next++;
    return this.next < end ? this.next++ : -1;
  }

  private async join(seat: Seat, wanted: () => boolean): Promise<void> {
    const parts = this.whole ? [this.whole] : [];
    let end = this.joined;
    for (let part; (part = this.loose.get(end)); end++) parts.push(part);
    if (end === this.joined) return;
    const { result, part } = await this.work.join(seat, parts);
    for (let i = this.joined; i < end; i++) this.loose.delete(i);
    this.whole = part;
    this.joined = end;
    if (wanted()) this.show(result);
  }

  // The chunk that the target cuts is shown and not kept: a later target may
  // want it whole.
  private async end(
    seat: Seat,
    index: number,
    target: number,
    wanted: () => boolean,
  ): Promise<void> {
    const cut = await this.work.chunk(seat, index, target);
    const parts = this.whole ? [this.whole, cut] : [cut];
    const { result } = await this.work.join(seat, parts);
    if (wanted()) this.show(result);
  }
}
