// Small controls that several views have.
import type { ComponentChildren } from "preact";
import { cores, workers } from "../engine/engines";
import { count } from "../figures/figure";

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];  // value, text
  change(value: string): void;
}

export function Select({ label, value, options, change }: SelectProps) {
  return (
    <label class="control">
      <span>{label}</span>
      <select value={value} onChange={(e) => change(e.currentTarget.value)}>
        {options.map(([key, text]) =>
          <option key={key} value={key}>{text}</option>)}
      </select>
    </label>
  );
}

const sizes = [1_000, 10_000, 50_000, 100_000, 1_000_000];

export function Replicates({ value, change }:
    { value: number; change(n: number): void }) {
  const all = [...new Set([...sizes, value])].sort((a, b) => a - b);
  return <Select label="Replicates" value={String(value)}
    options={all.map((n) => [String(n), count(n)])}
    change={(n) => change(Number(n))} />;
}

export function Workers() {
  const all = Array.from({ length: cores }, (_, i) => String(i + 1));
  return <Select label="Workers" value={String(workers.value)}
    options={all.map((n) => [n, n])}
    change={(n) => { workers.value = Number(n); }} />;
}

interface NumberProps {
  label: string;
  value: number;
  change(value: number): void;
}

export function NumberBox({ label, value, change }: NumberProps) {
  return (
    <label class="control">
      <span>{label}</span>
      <input type="text" inputMode="decimal" size={7}
        value={Number(value.toPrecision(6))}
        onChange={(e) => {
          const typed = Number(e.currentTarget.value);
          if (Number.isFinite(typed)) change(typed);
          else e.currentTarget.value = String(value);
        }} />
    </label>
  );
}

export function Failure({ message }: { message: string }) {
  return message
    ? <p class="fault" role="alert">{message}</p> : null;
}

// Said to those who don't see it happen.
export function Spoken({ text }: { text: string }) {
  return <p class="spoken" role="status">{text}</p>;
}

export function Bar({ children, label }:
    { children: ComponentChildren; label: string }) {
  return <div class="bar" role="group" aria-label={label}>{children}</div>;
}
