"""A sweep that is interrupted ends in good order, and goes on."""

import os
import signal
import unittest

import rehearse
from tests.support import HAZARD_RATIO, W1, TestInFolder

VARY = {HAZARD_RATIO: [0.5, 0.55, 0.6, 0.65, 0.7, 0.75]}


class TestInterrupt(TestInFolder):
    def sweep(self, name, progress=None):
        return rehearse.sweep(W1, VARY, replicates=20_000, threads=1,
                              out=self.folder / name, progress=progress)

    def cells(self):
        return sorted((self.folder / "sweep" / "cells").glob("*.csv"))

    def test_ctrl_c_and_resume(self):
        def interrupt(progress):
            if self.cells():
                os.kill(os.getpid(), signal.SIGINT)

        with self.assertRaises(KeyboardInterrupt):
            self.sweep("sweep", interrupt)
        kept = {path: path.stat().st_mtime_ns for path in self.cells()}
        self.assertTrue(0 < len(kept) < 6, kept)
        # Had the program been left running, it would hold the folder's lock.
        resumed = self.sweep("sweep")
        for path, time in kept.items():
            self.assertEqual(path.stat().st_mtime_ns, time)
        whole = self.sweep("undisturbed")
        self.assertEqual(resumed.stdout, whole.stdout)
        self.assertEqual((self.folder / "sweep/table.csv").read_bytes(),
                         (self.folder / "undisturbed/table.csv").read_bytes())

    def test_a_callback_that_fails(self):
        def fail(progress):
            raise ZeroDivisionError

        with self.assertRaises(ZeroDivisionError):
            rehearse.power(W1, replicates=100_000_000, progress=fail)

    def test_interrupted_from_outside(self):
        # The program alone gets the signal, as from a job's scheduler.
        def end_child(progress):
            for process in self.children():
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
