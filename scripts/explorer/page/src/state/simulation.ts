// The power that streams in for the design.
import { batch, computed, effect, signal } from "@preact/signals";
import { Growing } from "../engine/chunks";
import {
  claim, messageOf, powerWork, seats, stopSimulators,
} from "../engine/engines";
import type { Config, Merged, Share } from "../engine/types";
import { about, config as now, type Known, known, same } from "./design";

export type Phase = "none" | "running" | "stopped" | "done" | "failed";

export const phase = signal<Phase>("none");
export const merged = signal<Merged | null>(null);
export const target = signal(0);
export const history = signal<{ replicates: number; power: Share }[]>([]);
export const perSecond = signal(0);
export const failure = signal("");
export const simulated = signal<Config | null>(null);  // `merged` is of it
// What the engine says of that config, whatever the text is by now.
export const simulatedKnown = signal<Known | null>(null);
export const fresh = computed(() =>
  simulated.value !== null && same(simulated.value, now.value));

effect(() => {
  if (known.value && simulated.value && same(known.value.config, simulated.value))
    simulatedKnown.value = known.value;
});

let run: Growing<Merged> | null = null;

// Read anew: it changes while a run is awaited.
const is = (now: Phase): boolean => phase.peek() === now;

function show(next: Merged): void {
  batch(() => {
    merged.value = next;
    history.value = [
      ...history.value.filter((h) => h.replicates < next.replicates),
      { replicates: next.replicates, power: next.power },
    ];
  });
}

function measured(since: number, before: number): void {
  const done = (merged.value?.replicates ?? 0) - before;
  const seconds = (performance.now() - since) / 1000;
  if (done > 0) perSecond.value = done / seconds;
}

async function go(): Promise<void> {
  const mine = run;
  if (!mine) return;
  claim(halt);
  phase.value = "running";
  failure.value = "";
  const since = performance.now();
  const before = merged.value?.replicates ?? 0;
  const timer = setInterval(() => measured(since, before), 250);
  try {
    await mine.grow(seats(), target.value);
    measured(since, before);
    if (mine === run && is("running")) phase.value = "done";
  } catch (error) {
    if (mine !== run || is("stopped")) return;
    stopSimulators();
    phase.value = "failed";
    failure.value = messageOf(error);
  } finally {
    clearInterval(timer);
  }
}

// A new run; what was there is dropped.
export function simulate(config: Config, replicates: number): Promise<void> {
  halt();
  const mine = new Growing(powerWork(config), about.value?.chunk ?? 1024,
    (next: Merged) => { if (mine === run) show(next); });
  run = mine;
  batch(() => {
    merged.value = null;
    history.value = [];
    perSecond.value = 0;
    target.value = replicates;
    simulatedKnown.value = null;
    simulated.value = config;
  });
  return go();
}

export function halt(): void {
  if (!is("running")) return;
  phase.value = "stopped";
  run?.stop();
  stopSimulators();
}

// Goes on with the same run, to as many replicates in all.
export function goOn(replicates = target.value): Promise<void> {
  target.value = replicates;
  return go();
}
