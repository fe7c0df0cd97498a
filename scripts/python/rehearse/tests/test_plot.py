"""Figures show the numbers, name their units, and aren't blank."""

import re
import subprocess
import sys
import unittest

import rehearse
from rehearse import plot
from rehearse.labels import name_of, scale_of
from tests.support import HAZARD_RATIO, MEDIAN, W1, TestInFolder

try:
    import matplotlib.colors
    import matplotlib.image
except ImportError:
    matplotlib = None

SWEEP = {HAZARD_RATIO: [0.7, 0.5, 0.6], MEDIAN: ["10 months", "6.8 months"]}


class TestLabels(unittest.TestCase):
    def test_units(self):
        months = scale_of(MEDIAN, ["5 months", "6.8 months"])
        self.assertEqual((months.label, months.numbers, months.texts),
                         ("Median, control arm [months]", [5, 6.8],
                          ["5", "6.8"]))
        mixed = scale_of("enrolment.duration",
                         ["1 year", '"12 months"', "365.25 days"])
        self.assertEqual((mixed.label, mixed.numbers),
                         ("Duration of enrolment [years]", [1, 1, 1]))
        self.assertEqual(mixed.texts, ["1 year", "12 months", "365.25 days"])
        self.assertIsNone(scale_of("test", ["logrank", 3]).numbers)

    def test_names(self):
        self.assertEqual(name_of(HAZARD_RATIO),
                         "Hazard ratio, experimental / control")
        self.assertEqual(name_of("analysis.looks[1].events"),
                         "Planned events at look 2 [number]")
        self.assertEqual(name_of("size.power"), "Power (size.power)")


@unittest.skipIf(matplotlib is None, "matplotlib isn't installed")
class TestFigure(TestInFolder):
    @classmethod
    def setUpClass(cls):
        cls.sweep = rehearse.sweep(W1, SWEEP, replicates=1000)

    def curve(self, x=HAZARD_RATIO, **options):
        return plot.power_curve(self.sweep, x, **options)

    def test_shows_the_numbers(self):
        (axes,) = self.curve(colour=MEDIAN).axes
        for line, band, median in zip(axes.get_lines(), axes.collections,
                                      ["6.8 months", "10 months"]):
            rows = sorted((row for row in self.sweep.rows
                           if row[MEDIAN] == median),
                          key=lambda row: row[HAZARD_RATIO])
            self.assertEqual(list(line.get_xdata()), [0.5, 0.6, 0.7])
            self.assertEqual(list(line.get_ydata()),
                             [row["power"] for row in rows])
            (path,) = band.get_paths()
            for row in rows:
                ends = {round(y, 9) for x, y in path.vertices
                        if x == row[HAZARD_RATIO]}
                half = 1.96 * row["power_mcse"]
                self.assertEqual(ends, {
                    round(row["power"] - half, 9),
                    round(min(1.0, row["power"] + half), 9)})

    def test_words(self):
        figure = self.curve(colour=MEDIAN)
        (axes,) = figure.axes
        self.assertEqual(axes.get_xlabel(),
                         "Hazard ratio, experimental / control")
        self.assertEqual(axes.get_ylabel(), "Power [probability]")
        legend = axes.get_legend()
        self.assertEqual(legend.get_title().get_text(),
                         "Median, control arm [months]")
        self.assertEqual([one.get_text() for one in legend.get_texts()],
                         ["6.8", "10"])
        caption = " ".join(figure._supxlabel.get_text().split())
        for words in ("W1.", "1,000 replicates", "seed 1,",
                      self.sweep.json["sweep_sha256"][:12]):
            self.assertIn(words, caption)

    def test_png_is_not_blank(self):
        path = self.folder / "power é.png"
        plot.save(self.curve(colour=MEDIAN), path)
        pixels = matplotlib.image.imread(path)[:, :, :3]
        self.assertEqual(pixels.shape, (1290, 1890, 3))
        colours = {tuple(colour) for colour in pixels.reshape(-1, 3).tolist()}
        self.assertGreater(len(colours), 100)
        for shade in ("#0072B2", "#D55E00"):  # a curve of each colour
            wanted = matplotlib.colors.to_rgb(shade)
            near = abs(pixels - wanted).max(axis=2) < 0.01
            self.assertGreater(near.sum(), 500)
            self.assertGreater(near.any(axis=0).mean(), 0.5)  # across it

    def test_places(self):
        sweep = rehearse.sweep(W1, {"analysis.test": ["logrank", "fh(0,1)"],
                                    HAZARD_RATIO: [0.6, 0.7]}, replicates=300)
        (axes,) = plot.power_curve(sweep, "analysis.test",
                                   colour=HAZARD_RATIO).axes
        self.assertEqual([one.get_text() for one in axes.get_xticklabels()],
                         ["logrank", "fh(0,1)"])
        first, second = axes.get_lines()
        self.assertFalse(set(first.get_xdata()) & set(second.get_xdata()))
        # `test` moves with analysis.test, so either names the cells.
        self.assertTrue(plot.power_curve(sweep, HAZARD_RATIO, colour="test"))

    def test_what_cannot_be_drawn(self):
        with self.assertRaisesRegex(ValueError, MEDIAN + " varies too"):
            self.curve()
        with self.assertRaisesRegex(ValueError, "isn't varied"):
            self.curve("trial.participants")
        with self.assertRaisesRegex(ValueError, "no cell has"):
            self.curve(where={MEDIAN: "3 months"})
        self.assertTrue(self.curve(where={MEDIAN: "10 months"}))
        self.assertTrue(self.curve(MEDIAN, where={HAZARD_RATIO: "0.70"}))
        with self.assertRaises(ValueError):
            plot.save(self.curve(colour=MEDIAN), self.folder / "power.gif")


@unittest.skipIf(matplotlib is None, "matplotlib isn't installed")
class TestCommand(TestInFolder):
    def plot(self, *arguments):
        return subprocess.run(
            [sys.executable, "-m", "rehearse.plot", *map(str, arguments)],
            env=self.environment(), stderr=subprocess.PIPE)

    def test_files(self):
        out = self.folder / "sweep"
        rehearse.sweep(W1, SWEEP, replicates=500, out=out)
        axes = ("--x", HAZARD_RATIO, "--colour", MEDIAN, "--out")
        starts = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}
        for kind, start in starts.items():
            path = self.folder / f"figure.{kind}"
            ran = self.plot(out / "table.csv", *axes, path)
            self.assertEqual((ran.returncode, ran.stderr), (0, b""))
            self.assertTrue(path.read_bytes().startswith(start))
        svg = path.read_text(encoding="utf-8")
        for words in ("Hazard ratio, experimental / control", "seed 1,",
                      "[months]", "Power [probability]"):
            self.assertIn(words, svg)
        again = self.folder / "again.svg"
        self.plot(out, *axes, again)
        self.assertEqual(again.read_text(encoding="utf-8"), svg)

    def test_a_table_alone(self):
        out = self.folder / "sweep"
        rehearse.sweep(W1, SWEEP, replicates=500, out=out)
        table = self.folder / "mine.csv"
        table.write_bytes((out / "table.csv").read_bytes())
        figure = plot.power_curve(table, HAZARD_RATIO, colour=MEDIAN)
        self.assertRegex(figure._supxlabel.get_text(),
                         re.compile(r"table\s[0-9a-f]{12}\."))

    def test_faults(self):
        table = self.file("no.csv", "a,b\n1,2\n")
        axes = ("--x", HAZARD_RATIO, "--out", self.folder / "f.png")
        for status, arguments in [
                (64, [table]), (65, [table, *axes]),
                (65, [sys.executable, *axes]),
                (66, [self.folder / "none.csv", *axes])]:
            ran = self.plot(*arguments)
            self.assertEqual(ran.returncode, status, ran.stderr)
            self.assertNotIn(b"Traceback", ran.stderr)


class TestWithout(TestInFolder):
    @unittest.skipUnless(matplotlib is None, "matplotlib is installed")
    def test_matplotlib(self):
        sweep = rehearse.sweep(W1, {HAZARD_RATIO: [0.6]}, replicates=500)
        with self.assertRaisesRegex(ImportError, "pip install matplotlib"):
            plot.power_curve(sweep, HAZARD_RATIO)


if __name__ == "__main__":
    unittest.main()
