"""A forecast is the shell's, of data of every kind, and its figure shows it."""

import calendar
import csv
import datetime
import io
import json
import unittest

import rehearse
from rehearse import fan, plot
from tests.support import HAZARD_RATIO, TRIAL, TestInFolder, shell

try:
    import matplotlib.image
except ImportError:
    matplotlib = None
try:
    import pandas
except ImportError:
    pandas = None

START = datetime.date(2025, 7, 7)
CUTOFF = datetime.date(2026, 3, 14)  # day 250


def running_trial():
    """80 participants, one each third day; events after 30, …, 360 days."""
    rows = []
    for n in range(80):
        time, known = 30 * (1 + n % 12), 250 - 3 * n
        rows.append({"id": n, "site": 1 + n % 31, "dropout": False,
                     "randomized": START + datetime.timedelta(3 * n),
                     "time": min(time, known), "event": time <= known})
    return rows


def forecast(data=None, **options):
    return rehearse.forecast(TRIAL, data or running_trial(), cutoff=CUTOFF,
                             **{"futures": 500, **options})


class TestForecast(TestInFolder):
    def csv_file(self, rows):
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "event": int(row["event"]), "dropout": 0}
                         for row in rows)
        return self.file("data.csv", text.getvalue())

    def test_bytes_of_the_shell(self):
        path = self.csv_file(running_trial())
        theirs = ("forecast", TRIAL, "--data", path, "--cutoff", CUTOFF,
                  "--futures", 500, "--by", "2026-12-31", "--milestones",
                  "events 60, participants 246", "--parameters", "normal",
                  "--set", f"{HAZARD_RATIO}=0.7", "--seed", 5, "--need",
                  "participants 246 by 2026-12-31", "--enrolment", "poisson")
        options = {"by": datetime.date(2026, 12, 31), "parameters": "normal",
                   "milestones": ["events 60", "participants 246"],
                   "set": {HAZARD_RATIO: 0.7}, "seed": 5,
                   "need": "participants 246 by 2026-12-31",
                   "enrolment": "poisson"}
        ours = forecast(**options)
        self.assertEqual(ours.stdout, shell(*theirs, "--format", "json"))
        self.assertEqual(forecast(path, **options).stdout, ours.stdout)
        # Lines break where the file's name is another.
        self.assertEqual(
            ours.text.split(),
            shell(*theirs).decode().replace(str(path), "<data>").split())

    def test_rows(self):
        ours = forecast(milestones="events 60, participants 246",
                        by=["2026-12-31", "2027-12-31"])
        whole = ours.json
        for row, one in zip(ours.rows, whole["milestones"]):
            self.assertEqual(row["name"], one["name"])
            self.assertEqual(row["date_q05"].isoformat(), one["date"]["q05"])
            self.assertEqual(
                (row["probability_by_2026-12-31"],
                 row["probability_by_ci95_2027-12-31_upper"]),
                (one["probability_by"]["2026-12-31"],
                 one["probability_by_ci95"]["2027-12-31"][1]))
        self.assertEqual([row["events_q95"] for row in ours.by_month],
                         [row["events"]["q95"] for row in whole["by_month"]])
        self.assertEqual(ours.estimates[0]["se"], next(iter(
            whole["models"][0]["parameters"].values()))["se"])
        self.assertEqual([row["weight"] for row in ours.models],
                         [model["weight"] for model in whole["models"]])
        self.assertEqual((ours.cutoff, ours.changes, ours.calibration),
                         (CUTOFF, None, []))

    def test_observed_is_a_count_of_the_data(self):
        rows, observed = running_trial(), forecast().observed
        self.assertEqual(len(observed), 9)
        for month in observed:
            year, number = map(int, month["month"].split("-"))
            end = min(CUTOFF, datetime.date(
                year, number, calendar.monthrange(year, number)[1]))
            self.assertEqual(month["date"], end)
            self.assertEqual(month["participants"],
                             sum(row["randomized"] <= end for row in rows))
            self.assertEqual(month["events"], sum(
                row["event"] and row["randomized"] +
                datetime.timedelta(row["time"]) <= end for row in rows))

    def test_columns_and_rows(self):
        rows = [{**row, "time": row["time"] + 1} for row in running_trial()]
        plain = forecast(rows, time_origin=1)
        data = [{"who": row["id"], "where": row["site"], "kind": "PFS",
                 "when": row["randomized"], "days": row["time"],
                 "happened": row["event"], "left": False} for row in rows]
        data += [{**row, "kind": "OS"} for row in data]
        ours = forecast(data, time_origin=1, where={"kind": ["PFS"]}, columns={
            "id": "who", "site": "where", "randomized": "when",
            "time": "days", "event": "happened", "dropout": "left"})
        self.assertEqual(ours.stdout, plain.stdout)
        adam = [{"USUBJID": row["id"], "SITEID": row["site"],
                 "RANDDT": row["randomized"], "CNSR": int(not row["event"]),
                 "AVAL": row["time"], "dropout": False} for row in rows]
        self.assertEqual(forecast(adam, adam=True, time_origin=1).stdout,
                         plain.stdout)
        with_arms = [{**row, "arm": ("T-DM1", "TQB2102")[row["id"] % 2]}
                     for row in running_trial()]
        self.assertFalse(forecast(with_arms, unblinded=True).json["blinded"])
        with self.assertRaisesRegex(ValueError, "'who' is no column"):
            forecast(columns={"who": "id"})

    @unittest.skipIf(pandas is None, "pandas isn't installed")
    def test_pandas(self):
        frame = pandas.DataFrame(running_trial())
        frame["randomized"] = pandas.to_datetime(frame["randomized"])
        ours = rehearse.forecast(TRIAL, frame, futures=500,
                                 cutoff=pandas.Timestamp(CUTOFF))
        self.assertEqual(ours.stdout, forecast().stdout)

    def test_changes(self):
        day = datetime.date(2026, 1, 31)
        early = []
        for row in running_trial():
            known = (day - row["randomized"]).days
            if known >= 0:
                early.append({**row, "time": min(row["time"], known),
                              "event": row["event"] and row["time"] <= known})
        before = rehearse.forecast(TRIAL, early, cutoff=day, futures=500)
        after = forecast(previous=before)
        self.assertEqual(after.changes["previous"], "<previous>")
        self.assertEqual(after.changes["days"], 42)
        self.assertEqual(after.changes["participants"]["before"], len(early))
        path = self.folder / "before.json"
        path.write_bytes(before.stdout)
        from_file = forecast(previous=path).changes
        self.assertEqual({**from_file, "previous": "<previous>"},
                         after.changes)

    def test_calibration_and_progress(self):
        seen = []
        ours = rehearse.forecast(TRIAL, calibrate=True, trials=10, futures=200,
                                 progress=seen.append)
        self.assertEqual([row["at"] for row in ours.rows], [0.25, 0.5, 0.75])
        self.assertEqual(ours.rows[0]["coverage_q90"],
                         ours.json["calibration"][0]["coverage"]["q90"])
        self.assertEqual((seen[-1].done, seen[-1].total), (10, 10))
        with self.assertRaisesRegex(ValueError, "calibration alone"):
            plot.forecast_fan(ours)

    def test_faults_are_located(self):
        data = running_trial()
        data[2]["randomized"] = datetime.date(2026, 3, 15)
        with self.assertRaisesRegex(rehearse.DataError, "^<data>:4:"):
            forecast(data)
        with self.assertRaises(rehearse.UsageError):
            rehearse.forecast(TRIAL)


class TestHeights(unittest.TestCase):
    def test_apart(self):
        self.assertEqual(fan.spread_out([10, 50, 90], 100, 0.2), [10, 50, 90])
        self.assertEqual(fan.spread_out([50, 50, 60], 100, 0.2), [50, 70, 90])
        self.assertEqual(fan.spread_out([95, 98, 100], 100, 0.2),
                         [60, 80, 100])


@unittest.skipIf(matplotlib is None, "matplotlib isn't installed")
class TestFigure(TestInFolder):
    @classmethod
    def setUpClass(cls):
        cls.forecast = forecast(milestones="events 20, events 60")
        (cls.axes,) = plot.forecast_fan(cls.forecast).axes

    def test_shows_the_numbers(self):
        known, ahead = self.axes.get_lines()[2:4]  # of events
        self.assertEqual(list(known.get_ydata()), [0, *(
            month["events"] for month in self.forecast.observed)])
        self.assertEqual(known.get_xdata()[0], datetime.date(2025, 7, 1))
        self.assertEqual(known.get_xdata()[-1], CUTOFF)
        means = [month["events_mean"] for month in self.forecast.by_month]
        count = len(ahead.get_ydata()) - 1
        self.assertGreater(count, 2)
        self.assertEqual(list(ahead.get_ydata())[1:], means[:count])
        band = {round(y, 6) for _, y in
                self.axes.collections[1].get_paths()[0].vertices}
        for month in self.forecast.by_month[:count]:
            self.assertIn(round(month["events_q05"], 6), band)
            self.assertIn(round(month["events_q95"], 6), band)

    def test_milestones(self):
        reached, ahead = self.forecast.milestones
        texts = [text.get_text() for text in self.axes.texts]
        self.assertEqual(texts, [
            "data cut-off 2026-03-14",
            f"events 20:\nreached {reached['date_median']}",
            f"events 60: {ahead['date_median']}\n{ahead['date_q05']} to "
            f"{ahead['date_q95']}"])
        points = [line for line in self.axes.get_lines()
                  if line.get_marker() == "o"]
        self.assertEqual([line.get_xdata()[0] for line in points],
                         [reached["date_median"], ahead["date_median"]])

    def test_words(self):
        self.assertEqual(self.axes.get_xlabel(), "Date [year-month]")
        self.assertEqual(self.axes.get_ylabel(),
                         "Participants, events [number]")
        caption = " ".join(
            plot.forecast_fan(self.forecast)._supxlabel.get_text().split())
        for words in ("NCT07008976. 80 participants", "blinded", "500 futures",
                      "seed 20250707",
                      self.forecast.json["config_sha256"][:12]):
            self.assertIn(words, caption)

    def test_never(self):
        whole = json.loads(self.forecast.stdout)
        whole["milestones"][1]["date"].update(q90=None, q95=None)
        path = self.file("fan.json", json.dumps(whole))
        (axes,) = plot.forecast_fan(path).axes
        self.assertRegex(axes.texts[-1].get_text(), "or later$")
        self.assertEqual([line.get_marker() for line in axes.get_lines()
                          ].count(">"), 1)
        with self.assertRaisesRegex(ValueError, "is no forecast"):
            plot.forecast_fan(self.file("other.json", "[1]"))

    def test_png_is_not_blank(self):
        out = self.folder / "run"
        forecast(out=out)
        path = self.folder / "fan.png"
        plot.save(plot.forecast_fan(out), path)
        pixels = matplotlib.image.imread(path)[:, :, :3]
        self.assertEqual(pixels.shape, (1290, 1890, 3))
        self.assertGreater((pixels.sum(axis=2) < 2.7).mean(), 0.02)


if __name__ == "__main__":
    unittest.main()
