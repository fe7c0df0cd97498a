"""Measures which branches of the engine its tests take.

The engine is compiled by Clang, whose branches are the conditions that are
written and not the paths of exceptions, and linked in place of its libraries
into the tests of a build by any compiler. Kernels are compiled for one
instruction set, so that a condition counts once.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

from .build import Build, Workshop

ENGINE = ["core", "random", "randomization", "endpoint", "trial", "analysis",
          "design", "montecarlo", "forecast"]
OURS = re.compile(r"librehearse_(%s)\.a$" % "|".join(ENGINE))
BRANCH = re.compile(r"Branch \((\d+):(\d+)\): \[True: (\S+), False: (\S+)\]")
# Their code is in headers: these tests are compiled with it.
HEADERS = ["unit_core", "unit_random"]
COUNTS = ["lines", "functions", "branches"]
FLAGS = ["-w", "-O1", "-fprofile-instr-generate", "-fcoverage-mapping"]
KERNEL = ["-DHWY_COMPILE_ONLY_STATIC", "-march=x86-64-v3"]


def flags_of(entry):
    """Directories and definitions of a compilation by another compiler."""
    words, flags = shlex.split(entry["command"]), []
    for i, word in enumerate(words):
        if word.startswith(("-I", "-D", "-std", "-ffp", "-pthread")):
            flags.append(word)
        elif word in ("-isystem", "-include") and "cmake_pch" not in \
                words[i + 1]:
            flags += words[i:i + 2]
    return flags


class Coverage:
    def __init__(self, build, clang):
        self.build, self.clang = build, clang
        self.folder = build.folder / "coverage"
        self.folder.mkdir(exist_ok=True)
        self.workshop = Workshop(build, self.folder)

    def objects(self):
        """Compiles what is new of the engine; all its objects."""
        sources = [(file, entry)
                   for file, entries in self.build.entries.items()
                   if file.split("/")[0] == "sim"
                   and file.split("/")[1] in ENGINE
                   for entry in entries if "/rehearse_" in entry["output"]]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda pair: self.object_of(*pair), sources))

    def object_of(self, file, entry):
        output = self.folder / (file.replace("/", "_") + ".o")
        source = self.build.root / file
        headers = output.with_suffix(".d")
        if not self.is_new(output, headers):
            kernel = KERNEL if "HWY_TARGET_INCLUDE" in source.read_text() else []
            subprocess.run(
                [self.clang, *flags_of(entry), *FLAGS, *kernel, "-MMD", "-MF",
                 str(headers), "-o", str(output), "-c", str(source)],
                cwd=self.build.folder, check=True)
        return output

    @staticmethod
    def is_new(output, headers):
        if not output.exists() or not headers.exists():
            return False
        text = headers.read_text().split(":", 1)[1].replace("\\\n", " ")
        made = output.stat().st_mtime
        return all(os.path.exists(f) and os.stat(f).st_mtime <= made
                   for f in text.split())

    def link(self, target, objects):
        """A program with our objects for the engine's libraries."""
        words = self.build.link_of(target)
        program = self.workshop.programs / pathlib.Path(target).name
        linked, layers, after_o = [self.clang], set(), False
        for word in words[1:]:
            if "ccache" in word or "c++" in word.split("/")[-1]:
                continue
            if after_o:
                word = str(program)
            after_o = word == "-o"
            ours = OURS.search(word)
            if ours:
                layers.add(ours[1])
            elif not re.search(r"__/sim/", word):
                if word.endswith(".o") and target.startswith("tests/"):
                    word = str(self.test_object(word) or word)
                linked.append(word)
        first = next(i for i, w in enumerate(linked) if w.endswith(".o"))
        linked[first:first] = [str(o) for o in objects
                               if o.name.split("_")[1] in layers]
        subprocess.run([*linked, "-fprofile-instr-generate"],
                       cwd=self.build.folder, check=True)
        return program

    def test_object(self, output):
        """Of a test that we compile, or nothing."""
        if not any(f"test_{suite}.dir" in output for suite in HEADERS):
            return self.workshop.own_object(output)
        file, entry = next((file, e) for file, all_of_it in
                           self.build.entries.items() for e in all_of_it
                           if e["output"] == output)
        return self.object_of(file, entry)

    def run(self, program):
        """Runs a test, and what it runs; whether all of it passed."""
        done = subprocess.run(
            [str(program)], cwd=self.build.root, capture_output=True,
            text=True, env={**os.environ, "LLVM_PROFILE_FILE":
                            f"{self.folder}/{program.name}-%2m.profraw"})
        print(f"{program.name}: {done.stdout.strip().splitlines()[-1]}",
              file=sys.stderr, flush=True)
        return done.returncode == 0

    def merge(self):
        merged = self.folder / "tests.profdata"
        subprocess.run(["llvm-profdata-19", "merge", "-sparse", "-o", merged,
                        *self.folder.glob("*.profraw")], check=True)
        return merged

    def llvm_cov(self, command, programs, *options):
        others = [f"-object={p}" for p in programs[1:]]
        return subprocess.run(
            ["llvm-cov-19", command, *options, "-instr-profile",
             str(self.folder / "tests.profdata"), str(programs[0]), *others],
            check=True, capture_output=True, text=True).stdout

    def layer_of(self, path):
        path = pathlib.Path(path)
        return path.parent.name if path.is_relative_to(self.build.root) \
            and path.parent.name in ENGINE else None

    def by_layer(self, programs):
        table = {layer: {c: [0, 0] for c in COUNTS} for layer in ENGINE}
        text = self.llvm_cov("export", programs, "-summary-only")
        for file in json.loads(text)["data"][0]["files"]:
            layer = self.layer_of(file["filename"])
            for what in COUNTS[:2] if layer else ():
                found = file["summary"][what]
                table[layer][what][0] += found["covered"]
                table[layer][what][1] += found["count"]
        for file, found in self.branches(programs).items():
            taken = [taken for both in found.values() for taken in both]
            table[self.layer_of(file)]["branches"][0] += sum(taken)
            table[self.layer_of(file)]["branches"][1] += len(taken)
        return table

    def branches(self, programs):
        """By file and place: whether a condition was true, and false, in any
        instantiation. Comparisons that the compiler writes are left out."""
        found, file, lines = {}, None, []
        for line in self.llvm_cov(
                "show", programs, "-show-branches=count").splitlines():
            if line.startswith("/") and line.endswith(":"):
                file = line[:-1]
                if self.layer_of(file):
                    lines = pathlib.Path(file).read_text().splitlines()
            branch = BRANCH.search(line)
            if branch and self.layer_of(file):
                if "= default" in " ".join(lines[int(branch[1]) - 1:][:2]):
                    continue
                both = found.setdefault(file, {}).setdefault(
                    (branch[1], branch[2]), [False, False])
                both[0] |= branch[3] != "0"
                both[1] |= branch[4] != "0"
        return found


def measure(folder, clang, suites):
    coverage = Coverage(Build(folder), clang)
    objects = coverage.objects()
    programs = [coverage.link("rehearse", objects)] + [
        coverage.link(f"tests/test_{suite}", objects) for suite in suites]
    for old in coverage.folder.glob("*.profraw"):
        old.unlink()
    passed = [coverage.run(program) for program in programs[1:]]
    coverage.merge()
    result = {"suites": suites, "passed": passed,
              "layers": coverage.by_layer(programs)}
    (coverage.folder / "coverage.json").write_text(json.dumps(result,
                                                              indent=1))
    missed = [f"{file}:{place[0]}:{place[1]} never {word}"
              for file, found in coverage.branches(programs).items()
              for place, both in found.items()
              for word, taken in zip(("true", "false"), both) if not taken]
    (coverage.folder / "missed.txt").write_text("\n".join(missed) + "\n")
    return result


def main():
    result = measure(sys.argv[1], "clang++-19", sys.argv[2:])
    for layer, row in result["layers"].items():
        print(f"{layer:14}", *(f"{what} {100 * a / max(n, 1):5.1f}% ({a}/{n})"
                               for what, (a, n) in row.items()))


if __name__ == "__main__":
    main()
