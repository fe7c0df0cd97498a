// What one engine in Node does in a second of CPU: node speed.mjs [CONFIG…]
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

import { openEngine } from "./engine.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const given = process.argv.slice(2);
const files = given.length > 0
  ? given
  : [`${root}configs/w1.toml`, `${root}configs/nct07008976-irc.toml`];
const bytes = readFileSync(`${root}build/explorer/rehearse.wasm`);

const seconds = (work) => {
  const begin = process.cpuUsage();
  const result = work();
  return [process.cpuUsage(begin).user / 1e6, result];
};

const begin = performance.now();
const engine = await openEngine(bytes);
console.log(`opened in ${(performance.now() - begin).toFixed(0)} ms`);
for (const file of files) {
  const config = readFileSync(file, "utf8");
  const chunk = (first) => engine.ask(
    { do: "power", config, first_chunk: first, chunks: 1 }).answer;
  const design = () => 1000 *
    seconds(() => engine.ask({ do: "design", config }))[0];
  const designs = [design(), design(), design()];
  chunk(20);  // compiled by then
  let replicates = 0;
  let spent = 0;
  for (let first = 30; spent < 3; first += 1) {
    const [time, answer] = seconds(() => chunk(first));
    spent += time;
    replicates += answer.replicates;
  }
  const ms = designs.map((time) => time.toFixed(0)).join(", ");
  console.log(`${basename(file)}: design ${ms} ms, ` +
    `${Math.round(replicates / spent)} trials a second, ` +
    `${(engine.memory() / 1e6).toFixed(0)} MB`);
}
