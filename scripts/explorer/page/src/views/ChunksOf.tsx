// Replicates of every point, in whole chunks.
import type { Signal } from "@preact/signals";
import { count } from "../figures/figure";
import { Select } from "../parts/controls";
import { about } from "../state/design";

export function ChunksOf({ value }: { value: Signal<number> }) {
  const size = about.value?.chunk ?? 1024;
  return <Select label="Replicates each" value={String(value.value)}
    options={[1, 2, 4, 10, 40].map((n) => [String(n), count(n * size)])}
    change={(n) => { value.value = Number(n); }} />;
}
