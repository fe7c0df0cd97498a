"""Writes results/test-strength.md from what coverage and mutate left."""

import collections
import json
import re
import subprocess

from .suites import LAYERS, STAGES

HEAD = """# How strong the tests are

By `scripts/test-strength`, which runs `scripts/coverage` and `scripts/mutate`. The standard to measure against is SQLite's: every
branch of its core taken by a test and every condition shown to decide (100% MC/DC), and tests that notice when a branch
of the machine code is changed.
"""
COVERAGE = """
## What the tests take

Share of lines, functions and branches that the unit tests of the engine's layers and of `study`, `tests/crosscheck` and
`tests/golden` take. A branch is one outcome of one condition as written (Clang's; not the paths of exceptions, nor comparisons that
the compiler writes), counted once for all instantiations of a template and all instruction sets. Only what the engine's
sources compile of a header is seen, and what the tests of core and random do.

| layer | lines | functions | branches | of |
|---|---:|---:|---:|---:|
"""
FAULTS = """
## What the tests notice

{drawn} faults, drawn at random by seed {seed} of {places} places where a source or a private header of these layers can be made wrong: a relation,
an arithmetic or logical operator, an assignment's, a literal, a function for its opposite (`min`, `max`), a sign or a `!` dropped, a
condition negated, a call or an assignment dropped, a value returned altered. What is thrown, arguments of templates and
what the compiler checks are left out; the {refused} that did not compile were drawn anew. A fault is killed when a test fails,
crashes or takes five times its usual time. It is equivalent where the compiler makes the same code of it, or by an argument
below. Score: killed of those that are not equivalent. When first judged, {first} were alive after the tests of their own layer: tests
were written for them. They took {hours:.1f} hours of a worker. The first program that noticed:

| layer | drawn | own tests | layers above | crosscheck | golden | statistical | equivalent | alive | score |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
"""
KINDS = """
| fault | drawn | killed | equivalent | alive |
|---|---:|---:|---:|---:|
"""
OTHERS = """
Drawn by seed {seed} once these tests were written, and judged without a look at what they are: of {drawn} faults {killed} ({share:.0f}%) were
killed, {alive} neither killed nor yet shown to be equivalent.
"""
ALIVE = """
## What is alive

| place | fault | right | wrong |
|---|---|---|---|
"""
EQUIVALENT = """
## What can't be noticed

Beside {same} that the compiler makes the same code of (`{compiler}`):

| source | right | wrong | why it is the same |
|---|---|---|---|
"""


def stage_of(row):
    suite = row["suite"]
    if suite == f"unit_{row['layer']}":
        return "own"
    return "unit" if suite.startswith("unit_") else suite


def code(text):
    return "`" + text.replace("|", "\\|") + "`"


class Faults:
    """Rows of what was judged, and the arguments that some are equivalent."""

    def __init__(self, rows, arguments):
        self.rows, self.argument = rows, arguments.of

    def fate(self, row):
        if row["outcome"] == "killed":
            return stage_of(row)
        if row["outcome"] == "same code" or self.argument(row):
            return "equivalent"
        return "alive"

    def count(self, rows):
        fates = collections.Counter(map(self.fate, rows))
        killed = sum(fates[stage] for stage in STAGES)
        return fates, killed

    def line(self, name, rows):
        fates, killed = self.count(rows)
        real = len(rows) - fates["equivalent"]
        cells = [len(rows), *(fates[stage] for stage in STAGES),
                 fates["equivalent"], fates["alive"],
                 f"{100 * killed / max(real, 1):.1f}%"]
        return f"| {name} | " + " | ".join(map(str, cells)) + " |\n"

    def by_layer(self):
        lines = [self.line(layer, [r for r in self.rows
                                   if r["layer"] == layer])
                 for layer in LAYERS]
        return "".join(lines) + self.line("all", self.rows)

    def by_kind(self):
        out = ""
        for kind in sorted({r["operator"] for r in self.rows}):
            rows = [r for r in self.rows if r["operator"] == kind]
            fates, killed = self.count(rows)
            out += (f"| {kind} | {len(rows)} | {killed} | "
                    f"{fates['equivalent']} | {fates['alive']} |\n")
        return out

    def alive(self):
        return "".join(
            f"| {r['file']}:{r['line']} | {r['operator']} | "
            f"{code(r['before'])} | {code(r['after'])} |\n"
            for r in self.rows if self.fate(r) == "alive")

    def equivalent(self):
        return "".join(
            f"| {r['file']} | {code(r['before'])} | {code(r['after'])} | "
            f"{self.argument(r)} |\n" for r in self.rows
            if r["outcome"] == "alive" and self.argument(r))


def coverage_table(measured):
    total = {what: [0, 0] for what in ("lines", "functions", "branches")}
    lines = ""
    for layer, row in measured["layers"].items():
        for what in total:
            total[what] = [a + b for a, b in zip(total[what], row[what])]
        lines += coverage_line(layer, row)
    return lines + coverage_line("all", total)


def coverage_line(name, row):
    shares = (f"{100 * taken / max(count, 1):.1f}%"
              for taken, count in row.values())
    return f"| {name} | " + " | ".join(shares) + f" | {row['branches'][1]} |\n"


def others(campaign):
    """What became of faults of other seeds, which no test was written for."""
    text = ""
    for file in sorted(campaign.folder.parent.glob("seed-*/faults.jsonl")):
        if file.parent == campaign.folder:
            continue
        known = {row["id"]: row for row in map(
            json.loads, file.read_text().splitlines())}
        fates = collections.Counter(row["outcome"] for row in known.values())
        drawn = fates["killed"] + fates["alive"] + fates["same code"]
        text += OTHERS.format(drawn=drawn, seed=file.parent.name[5:],
                              killed=fates["killed"], alive=fates["alive"],
                              share=100 * fates["killed"] / max(drawn, 1))
    return text


def refused(campaign, last):
    """How many of those drawn up to the last one did not compile."""
    known, count = campaign.record.known, 0
    for key, _ in campaign.faults:
        count += known.get(key, {}).get("outcome") == "does not compile"
        if key == last:
            break
    return count


def compiler_of(build):
    cache = (build.folder / "CMakeCache.txt").read_text()
    path = re.search(r"CMAKE_CXX_COMPILER:\w+=(.*)", cache)[1]
    out = subprocess.run([path, "--version"], capture_output=True, text=True)
    return out.stdout.splitlines()[0] + " -O1"


def write(out, campaign, faults):
    measured = json.loads((campaign.build.folder / "coverage" /
                           "coverage.json").read_text())
    rows = faults.rows
    hours = sum(row["seconds"] for row in rows) / 3600
    alive = faults.alive()
    out.write_text("".join([
        HEAD, COVERAGE, coverage_table(measured),
        FAULTS.format(drawn=len(rows), seed=campaign.options.seed,
                      refused=refused(campaign, rows[-1]["id"]),
                      places=len(campaign.faults), hours=hours,
                      first=sum(campaign.record.first[row["id"]] == "alive"
                                for row in rows)),
        faults.by_layer(), KINDS, faults.by_kind(), others(campaign),
        ALIVE + alive if alive else "",
        EQUIVALENT.format(same=sum(r["outcome"] == "same code" for r in rows),
                          compiler=compiler_of(campaign.build)),
        faults.equivalent()]))
