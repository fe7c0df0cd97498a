"""What the tests share: the configs, and the shell to compare with."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from rehearse.process import find_binary

PACKAGE = pathlib.Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[2]
TRIAL = ROOT / "configs" / "nct07008976.toml"
W1 = ROOT / "configs" / "w1.toml"
HAZARD_RATIO = "endpoint.effect.hazard_ratio"
MEDIAN = "endpoint.control.median"


def shell(*arguments):
    """What the command line prints for these arguments, as bytes."""
    return subprocess.run([find_binary(), *map(str, arguments)], check=True,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def shell_json(*arguments):
    return json.loads(shell(*arguments, "--format", "json"))


def w1_dict():
    """The config w1.toml as a dict, written out by hand."""
    return {
        "schema_version": 1,
        "trial": {"id": "W1", "participants": 246},
        "arms": [{"id": "experimental", "role": "experimental",
                  "allocation": 1},
                 {"id": "control", "role": "control", "allocation": 1}],
        "randomization": {"procedure": "permuted-block", "block_sizes": [4]},
        "enrolment": {"model": "poisson",
                      "rates": [{"per_month": 13.666666666666666}]},
        "endpoint": {"name": "PFS",
                     "control": {"distribution": "exponential",
                                 "median": "6.8 months"},
                     "effect": {"hazard_ratio": 0.60}},
        "dropout": {"annual_probability": 0.05},
        "analysis": {"alpha": 0.025, "test": "logrank",
                     "looks": [{"name": "final", "events": 161}]},
        "simulation": {"replicates": 100_000, "seed": 1},
    }


class TestInFolder(unittest.TestCase):
    """Has a folder of its own, with a name that needs care: spaces, UTF-8."""

    def setUp(self):
        place = tempfile.TemporaryDirectory(prefix="rehearse ünïcode ")
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def program(self, text):
        """A Python script that can be run in the place of rehearse."""
        path = self.file("stand-in", f"#!{sys.executable}\n{text}")
        path.chmod(0o755)
        return path

    def environment(self, **changes):
        """A copy of the environment in which `rehearse` can be imported."""
        return {**os.environ, "PYTHONPATH": str(PACKAGE), **changes}
