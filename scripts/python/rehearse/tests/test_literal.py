"""Python's values as the command line reads them."""

import datetime
import decimal
import fractions
import unittest

from rehearse.literal import axis, plain, step, toml


class TestToml(unittest.TestCase):
    def test_values(self):
        for value, text in [
                (True, "true"), (3, "3"), (0.1 + 0.2, "0.30000000000000004"),
                (1.0, "1.0"), (1e-300, "1e-300"),
                ("6.8 months", '"6.8 months"'),
                ('a "b" \\ é\n', '"a \\"b\\" \\\\ é\\n"'),
                (["a", 1], '["a", 1]'),
                ((2, 4), "[2, 4]"), ([], "[]"),
                ({"per_month": 2.5, "a b": [1]},
                 '{per_month = 2.5, "a b" = [1]}'),
                (datetime.date(2025, 7, 7), '"2025-07-07"'),
                (fractions.Fraction(1, 4), "0.25")]:
            with self.subTest(value=value):
                self.assertEqual(toml(value), text)

    def test_others_are_refused(self):
        for value in (None, object(), b"bytes", decimal.Decimal("0.6")):
            with self.subTest(value=value), self.assertRaises(TypeError):
                toml(value)

    def test_numpy(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("numpy isn't installed")
        self.assertEqual(toml(numpy.float64(0.65)), "0.65")
        self.assertEqual(toml(numpy.array([2, 4])), "[2, 4]")
        self.assertIs(plain(numpy.bool_(True)), True)
        self.assertEqual(axis("k", numpy.array([0.5, 0.6])), "k=0.5,0.6")


class TestVaried(unittest.TestCase):
    def test_values(self):
        for value, text in [
                (0.6, "0.6"), (1.0, "1"), (1e300, "1e+300"), (True, "true"),
                ("6 months", "6 months"), ("fh(0,1)", "fh(0,1)"),
                ("maxcombo(fh(0,0),fh(0,1))", "maxcombo(fh(0,0),fh(0,1))"),
                ("lan-demets-pocock", "lan-demets-pocock"), ("true", '"true"'),
                ("2", '"2"'), ("a,b", '"a,b"'), ("1:2:3", '"1:2:3"'),
                ("f)(", '"f)("'), ("a ", '"a "'), ("2+", '"2+"'), ("", '""'),
                ([2, 4], "[2, 4]")]:
            with self.subTest(value=value):
                self.assertEqual(step(value), text)
        with self.assertRaises(ValueError):
            step('a "b"')

    def test_axes(self):
        self.assertEqual(axis("k", "0.5:0.7:0.1"), "k=0.5:0.7:0.1")
        self.assertEqual(axis("k", [0.5, 1.0]), "k=0.5,1")
        self.assertEqual(axis("k", 0.5), "k=0.5")
        self.assertEqual(axis("k", range(3)), "k=0,1,2")
        self.assertEqual(axis("k", (f"{n} weeks" for n in (6, 9))),
                         "k=6 weeks,9 weeks")


if __name__ == "__main__":
    unittest.main()
