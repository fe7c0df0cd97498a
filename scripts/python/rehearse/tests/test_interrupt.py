"""A sweep that is interrupted ends in good order, and goes on."""

import json
import os
import signal
import unittest

import rehearse
from tests.support import HAZARD_RATIO, W1, TestInFolder

VARY = {HAZARD_RATIO: [0.5, 0.55, 0.6, 0.65, 0.7, 0.75]}


class TestInterrupt(TestInFolder):
    def setUp(self):
        super().setUp()
        # Started in the background, Python ignores Ctrl-C: not here.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, before)

    def sweep(self, name, replicates, progress=None):
        return rehearse.sweep(W1, VARY, replicates=replicates, threads=1,
                              out=self.folder / name, progress=progress)

    def cells(self, name):
        return sorted((self.folder / name / "cells").glob("*.csv"))

    def interrupted(self):
        """A sweep that got Ctrl-C halfway: its folder and replicates.

        A busy machine may see the first cell too late: then a longer one.
        """
        for replicates in (20_000, 80_000, 320_000):
            name = f"sweep {replicates}"

            def interrupt(progress):
                if self.cells(name):
                    os.kill(os.getpid(), signal.SIGINT)

            try:
                self.sweep(name, replicates, interrupt)
            except KeyboardInterrupt:
                if len(self.cells(name)) < len(VARY[HAZARD_RATIO]):
                    return name, replicates
        return self.fail("no sweep was interrupted halfway")

    def test_ctrl_c_and_resume(self):
        name, replicates = self.interrupted()
        kept = {path: path.stat().st_mtime_ns for path in self.cells(name)}
        self.assertTrue(kept)
        # Had the program been left running, it would hold the folder's lock.
        resumed = self.sweep(name, replicates)
        for path, time in kept.items():
            self.assertEqual(path.stat().st_mtime_ns, time)
        whole = self.sweep("undisturbed", replicates)
        self.assertEqual(resumed.stdout, whole.stdout)
        self.assertEqual((self.folder / name / "table.csv").read_bytes(),
                         (self.folder / "undisturbed/table.csv").read_bytes())

    def test_the_program_may_end_in_good_order(self):
        report = {"replicates_done": 1, "replicates": 2, "elapsed_seconds": 0}
        program = self.program(f"""
import sys, time
try:
    print({json.dumps(json.dumps(report))}, file=sys.stderr, flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    open({str(self.folder / "ended")!r}, "w").close()
""")

        def interrupt(progress):
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            rehearse.power(W1, binary=program, progress=interrupt)
        self.assertTrue((self.folder / "ended").exists())

    def test_a_callback_that_fails(self):
        def fail(progress):
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            rehearse.power(W1, replicates=100_000_000, progress=fail)

    def test_interrupted_from_outside(self):
        # The program alone gets the signal, as from a job's scheduler.
        ended = []

        def end_child(progress):
            if not ended:  # a second signal would end it at once
                ended.extend(self.children())
                for process in ended:
                    os.kill(process, signal.SIGTERM)

        with self.assertRaises(rehearse.Interrupted) as caught:
            rehearse.power(W1, replicates=100_000_000, progress=end_child)
        self.assertEqual(caught.exception.returncode, 75)

    @staticmethod
    def children():
        path = f"/proc/self/task/{os.getpid()}/children"
        if not os.path.exists(path):
            raise unittest.SkipTest("no /proc lists children here")
        with open(path, encoding="ascii") as file:
            return [int(word) for word in file.read().split()]


if __name__ == "__main__":
    unittest.main()
