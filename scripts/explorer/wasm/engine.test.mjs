// The engine in WebAssembly against the command line of this build.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { openEngine } from "./engine.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const program = join(root, "build/rehearse");
const engine = await openEngine(
  readFileSync(join(root, "build/explorer/rehearse.wasm")));

const configs = ["w1", "w3", "nct07008976", "nct07008976-irc"];
const textOf = (name) => readFileSync(join(root, `configs/${name}.toml`), "utf8");

function ask(request, parts = []) {
  const { answer, part } = engine.ask(request, parts);
  assert.ok(answer.ok, JSON.stringify(answer.errors));
  return { answer, part };
}

function shell(...words) {
  return execFileSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"] });
}

// summary.json of the command line.
function summary(name, replicates) {
  const out = mkdtempSync(join(tmpdir(), "rehearse-engine-"));
  shell("power", join(root, `configs/${name}.toml`), "--replicates",
    String(replicates), "--out", join(out, "result"));
  return readFileSync(join(out, "result/summary.json"), "utf8");
}

// The numbers of two JSON values that aren't the same, by their paths.
function differences(a, b, path = "") {
  if (typeof a === "number" && typeof b === "number")
    return a === b ? [] : [{ path, relative: Math.abs(a / b - 1) }];
  if (a === null || typeof a !== "object" || typeof b !== "object" || b === null)
    return a === b ? [] : [{ path, relative: Infinity }];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => differences(a[key], b[key], `${path}/${key}`));
}

// Where the C libraries' exp, log and pow differ in a last digit: every such
// number, by its path. All else is the same to the byte.
const lastDigit = {
  w1: ["/analytic/schoenfeld_power", "/analytic/schoenfeld_reject/0"],
  "pfs-os-two-arms": ["/looks/0/efficacy_z", "/looks/0/hazard_ratio_at_efficacy",
    "/hypotheses/0/looks/0/efficacy_z",
    "/hypotheses/0/looks/0/hazard_ratio_at_efficacy",
    "/hypotheses/1/looks/0/efficacy_z", "/hypotheses/1/looks/1/efficacy_z"],
  "nct07008976-os": ["/switching/2/geometric_mean_hazard_ratio",
    "/switching/2/log_hazard_ratio/mean"],
};
const ofLastDigit = 1e-15;

for (const name of [...configs, "pfs-os-two-arms", "nct07008976-os"])
  test(`${name}: power in parts is the command line's`, () => {
    const config = textOf(name);
    const replicates = 2500;
    const parts = [2, 0, 1].map((chunk) =>
      ask({ do: "power", config, replicates, first_chunk: chunk, chunks: 1 }).part);
    const { answer, part } = ask({ do: "merge", config }, parts);
    assert.equal(answer.replicates, replicates);
    const expected = summary(name, replicates);
    const differing = differences(JSON.parse(answer.summary),
      JSON.parse(expected));
    for (const { path, relative } of differing)
      assert.ok(lastDigit[name]?.includes(path) && relative < ofLastDigit,
        `${path}: ${relative}`);
    if (differing.length === 0) assert.equal(answer.summary, expected);
    assert.equal(ask({ do: "merge", config }, [part]).answer.summary,
      answer.summary);
  });

test("parts that are missing or of another config are refused", () => {
  const config = textOf("w1");
  const { part } = ask({ do: "power", config, first_chunk: 1, chunks: 1 });
  assert.match(engine.ask({ do: "merge", config }, [part]).answer.errors[0].message,
    /chunk 0/);
  const other = { do: "merge", config, set: ["endpoint.effect.hazard_ratio=0.7"] };
  assert.match(engine.ask(other, [part]).answer.errors[0].message,
    /different configs/);
});

test("a design is the command line's", () => {
  for (const name of configs) {
    const { answer } = ask({ do: "design", config: textOf(name) });
    const expected = JSON.parse(shell("design",
      join(root, `configs/${name}.toml`), "--format", "json"));
    for (const { path, relative } of differences(answer.report, expected))
      assert.ok(relative < 1e-10, `${name}${path}: ${relative}`);
    assert.equal(answer.figures.looks.length, expected.looks.length);
  }
});

test("a config's errors stand where they are", () => {
  const config = textOf("w1").replace("hazard_ratio", "harzard_ratio");
  const line = config.split("\n").findIndex((one) =>
    one.includes("harzard_ratio")) + 1;
  const { answer } = engine.ask({ do: "check", config, file: "x.toml" });
  assert.equal(answer.ok, false);
  assert.equal(answer.errors[0].line, line);
  assert.match(answer.errors[0].message, /did you mean 'hazard_ratio'/);
});

test("a checked config tells its values and where they stand", () => {
  const config = textOf("nct07008976");
  const { answer } = ask({ do: "check", config });
  const ratio = answer.values.find((one) =>
    one.key === "endpoint.effect.hazard_ratio");
  assert.ok(ratio.given);
  const line = config.split("\n")[ratio.line - 1];
  assert.equal([...line].slice(ratio.column - 1, ratio.end_column - 1).join(""),
    ratio.text);
  assert.ok(answer.values.some((one) => !one.given));
});

test("keys are set in the text, and comments stay", () => {
  const config = textOf("nct07008976");
  const { answer } = ask({ do: "set", config, edit: [
    "endpoint.effect.hazard_ratio=0.7", "analysis.looks[0].events=100",
    "simulation.seed=3", "analysis.ties=" ] });
  assert.deepEqual(answer.errors, []);
  assert.match(answer.config, /^hazard_ratio = 0\.7 /m);
  assert.match(answer.config, /^events = 100/m);
  assert.ok(answer.config.includes("# "));
});

test("two designs differ by what each gives", () => {
  const a = { config: textOf("w1") };
  const b = { config: textOf("w1"), set: ["endpoint.effect.hazard_ratio=0.7"] };
  const parts = [0, 1].map((chunk) =>
    ask({ do: "compare", a, b, first_chunk: chunk, chunks: 1 }).part);
  const { answer } = ask({ do: "compare_merge", a, b }, parts);
  assert.equal(answer.replicates, 2048);
  const difference = answer.b.power.estimate - answer.a.power.estimate;
  assert.ok(Math.abs(answer.difference.estimate - difference) < 1e-12);
  assert.ok(answer.difference.mcse > 0);
});

test("designs that are compared have the first one's seed", () => {
  const config = textOf("w1");
  const a = { config, seed: "11" };
  const b = { config, seed: "12" };
  const { part } = ask({ do: "compare", a, b, first_chunk: 0, chunks: 1 });
  const { answer } = ask({ do: "compare_merge", a, b }, [part]);
  assert.equal(answer.difference.estimate, 0);
  assert.equal(answer.difference.mcse, 0);
});

test("names that look the same are, as for the program", () => {
  // The second: e, a joiner that isn't seen, and an acute accent.
  const set = ['arms[0].id="\u00e9"', 'arms[1].id="e\u200d\u0301"'];
  const { stderr } = spawnSync(program, ["check", join(root, "configs/w1.toml"),
    ...set.flatMap((one) => ["--set", one])], { encoding: "utf8" });
  const { answer } = engine.ask({ do: "check", config: textOf("w1"), set });
  assert.equal(answer.ok, false);
  assert.ok(stderr.includes(answer.errors[0].message), stderr);
});

test("simulated trials have the events that their looks say", () => {
  const { answer } = ask({ do: "simulate", config: textOf("nct07008976-irc"),
    first: 3, count: 2 });
  assert.deepEqual([...new Set(answer.curves.map((one) => one.reader))].sort(),
    ["investigator", "irc"]);
  for (const curve of answer.curves)
    for (const arm of curve.arms) {
      assert.equal(arm.survival[0], 1);
      assert.ok(arm.survival.every((s, i) => i === 0 || s <= arm.survival[i - 1]));
    }
  assert.equal(answer.looks.length, 2);
});

test("a list is the one that randomize --dummy writes", () => {
  const config = join(root, "configs/nct07008976.toml");
  const { answer } = ask({ do: "list", config: textOf("nct07008976"),
    replicates: 200 });
  // But for the list's own name, the first column.
  const rows = (csv) => csv.split("\n").map((row) => row.split(",").slice(1));
  assert.deepEqual(rows(answer.csv), rows(shell("randomize", config, "--dummy",
    "--seed", ask({ do: "check", config: textOf("nct07008976") }).answer.seed,
    "--format", "csv")));
  assert.equal(answer.rows.length, 40);
});

test("commands, keys and the program itself are told", () => {
  const { answer } = ask({ do: "commands", config: textOf("w1"),
    file: "my trial.toml", replicates: 5000 });
  assert.match(answer.command_line, /'my trial\.toml' --replicates 5000/);
  assert.match(ask({ do: "explain", what: "looks.events" }).answer.text, /events/);
  const about = ask({ do: "about" }).answer;
  assert.equal(about.chunk, 1024);
  assert.equal(about.keys.length,
    JSON.parse(shell("keys", "--format", "json")).keys.length);
  assert.deepEqual(about.schema, JSON.parse(shell("schema")));
});

test("a request that is none is an answer", () => {
  assert.equal(engine.ask({ do: "nothing" }).answer.ok, false);
  assert.equal(engine.ask({ do: "power", config: 5 }).answer.ok, false);
});
