"""Every number is the shell's."""

import csv
import io
import json
import pickle
import unittest

import rehearse
from tests.support import (HAZARD_RATIO, MEDIAN, TRIAL, W1, TestInFolder,
                           shell, shell_json, w1_dict)


def csv_rows(text):
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"))))


class TestPower(TestInFolder):
    def test_bytes_of_the_shell(self):
        ours = rehearse.power(TRIAL, replicates=3000, seed=7)
        theirs = shell("power", TRIAL, "--replicates", 3000, "--seed", 7,
                       "--format", "json")
        self.assertEqual(ours.stdout, theirs)
        parsed = json.loads(theirs)
        self.assertEqual(ours.json, parsed)
        self.assertEqual(ours.power, parsed["power"]["estimate"])
        self.assertEqual(ours.mcse, parsed["power"]["mcse"])
        self.assertEqual(list(ours.ci95), parsed["power"]["ci95"])

    def test_rows_are_the_csvs_numbers(self):
        change = {"analysis.also_tests": ["fh(0,1)", "maxcombo"]}
        ours = rehearse.power(TRIAL, replicates=300, set=change).rows
        theirs = csv_rows(shell(
            "power", TRIAL, "--replicates", 300, "--format", "csv", "--set",
            'analysis.also_tests=["fh(0,1)","maxcombo"]'))
        self.assertEqual(len(theirs), 6)
        for mine, shells in zip(ours, theirs):
            self.assertEqual((mine["test"], mine["name"]),
                             (shells["test"], shells["look"]))
            for key in ("reject", "cumulative_reject", "z_mean"):
                self.assertEqual(mine[key], float(shells[key]))

    def test_text_is_the_table(self):
        ours = rehearse.power(W1, replicates=1e3, threads=1)
        self.assertEqual(ours.text.encode(),
                         shell("power", W1, "--replicates", 1000))

    def test_seeds(self):
        large = 2**64 - 1
        words = "0123456789abcdef" * 4
        for seed in (0, large, words):
            with self.subTest(seed=seed):
                ours = rehearse.power(W1, replicates=1000, seed=seed)
                self.assertEqual(str(ours.json["seed"]), str(seed))

    def test_files(self):
        out = self.folder / "run"
        data = self.folder / "replicates.csv"
        ours = rehearse.power(W1, replicates=50, out=out, replicate_data=data)
        self.assertEqual(json.loads((out / "summary.json").read_bytes()),
                         ours.json)
        self.assertEqual(len(csv_rows(data.read_bytes())), 50)

    def test_progress(self):
        reports = []
        ours = rehearse.power(W1, replicates=60_000, progress=reports.append)
        self.assertEqual(reports[-1].done, 60_000)
        self.assertTrue(all(one.total == 60_000 for one in reports))
        self.assertEqual(sorted(one.seconds for one in reports),
                         [one.seconds for one in reports])
        self.assertEqual(ours.stderr, "")

    def test_a_result_survives_pickling(self):
        ours = rehearse.power(W1, replicates=1000)
        again = pickle.loads(pickle.dumps(ours))
        self.assertEqual(again, ours)
        self.assertEqual(again.text, ours.text)

    def test_warnings(self):
        with self.assertWarnsRegex(rehearse.RehearseWarning, "trigger") as seen:
            ours = rehearse.power(W1, replicates=500,
                                  set={"analysis.looks[0].events": 240})
        self.assertEqual(seen.filename, __file__)
        # The config's, that so many events are rare, and the result's.
        self.assertEqual([one.severity for one in ours.warnings],
                         ["warning", "warning"])


class TestSweep(TestInFolder):
    def test_bytes_of_the_shell(self):
        ours = rehearse.sweep(
            W1, {HAZARD_RATIO: [0.6, 1.0], MEDIAN: ["6 months", "6.8 months"]},
            reference={HAZARD_RATIO: 1, MEDIAN: "6.8 months"}, replicates=1000)
        theirs = shell("sweep", W1, "--vary", HAZARD_RATIO + "=0.6,1", "--vary",
                       MEDIAN + "=6 months,6.8 months", "--reference",
                       HAZARD_RATIO + "=1", "--reference",
                       MEDIAN + "=6.8 months", "--replicates", 1000, "--format",
                       "json")
        self.assertEqual(ours.stdout, theirs)
        self.assertEqual(ours.keys, [HAZARD_RATIO, MEDIAN])
        first = ours.rows[0]
        self.assertEqual((first[HAZARD_RATIO], first[MEDIAN]),
                         (0.6, "6 months"))
        self.assertEqual(first["power"],
                         json.loads(theirs)["cells"][0]["power"])

    def test_ranges_zip_and_tests(self):
        ours = rehearse.sweep(
            W1, {HAZARD_RATIO: "0.5:0.6:0.1", "analysis.test":
                 ["logrank", "fh(0,1)"]}, zip=[HAZARD_RATIO, "analysis.test"],
            replicates=500)
        self.assertEqual([(row[HAZARD_RATIO], row["test"])
                          for row in ours.rows],
                         [(0.5, "logrank"), (0.6, "fh(0,1)")])

    def test_precision(self):
        ours = rehearse.sweep(W1, {HAZARD_RATIO: [0.6]}, replicates=1000,
                              precision=0.005)
        self.assertGreater(ours.rows[0]["replicates"], 1000)
        self.assertLessEqual(ours.rows[0]["power_mcse"], 0.005)

    def test_shards(self):
        parts = [rehearse.sweep(W1, {HAZARD_RATIO: [0.5, 0.6, 0.7]},
                                shard=f"{i}/2", replicates=500,
                                out=self.folder / f"part {i}").rows
                 for i in (1, 2)]
        whole = rehearse.sweep(W1, {HAZARD_RATIO: [0.5, 0.6, 0.7]},
                               replicates=500).rows
        self.assertEqual(sorted(parts[0] + parts[1],
                                key=lambda row: row["cell"]), whole)


class TestOthers(unittest.TestCase):
    def test_design(self):
        ours = rehearse.design(TRIAL, hazard_ratio=0.8)
        self.assertEqual(ours.json,
                         shell_json("design", TRIAL, "--interim-hazard-ratio",
                                    0.8))
        self.assertEqual(ours.rows[1]["stopping_reject"],
                         ours.json["looks"][1]["stopping"]["reject"])

    def test_size(self):
        ours = rehearse.size(TRIAL, 0.8, solve="events")
        self.assertEqual(ours.json, shell_json("size", TRIAL, "--power", 0.8,
                                               "--solve", "events"))
        self.assertEqual(ours.participants, 246)
        self.assertEqual(ours.rows[-1]["events"], ours.events)

    def test_several_replicates(self):
        several = rehearse.simulate(W1, range(3, 6))
        self.assertEqual({row["replicate"] for row in several.rows}, {3, 4, 5})
        self.assertEqual(list(several.rows[0])[0], "replicate")
        alone = rehearse.simulate(W1, 4)
        self.assertEqual(
            [{"replicate": 4, **row} for row in alone.rows],
            [row for row in several.rows if row["replicate"] == 4])
        self.assertEqual(several.text.partition(",")[0], "replicate")

    def test_long_rows(self):
        power = rehearse.power(TRIAL, replicates=200)
        long = {(row["look"], row["quantity"], row["arm"], row["statistic"]):
                row["value"] for row in power.long_rows}
        self.assertEqual(len(long), len(power.long_rows))
        final = power.json["looks"][1]
        self.assertEqual(long["final", "events", "T-DM1", "q95"],
                         final["events_by_arm"]["T-DM1"]["q95"])
        self.assertEqual(long["final", "hazard_ratio", None, "geometric_mean"],
                         final["hazard_ratio"]["geometric_mean"])
        self.assertEqual(long["interim", "reject", None, None],
                         power.json["looks"][0]["reject"])
        trials = rehearse.simulate(W1, range(2))
        self.assertEqual([row["value"] for row in trials.long_rows
                          if row["quantity"] == "z"],
                         [look["z"] for look in trials.json["looks"]])
        self.assertEqual(list(trials.long_rows[0])[:2], ["replicate", "look"])

    def test_simulate(self):
        ours = rehearse.simulate(TRIAL, 7, look="interim")
        arguments = ("simulate", TRIAL, "--replicate", 7, "--look", "interim")
        self.assertEqual(ours.json, shell_json(*arguments))
        self.assertEqual(ours.text.encode(), shell(*arguments))
        self.assertEqual(len(ours.rows), 246)

    def test_randomize(self):
        ours = rehearse.randomize(TRIAL, dummy=True, seed=5)
        arguments = ("randomize", TRIAL, "--dummy", "--seed", 5)
        self.assertEqual(ours.json, shell_json(*arguments))
        self.assertEqual(ours.text.encode(), shell(*arguments))
        self.assertIsInstance(ours.rows[0]["block_size"], int)
        self.assertIsNone(ours.rows[0]["site_id"])

    def test_lists_are_drawn_anew_and_sites_see_no_arm(self):
        with_seeds = [rehearse.randomize(W1) for _ in range(2)]
        self.assertNotEqual(with_seeds[0].rows, with_seeds[1].rows)
        self.assertIn("256 bits", with_seeds[0].stderr)
        self.assertRegex(repr(with_seeds[0]), r"^<rehearse.\w+: \d+ rows>$")
        with self.assertWarnsRegex(rehearse.RehearseWarning, "64 bits"):
            view = rehearse.randomize(W1, site_view=True, seed=5)
        self.assertNotIn("arm", view.rows[0])

    def test_check(self):
        ours = rehearse.check(TRIAL)
        self.assertEqual(ours.text.encode(), shell("check", TRIAL))
        self.assertEqual(ours.warnings, [])


class TestConfigs(TestInFolder):
    def test_a_dict_is_as_its_file(self):
        before = w1_dict()
        ours = rehearse.power(before, replicates=1000)
        self.assertEqual(ours.stdout,
                         rehearse.power(W1, replicates=1000).stdout)
        self.assertEqual(before, w1_dict())
        before["trial"]["id"] = "another"  # what was run is what is shown
        self.assertIn("W1", ours.text)

    def test_paths_in_a_dict(self):
        self.file("sites.csv", "site_id,weight\nA,1\nB,3\n")
        config = {**w1_dict(), "sites": {"file": "sites.csv"}}
        path = self.file("trial.json", json.dumps(config))
        ours = rehearse.power(config, folder=self.folder, replicates=500)
        self.assertEqual(ours.stdout,
                         rehearse.power(path, replicates=500).stdout)
        with self.assertRaises(rehearse.ConfigError):
            rehearse.power(config, replicates=500)
        with self.assertRaises(ValueError):
            rehearse.power(path, folder=self.folder)

    def test_changes(self):
        change = {HAZARD_RATIO: 0.65, MEDIAN: "7 months",
                  "analysis.looks[0].events": 150,
                  "randomization.block_sizes": [2, 4],
                  "trial.title": 'of "A", é = [1]',
                  "enrolment.rates": [{"per_month": 12.5}]}
        config = w1_dict()
        config["endpoint"]["effect"]["hazard_ratio"] = 0.65
        config["endpoint"]["control"]["median"] = "7 months"
        config["analysis"]["looks"][0]["events"] = 150
        config["randomization"]["block_sizes"] = [2, 4]
        config["trial"]["title"] = 'of "A", é = [1]'
        config["enrolment"]["rates"] = [{"per_month": 12.5}]
        self.assertEqual(rehearse.power(W1, set=change, replicates=500).stdout,
                         rehearse.power(config, replicates=500).stdout)

    def test_odd_names(self):
        path = self.file("-trial = é.toml", W1.read_text(encoding="utf-8"))
        self.assertEqual(rehearse.power(path, replicates=500).stdout,
                         rehearse.power(W1, replicates=500).stdout)


if __name__ == "__main__":
    unittest.main()
