// The shipped configs and the published designs, as they are in `configs`.
import { setText } from "./design";

export interface StartingPoint {
  name: string;
  published: boolean;
  text: string;
}

const shipped = import.meta.glob<string>("../../../../../configs/*.toml", {
  query: "?raw", import: "default", eager: true });
const published = import.meta.glob<string>(
  "../../../../../configs/published/*.toml", {
    query: "?raw", import: "default", eager: true });

const pointsOf = (files: Record<string, string>, isPublished: boolean) =>
  Object.entries(files).map(([path, text]): StartingPoint => ({
    name: path.slice(path.lastIndexOf("/") + 1), published: isPublished, text }));

// One that reads a file beside itself can't be read from a page.
const alone = ({ text }: StartingPoint) => !/^\s*file\s*=/m.test(text);

export const startingPoints =
  [...pointsOf(shipped, false), ...pointsOf(published, true)].filter(alone);

export function startFrom(name: string): void {
  const found = startingPoints.find((point) => point.name === name);
  if (found) setText(found.text, found.name);
}
