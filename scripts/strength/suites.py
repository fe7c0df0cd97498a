"""Test programs: which judge a fault, in what order, and how long they may
take."""

import collections
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time

ABOVE = {"randomization": ["trial", "lists"],
         "endpoint": ["trial", "analysis", "design"],
         "analysis": ["design"], "design": [], "montecarlo": []}
LAYERS = ["randomization", "endpoint", "analysis", "design", "montecarlo"]
STAGES = ["own", "unit", "crosscheck", "golden", "statistical"]
FAIL = re.compile(r"^-{79}\n(.+)\n", re.MULTILINE)
DURATION = re.compile(r"^([0-9.]+) s: (.+)$", re.MULTILINE)


def suites_of(layer, until):
    """Those of the layer, of the layers above, then of whole results."""
    stages = {"own": [f"unit_{layer}"],
              "unit": [f"unit_{name}" for name in ABOVE[layer]
                       + (["montecarlo"] if layer != "montecarlo" else [])
                       + ["forecast", "study"]],
              "crosscheck": ["crosscheck"], "golden": ["golden"],
              "statistical": ["statistical"]}
    return [suite for stage in STAGES[:STAGES.index(until) + 1]
            for suite in stages[stage]]


def run(program, arguments, root, seconds):
    """(status, what it printed, processor seconds). The status is None where
    it ran over `seconds` of the processor, or twenty times as long."""
    begin = time.monotonic()
    own = pathlib.Path(f"{program}.tmp")  # tests that run at once share nothing
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir()
    with open(f"{program}.out", "w+b") as out:
        process = subprocess.Popen(
            ["prlimit", f"--cpu={int(seconds) + 1}", "--as=6000000000",
             "--core=0", str(program), *arguments],
            cwd=root, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "TMPDIR": str(own),
                 "XDG_CACHE_HOME": str(own / "cache")})
        late = False
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - begin > 20 * seconds + 60 and not late:
                os.killpg(process.pid, signal.SIGKILL)
                late = True
            time.sleep(0.02)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
    used = usage.ru_utime + usage.ru_stime
    over = late or process.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    return None if over else process.returncode, text, used


class Usual:
    """How long each suite takes without a fault, and which cases are quick."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.file = folder / "usual.json"
        self.known = json.loads(self.file.read_text()) \
            if self.file.exists() else {}
        self.locks = collections.defaultdict(threading.Lock)

    def of(self, suite):
        with self.locks[suite]:
            return self.measured(suite)

    def measured(self, suite):
        program = self.build.folder / "tests" / f"test_{suite}"
        stamp = program.stat().st_mtime
        if self.known.get(suite, {}).get("stamp") != stamp:
            copy = self.folder / f"usual_{suite}"
            copy.unlink(missing_ok=True)
            copy.symlink_to(program)
            status, text, used = run(copy, ["-d", "yes"], self.build.root,
                                     3600)
            if status != 0:
                raise SystemExit(f"{suite} fails without any fault: mend it "
                                 f"first\n{text[-2000:]}")
            cases = collections.Counter()  # a case may be run several times
            for seconds, name in DURATION.findall(text):
                cases[name] += float(seconds)
            self.known[suite] = {"stamp": stamp, "seconds": used,
                                 "quick": self.quick(cases)}
            self.file.write_text(json.dumps(dict(self.known), indent=1))
        return self.known[suite]

    @staticmethod
    def quick(cases):
        """The quickest cases, a sixth of the time together."""
        passed, quick = 0.0, []
        for name, seconds in reversed(cases.most_common()):
            passed += seconds
            if passed > sum(cases.values()) / 6:
                break
            quick.append(name)
        return quick


def judged(program, usual, root, source):
    """None where all tests pass, else (how it was seen, the test). First come
    the tests in the file named after the source, then quick ones."""
    limit = 10 + 5 * usual["seconds"]
    parts = [([], limit)]
    if usual["seconds"] > 1 and usual["quick"]:
        names = program.parent / f"{program.name}.quick"
        names.write_text("".join(
            '"' + re.sub(r'([\\,\["])', r"\\\1", name) + '"\n'
            for name in usual["quick"]))
        parts.insert(0, (["-f", str(names)], 10 + usual["seconds"]))
        named_after = pathlib.Path(source).stem + "_test"
        parts.insert(0, (["-#", f"[#{named_after}]"],
                         10 + usual["seconds"]))
    for arguments, seconds in parts:
        status, text, _ = run(program, ["--abort", *arguments], root, seconds)
        if status is None:
            return "ran over", ""
        if status != 0:
            case = FAIL.search(text)
            how = "failed" if status > 0 and case else "crashed"
            return how, case[1].strip() if case else ""
    return None
