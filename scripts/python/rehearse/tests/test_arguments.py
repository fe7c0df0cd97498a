"""Every argument reaches the command line, and nothing else does."""

import json
import unittest

import rehearse
from tests.support import W1, TestInFolder


class TestArguments(TestInFolder):
    def arguments(self, function, *arguments, **options):
        program = self.program(
            "import json, sys\nprint(json.dumps(sys.argv[1:]))")
        return function(*arguments, binary=program, **options).json

    def check(self, expected, function, *arguments, **options):
        self.assertEqual(self.arguments(function, *arguments, **options),
                         expected + ["--format=json"])

    def test_power(self):
        self.check(["power", str(W1)], rehearse.power, W1)
        self.check(["power", str(W1), "--set", "a.b=1", "--set", 'c="d"',
                    "--seed=3", "--replicates=100000", "--threads=2",
                    "--out=a b", "--replicate-data=./-"],
                   rehearse.power, W1, set={"a.b": 1, "c": "d"}, seed=3,
                   replicates=1e5, threads=2, out="a b", replicate_data="-")

    def test_progress(self):
        self.assertEqual(self.arguments(rehearse.power, "-c", progress=print),
                         ["power", "./-c", "--format=json", "--progress=json"])

    def test_sweep(self):
        self.check(["sweep", "c", "--threads=1", "--vary", "k=1,2", "--vary",
                    "l=3:4:1", "--zip", "k", "--zip", "l", "--reference", "k=1",
                    "--precision=0.001", "--shard=1/2", "--out=o"],
                   rehearse.sweep, "c", {"k": [1, 2.0], "l": "3:4:1"},
                   zip=["k", "l"], reference={"k": 1.0}, precision=0.001,
                   shard="1/2", threads=1, out="o")

    def test_simulate(self):
        self.check(["simulate", "c", "--seed=2", "--replicate=4",
                    "--look=a b"], rehearse.simulate, "c", 4, look="a b",
                   seed=2)
        self.check(["simulate", "c", "--replicates=3-9"], rehearse.simulate,
                   "c", replicates=range(3, 10))
        self.check(["simulate", "c", "--replicate=7"], rehearse.simulate, "c",
                   replicate=7)
        for wrong in (range(0, 9, 2), range(3, 3)):
            with self.assertRaises(ValueError):
                rehearse.simulate("c", wrong)

    def test_planning(self):
        self.check(["design", "c", "--interim-z=-0.5", "--look=interim", "--events=98",
                    "--out=o"], rehearse.design, "c", z=-0.5, look="interim",
                   events=98, out="o")
        self.check(["design", "c", "--interim-hazard-ratio=0.8"],
                   rehearse.design, "c", hazard_ratio=0.8)
        self.check(["size", "c", "--power=0.8", "--solve=rate", "--out=o"],
                   rehearse.size, "c", 0.8, solve="rate", out="o")

    def test_randomize(self):
        self.check(["randomize", "c", "--seed=1", "--dummy", "--site-view",
                    "--arrivals=a.csv"], rehearse.randomize, "c", seed=1,
                   dummy=True, site_view=True, arrivals="a.csv")

    def test_analyze(self):
        self.check(["analyze", "d.csv", "--time=t", "--event=e", "--arm=a",
                    "--experimental=1", "--stratum", "s", "--stratum", "u",
                    "--tests=gehan,rmst(12)", "--ties=exact",
                    "--conf-type=log", "--order=o", "--randomization-test=99",
                    "--seed=2", "--config=c"], rehearse.analyze, "d.csv",
                   time="t", event="e", arm="a", experimental=1,
                   strata=["s", "u"], tests=["gehan", "rmst(12)"],
                   ties="exact", conf_type="log", order="o",
                   randomization_test=99, seed=2, config="c")

    def test_forecast(self):
        self.check(["forecast", "c", "--set", "a=1", "--seed=2",
                    "--cutoff=2026-11-30", "--id=USUBJID", "--last-scan=l",
                    "--where=P=PFS", "--where=Q=1", "--where=Q=2",
                    "--time-origin=1", "--milestones=events 1, events 2",
                    "--by=2027-01-31", "--need=events 1 by 2027-01-31",
                    "--parameters=fixed", "--average=aic",
                    "--enrolment=sites", "--reader=irc", "--futures=10000",
                    "--trials=20", "--adam", "--unblinded", "--calibrate",
                    "--threads=1", "--data=d.csv", "--previous=p.json"],
                   rehearse.forecast, "c", "d.csv", set={"a": 1}, seed=2,
                   cutoff="2026-11-30", columns={"id": "USUBJID",
                                                 "last_scan": "l"},
                   where={"P": "PFS", "Q": [1, 2]}, time_origin=1,
                   milestones=["events 1", "events 2"], by="2027-01-31",
                   need=["events 1 by 2027-01-31"], parameters="fixed",
                   average="aic", enrolment="sites", reader="irc",
                   futures=1e4, trials=20, adam=True, unblinded=True,
                   calibrate=True, threads=1, previous="p.json")
        self.assertEqual(
            self.arguments(rehearse.forecast, "c", out="o", progress=print),
            ["forecast", "c", "--format=json", "--out=o", "--progress=json"])

    def test_a_dict_is_json(self):
        program = self.program("""
import json, sys
print(json.dumps({"read": json.load(open(sys.argv[2], encoding="utf-8"))}))
""")
        config = {"trial": {"title": "é", "participants": 246},
                  "sites": {"file": "a.csv"}}
        ours = rehearse.power(config, binary=program, folder="/b").json
        config["sites"]["file"] = "/b/a.csv"
        self.assertEqual(ours, {"read": json.loads(json.dumps(config))})


if __name__ == "__main__":
    unittest.main()
