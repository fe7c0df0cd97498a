"""Draws faults, has them judged, and remembers what became of each."""

import csv
import json
import threading
import time

from .build import Workshop
from .faults import drawn, faults_of
from .suites import LAYERS, Usual, judged, suites_of

VALID = ("killed", "alive", "same code")


def places_in(root, layers):
    """The places of all sources and private headers of the layers."""
    return [place for layer in layers
            for file in sorted((root / "sim" / layer).glob("*.[ch]pp"))
            for place in faults_of(str(file.relative_to(root)),
                                   file.read_text())]


class Arguments:
    """Why some faults can't be noticed, by their text."""

    def __init__(self, file):
        with file.open(newline="") as rows:
            self.known = {(r["file"], r["before"], r["after"]): r["argument"]
                          for r in csv.DictReader(rows)}

    def of(self, row):
        return self.known.get((row["file"], row["before"], row["after"]))


class Record:
    """What became of each fault: a line of JSON each time it was judged."""

    def __init__(self, file):
        self.file, self.known, self.first = file, {}, {}
        self.lock = threading.Lock()
        if file.exists():
            for line in file.read_text().splitlines():
                row = json.loads(line)
                self.known[row["id"]] = row
                self.first.setdefault(row["id"], row["outcome"])

    def put(self, row):
        with self.lock, self.file.open("a") as out:
            self.known[row["id"]] = row
            self.first.setdefault(row["id"], row["outcome"])
            out.write(json.dumps(row) + "\n")


class Campaign:
    def __init__(self, build, folder, options, arguments):
        self.build, self.options = build, options
        self.arguments = arguments
        self.folder = folder / f"seed-{options.seed}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.record = Record(self.folder / "faults.jsonl")
        self.usual = Usual(build, folder)
        layers = [options.layer] if options.layer else LAYERS
        self.faults = drawn(places_in(build.root, layers), options.seed)
        self.lock = threading.Lock()
        self.next = 0

    def first_valid(self, count):
        """Rows of the first faults, in the order drawn, that compile."""
        rows = [self.record.known[key] for key, _ in self.faults
                if key in self.record.known]
        return [row for row in rows if row["outcome"] in VALID][:count]

    def take(self):
        """The next fault to be judged, while there are not enough."""
        with self.lock:
            valid = sum(
                self.record.known.get(key, {}).get("outcome", "alive") in VALID
                for key, _ in self.faults[:self.next])
            while valid < self.options.count and self.next < len(self.faults):
                key, fault = self.faults[self.next]
                self.next += 1
                known = self.record.known.get(key)
                if self.is_open(fault, known):
                    return key, fault, known
                valid += known["outcome"] in VALID
        return None

    def is_open(self, fault, known):
        if known is None:
            return True
        if known["outcome"] != "alive" or self.arguments.of(known):
            return False
        layer = fault.file.split("/")[1]
        return self.options.again or not set(
            suites_of(layer, self.options.until)) <= set(known["passed"])

    def judge(self, workshop, key, fault, known):
        before, after = fault.lines()
        layer = fault.file.split("/")[1]
        row = {"id": key, "layer": layer, "file": fault.file,
               "line": fault.line, "operator": fault.operator,
               "before": before, "after": after}
        passed = [] if self.options.again or not known else known["passed"]
        workshop.set_up(fault.file, fault.wrong_source())
        if not workshop.compiles():
            return {**row, "outcome": "does not compile"}
        for suite in suites_of(layer, self.options.until):
            if suite in passed:
                continue
            seen = self.seen_by(workshop, suite, fault.file)
            if seen and seen[0] == "does not link":
                return {**row, "outcome": "does not compile"}
            if seen:
                return {**row, "outcome": "killed", "suite": suite,
                        "how": seen[0], "case": seen[1]}
            passed = [*passed, suite]
            if len(passed) == 1 and self.same_code(workshop, fault):
                return {**row, "outcome": "same code"}
        return {**row, "outcome": "alive", "passed": passed}

    def seen_by(self, workshop, suite, source):
        if suite == "golden" and not workshop.link("rehearse"):
            return "does not link", ""
        usual = self.usual.of(suite)
        program = workshop.link(f"tests/test_{suite}")
        if program is None:
            return "does not link", ""
        return judged(program, usual, self.build.root, source)

    def same_code(self, workshop, fault):
        """Whether the compiler makes the same of right and wrong."""
        wrong = workshop.bytes_of_objects()
        workshop.set_up(fault.file, fault.source)
        same = workshop.compiles() and workshop.bytes_of_objects() == wrong
        workshop.set_up(fault.file, fault.wrong_source())
        workshop.compiles()
        return same

    def work(self, number):
        workshop = Workshop(self.build, self.folder / f"worker-{number}")
        while taken := self.take():
            begin = time.monotonic()
            row = self.judge(workshop, *taken)
            row["seconds"] = round(time.monotonic() - begin, 1)
            if taken[2]:
                row["seconds"] += taken[2]["seconds"]
            self.record.put(row)
            self.say(row)

    def say(self, row):
        rows = self.first_valid(len(self.faults))
        killed = sum(r["outcome"] == "killed" for r in rows)
        alive = sum(r["outcome"] == "alive" for r in rows)
        by = f" by {row['suite']}: {row['how']}" if "suite" in row else ""
        print(f"{len(rows)} judged, {killed} killed, {alive} alive | "
              f"{row['file']}:{row['line']} {row['operator']}: "
              f"{row['outcome']}{by} ({row['seconds']:.0f} s)", flush=True)

    def run(self):
        workers = [threading.Thread(target=self.work, args=(number,))
                   for number in range(self.options.jobs)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
