"""Data of every kind give what the file gives, and published values."""

import csv
import unittest

import rehearse
from tests.support import ROOT, TRIAL, TestInFolder, shell, shell_json

try:
    import pandas
except ImportError:
    pandas = None

# Gehan (1965), table 1, after Freireich et al. (1963): weeks of remission.
FREIREICH = ROOT / "tests" / "crosscheck" / "freireich.csv"


class TestAnalyze(TestInFolder):
    def setUp(self):
        super().setUp()
        self.trial = rehearse.simulate(TRIAL, 7)
        self.path = self.folder / "one replicate.csv"
        self.path.write_bytes(self.trial.text.encode())
        self.options = {"time": "time_days", "event": "event", "arm": "arm",
                        "experimental": "TQB2102",
                        "strata": ["analysis_stratum"],
                        "tests": ["fh(0,1)", "maxcombo", "rmst(300)"]}
        self.from_file = rehearse.analyze(self.path, **self.options)

    def test_bytes_of_the_shell(self):
        theirs = shell(
            "analyze", self.path, "--time", "time_days", "--event", "event",
            "--arm", "arm", "--experimental", "TQB2102", "--stratum",
            "analysis_stratum", "--tests", "fh(0,1),maxcombo,rmst(300)",
            "--format", "json")
        self.assertEqual(self.from_file.stdout, theirs)
        self.assertEqual([row["test"] for row in self.from_file.rows],
                         ["logrank", "fh(0,1)", "maxcombo(fh(0,0),fh(0,1))",
                          "rmst(300)"])

    def test_is_the_replicates_z(self):
        final = self.trial.json["looks"][-1]
        self.assertAlmostEqual(self.from_file.rows[0]["z"], final["z"],
                               places=10)

    def test_rows_and_columns(self):
        rows = self.trial.rows
        columns = {key: [row[key] for row in rows] for key in rows[0]}
        for data in (rows, iter(rows), columns):
            ours = rehearse.analyze(data, **self.options)
            self.assertEqual(ours.stdout, self.from_file.stdout)
            self.assertTrue(ours.text.startswith("<data>"))
        columns["arm"] = columns["arm"][:-1]
        with self.assertRaises(ValueError):
            rehearse.analyze(columns, **self.options)

    def test_booleans_and_what_is_missing(self):
        rows = [{"t": 1.5, "e": True, "a": "x é"}, {"t": 2, "e": True, "a": 2},
                {"t": 3.0, "e": False, "a": "x é"}, {"t": None, "e": True,
                                                   "a": 2}]
        with self.assertWarnsRegex(rehearse.RehearseWarning, "<data>.*left"):
            ours = rehearse.analyze(rows, time="t", event="e", arm="a",
                                    experimental="x é")
        self.assertEqual((ours.json["n"], ours.json["left_out"]), (3, 1))

    def test_randomization_test(self):
        ours = rehearse.analyze(self.path, config=TRIAL, seed=3,
                                randomization_test=99, **self.options)
        theirs = shell_json(
            "analyze", self.path, "--time", "time_days", "--event", "event",
            "--arm", "arm", "--experimental", "TQB2102", "--stratum",
            "analysis_stratum", "--tests", "fh(0,1),maxcombo,rmst(300)",
            "--config", TRIAL, "--seed", 3, "--randomization-test", 99)
        self.assertEqual(ours.json, theirs)
        self.assertNotEqual(ours.json, self.from_file.json)

    @unittest.skipIf(pandas is None, "pandas isn't installed")
    def test_pandas(self):
        frame = self.trial.to_pandas()
        self.assertEqual(frame.shape[0], 246)
        self.assertEqual(frame["time_days"].tolist(),
                         [row["time_days"] for row in self.trial.rows])
        frame["event"] = frame["event"].astype(bool)
        frame["arm"] = frame["arm"].astype("category")
        ours = rehearse.analyze(frame, **self.options)
        self.assertEqual(ours.stdout, self.from_file.stdout)
        whole = rehearse.analyze(pandas.read_csv(
            self.path, float_precision="round_trip"), **self.options)
        self.assertEqual(whole.stdout, self.from_file.stdout)

    @unittest.skipUnless(pandas is None, "pandas is installed")
    def test_without_pandas(self):
        with self.assertRaisesRegex(ImportError, "pip install pandas"):
            self.trial.to_pandas()


class TestPublished(unittest.TestCase):
    def test_freireich(self):
        # Medians of 23 and 8 weeks: Freireich et al. (1963); chi-square 16.79
        # and log hazard ratio -1.572: survival's survdiff and coxph.
        with open(FREIREICH, encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        ours = rehearse.analyze(rows, time="time", event="event", arm="arm",
                                experimental="6-MP").json
        self.assertAlmostEqual(ours["logrank"]["chi_square"], 16.79294, 5)
        self.assertAlmostEqual(ours["cox"]["log_hazard_ratio"], -1.57213, 5)
        medians = {arm: km["median"]
                   for arm, km in ours["kaplan_meier"].items()}
        self.assertEqual(medians, {"6-MP": 23.0, "placebo": 8.0})


if __name__ == "__main__":
    unittest.main()
