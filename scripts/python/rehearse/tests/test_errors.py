"""Every failure is an exception that says what the shell says."""

import os
import sys
import unittest
from unittest import mock

import rehearse
from rehearse.messages import dotted, parse_messages
from tests.support import W1, TestInFolder, w1_dict


class TestConfigErrors(TestInFolder):
    def test_all_are_located(self):
        text = W1.read_text(encoding="utf-8")
        text = text.replace('median = "6.8 months"', "median = 6.8")
        text = text.replace("hazard_ratio = 0.60", "harzard_ratio = 0.60")
        path = self.file("bad é.toml", text)
        with self.assertRaises(rehearse.ConfigError) as caught:
            rehearse.power(path)
        lines = text.split("\n")
        unit, unknown = caught.exception.messages
        self.assertEqual((unit.file, unit.line, unit.column, unit.key),
                         (str(path), lines.index("median = 6.8") + 1, 10,
                          "endpoint.control.median"))
        self.assertEqual((unknown.line, unknown.column, unknown.key),
                         (lines.index("harzard_ratio = 0.60") + 1, 1,
                          "endpoint.effect"))
        self.assertIn("did you mean 'hazard_ratio'", unknown.text)
        self.assertEqual(caught.exception.returncode, 78)
        self.assertIn("2 errors", str(caught.exception))

    def test_of_a_dict_by_key(self):
        config = w1_dict()
        config["analysis"]["looks"][0]["events"] = "many"
        with self.assertRaises(rehearse.ConfigError) as caught:
            rehearse.check(config)
        (message,) = caught.exception.messages
        self.assertEqual((message.file, message.line, message.key),
                         ("<dict>", None, "analysis.looks[0].events"))

    def test_of_a_change(self):
        with self.assertRaises(rehearse.ConfigError) as caught:
            rehearse.design(W1, set={"trial.participants": "x: error: y"})
        (message,) = caught.exception.messages
        self.assertIsNone(message.file)
        self.assertIn("trial.participants", message.location)

    def test_syntax(self):
        path = self.file("broken.toml", "[trial\nid = 1\n")
        with self.assertRaises(rehearse.ConfigError) as caught:
            rehearse.check(path)
        (message,) = caught.exception.messages
        self.assertEqual((message.line, message.key), (1, None))

    def test_parsing(self):
        (message,) = parse_messages(
            "C:\\a b.toml:31:1: error: endpoint.effect: unknown key 'x'\n"
            "  x = 'a: error: b'\n  ^\n1 error\n")
        self.assertEqual((message.file, message.line, message.column),
                         ("C:\\a b.toml", 31, 1))
        self.assertEqual(dotted("/analysis/looks/0/a~1b"),
                         "analysis.looks[0].a/b")


class TestStatus(TestInFolder):
    def check(self, kind, status, function, *arguments, **options):
        with self.assertRaises(kind) as caught:
            function(*arguments, **options)
        self.assertEqual(caught.exception.returncode, status)
        return str(caught.exception)

    def test_each(self):
        text = self.check(rehearse.UsageError, 64, rehearse.power, W1,
                          replicates=-1)
        self.assertIn("--replicates", text)
        text = self.check(rehearse.InputMissing, 66, rehearse.power,
                          self.folder / "none.toml")
        self.assertIn("none.toml", text)
        self.check(rehearse.OutputError, 73, rehearse.power, W1, replicates=10,
                   out=self.file("file", "") / "folder")
        data = self.file("d.csv", "t,e,a\n1,7,x\n")
        self.check(rehearse.DataError, 65, rehearse.analyze, data, time="t",
                   event="e", arm="a", experimental="x")
        self.check(rehearse.UsageError, 64, rehearse.sweep, W1)

    def test_bad_values(self):
        with self.assertRaises(TypeError):
            rehearse.power(W1, set={"trial.id": None})
        with self.assertRaises(ValueError):
            rehearse.power(W1, out="")


class TestBinary(TestInFolder):
    def not_found(self, **options):
        with self.assertRaises(rehearse.BinaryNotFound) as caught:
            rehearse.check(W1, **options)
        return str(caught.exception)

    def test_order(self):
        right = os.environ.get("REHEARSE_BIN")
        wrong = str(self.folder / "none")
        self.assertIn("argument", self.not_found(binary=wrong))
        with mock.patch.dict(os.environ, REHEARSE_BIN=wrong):
            self.assertIn("REHEARSE_BIN", self.not_found())
            self.assertTrue(rehearse.check(W1, binary=right).text)

    @unittest.skipUnless(os.environ.get("REHEARSE_BIN"), "no REHEARSE_BIN")
    def test_path(self):
        right = os.path.abspath(os.environ["REHEARSE_BIN"])
        os.symlink(right, self.folder / "rehearse")
        with mock.patch.dict(os.environ, PATH=str(self.folder)):
            del os.environ["REHEARSE_BIN"]
            self.assertTrue(rehearse.check(W1).text)
        with mock.patch.dict(os.environ, PATH=""):
            del os.environ["REHEARSE_BIN"]
            self.assertIn("PATH", self.not_found())

    def test_wrong_kind(self):
        words = self.file("words", "no program")
        self.assertIn("no program", self.not_found(binary=words))
        words.chmod(0o755)
        self.assertIn("can't be run", self.not_found(binary=words))
        self.not_found(binary=self.folder)
        # A program, but another one.
        with self.assertRaises(rehearse.RehearseError):
            rehearse.power(W1, binary=sys.executable).json
        with self.assertRaisesRegex(rehearse.RehearseError, "no JSON"):
            rehearse.power(W1, binary="echo").json


if __name__ == "__main__":
    unittest.main()
