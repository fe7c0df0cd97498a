// Colours of figures. Series are Okabe and Ito's, told apart also by those who
// see no red or green, lightened on a dark ground.
import { computed, signal } from "@preact/signals";

export interface Ink {
  text: string;
  ground: string;
  muted: string;
  series: readonly string[];
}

export const onLight: Ink = {
  text: "#1b1f24",
  ground: "#ffffff",
  muted: "#5b6470",
  series: ["#0072b2", "#c4500a", "#00785a", "#a0508a", "#806000"],
};

export const onDark: Ink = {
  text: "#e8ebef",
  ground: "#14181d",
  muted: "#a3adb9",
  series: ["#56b4e9", "#f0883e", "#2fc79a", "#d99ac4", "#e0b93f"],
};

const asked = matchMedia("(prefers-color-scheme: dark)");
const systemDark = signal(asked.matches);
asked.addEventListener("change", ({ matches }) => {
  systemDark.value = matches;
});

export type Theme = "system" | "light" | "dark";

export const theme = signal<Theme>("system");
export const dark = computed(() =>
  theme.value === "system" ? systemDark.value : theme.value === "dark");
export const ink = computed(() => (dark.value ? onDark : onLight));
