"""What the commands give."""

from __future__ import annotations

import csv
import datetime
import functools
import io
import json
import re
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional, Tuple

from .errors import RehearseError
from .messages import Message, parse_messages
from .process import Output

Row = Dict[str, Any]
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def number_or_text(text: str) -> Any:
    """A number where the whole text is one: "6.8 months" stays text."""
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if re.search(r"[.eE]", text) else int(text)


def flat(value: Row, prefix: str = "") -> Row:
    """A dict of dicts as one row: {"z": {"mean": 3}} is {"z_mean": 3}.

    An interval, two numbers, is _lower and _upper; no other list is kept.
    """
    row: Row = {}
    for key, member in value.items():
        name = prefix + key
        if isinstance(member, dict):
            row.update(flat(member, name + "_"))
        elif _is_interval(member):
            row[name + "_lower"], row[name + "_upper"] = member
        elif not isinstance(member, list):
            row[name] = member
    return row


def _is_interval(member: Any) -> bool:
    return (isinstance(member, list) and len(member) == 2 and
            all(isinstance(end, (int, float)) for end in member))


def long(look: Row) -> List[Row]:
    """A look as rows, one for each of its numbers."""
    arms = list(look.get("events_by_arm", {}))
    head = {key: look[name] for key, name in (("replicate", "replicate"),
                                              ("look", "name"))
            if name in look}

    def rows(value: Any, quantity: str, arm: Any, statistic: Any) -> List[Row]:
        if isinstance(value, dict):
            if arm is None and list(value) == arms:
                return [row for key, member in value.items()
                        for row in rows(member, quantity, key, statistic)]
            # What holds statistics is a quantity: estimation_bias, its mean.
            return [row for key, member in value.items()
                    for row in (rows(member, f"{quantity}_{key}", arm, None)
                                if isinstance(member, dict) else
                                rows(member, quantity, arm, key))]
        if isinstance(value, list) and len(value) == 2:  # an interval
            return [row for side, member in zip(("lower", "upper"), value)
                    for row in rows(member, quantity, arm, side if statistic
                                    is None else f"{statistic}_{side}")]
        if isinstance(value, (str, list)):
            return []
        return [{**head, "quantity": quantity, "arm": arm,
                 "statistic": statistic, "value": value}]

    return [row for name, value in look.items()
            if name not in ("replicate", "name")
            for row in rows(value, name[:-len("_by_arm")] if name.endswith(
                "_by_arm") else name, None, None)]


@dataclass(frozen=True, repr=False)
class Result:
    """What a command printed, as bytes, as a dict, as rows and as text.

    Keys name their units: `…_months`, `…_days`; a probability has none.
    """

    stdout: bytes  # JSON, the shell's bytes
    stderr: str
    _text: Optional[Callable[[], str]] = field(default=None, compare=False)

    @functools.cached_property
    def json(self) -> Any:
        """The JSON of the command as Python reads it: floats without loss."""
        try:
            return json.loads(self.stdout)
        except ValueError as error:
            raise RehearseError(0, "the program printed no JSON (it was "
                                f"'{_start(self.stdout)}'): is it rehearse?"
                                ) from error

    @functools.cached_property
    def text(self) -> str:
        """The table that the shell shows: the same is run once more for it."""
        assert self._text is not None
        return self._text()

    @property
    def warnings(self) -> List[Message]:
        return [message for message in parse_messages(self.stderr)
                if message.severity == "warning"]

    @property
    def rows(self) -> List[Row]:
        """A row for each look, with its name."""
        return [flat(look) for look in self.json["looks"]]

    @property
    def long_rows(self) -> List[Row]:
        """The looks with a row for each number (tidy), where there are looks.

        quantity ("events", "hazard_ratio", …), arm (None: of all), statistic
        over the replicates ("mean", "q05", …; None: it is one number), value.
        """
        return [row for look in self.json["looks"] for row in long(look)]

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame. Raises ImportError without pandas."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError("to_pandas needs pandas, which isn't installed: "
                              "pip install pandas, or use .rows") from error
        return pandas.DataFrame(self.rows)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        # No seed and no arm: a list may be shown by mistake.
        return f"<rehearse.{type(self).__name__}: {len(self.rows)} rows>"


def _start(stdout: bytes) -> str:
    return stdout[:40].decode("utf-8", "replace").strip()


class Power(Result):
    """Power of one scenario; `rows` has each test's or hypothesis's looks."""

    @property
    def power(self) -> float:
        return self.json["power"]["estimate"]

    @property
    def mcse(self) -> float:
        """Monte Carlo standard error of the power."""
        return self.json["power"]["mcse"]

    @property
    def ci95(self) -> Tuple[float, float]:
        low, high = self.json["power"]["ci95"]
        return low, high

    @property
    def rows(self) -> List[Row]:
        hypotheses = self.json.get("hypotheses", [])
        if hypotheses:
            return [{"hypothesis": one["name"], **flat(look)}
                    for one in hypotheses for look in one["looks"]]
        tests = [self.json, *self.json.get("also_tests", [])]
        return [{"test": test["test"], **flat(look)}
                for test in tests for look in test["looks"]]

    @property
    def hypotheses(self) -> List[Row]:
        """Each hypothesis's power, without its looks; empty where there is one.
        """
        return [flat({key: value for key, value in one.items()
                      if key != "looks"})
                for one in self.json.get("hypotheses", [])]

    @property
    def joint(self) -> List[Row]:
        """Probabilities of several rejections together, by name."""
        return [{"name": name, **flat(value)}
                for name, value in self.json.get("joint", {}).items()]

    @property
    def familywise_error(self) -> List[Row]:
        """Of each set of true null hypotheses that was asked for."""
        return [{"null": ", ".join(error["null"]),
                 **flat({key: value for key, value in error.items()
                         if key != "null"})}
                for error in self.json.get("familywise_error", [])]

    def __repr__(self) -> str:
        return (f"<rehearse.Power {self.json['trial']}: {self.power:.4f} ± "
                f"{self.mcse:.4f}>")


class Sweep(Result):
    """Power over a grid; `rows` has a row for each cell and test."""

    @property
    def keys(self) -> List[str]:
        return list(self.json["keys"])

    @property
    def rows(self) -> List[Row]:
        return [{key: number_or_text(value) if key in self.keys else value
                 for key, value in cell.items()} for cell in self.json["cells"]]

    def __repr__(self) -> str:
        return (f"<rehearse.Sweep {self.json['trial']}: "
                f"{len(self.json['cells'])} rows, keys {', '.join(self.keys)}>")


class Design(Result):
    """Bounds, analytic power, events and times; `rows` has the looks."""

    @property
    def power(self) -> float:
        return self.json["power"]


class Size(Result):
    """Participants and events for a power; `rows` has the looks."""

    @property
    def participants(self) -> int:
        return self.json["participants"]

    @property
    def events(self) -> int:
        return self.json["events"]


class Replicate(Result):
    """Simulated trials; `rows` has the participants, times in days."""

    @property
    def rows(self) -> List[Row]:
        return list(self.json["participants"])


class Analysis(Result):
    """Tests of a data set; `rows` has a row for each test, log-rank first."""

    @property
    def rows(self) -> List[Row]:
        first = {"test": "logrank", **flat(self.json["logrank"])}
        return [first, *map(flat, self.json.get("tests", []))]


class Forecast(Result):
    """When milestones will be reached; `rows` has them, or `calibration`.

    Dates are datetime.date, None where it is never reached.
    """

    @property
    def rows(self) -> List[Row]:
        return self.milestones or self.calibration

    @property
    def milestones(self) -> List[Row]:
        """Each one's dates (date_q05, date_median, …) and probabilities."""
        return [_with_dates(flat(one), "date_(q[0-9]+|median)")
                for one in self.json.get("milestones", [])]

    @property
    def observed(self) -> List[Row]:
        """Events and participants by the end of each month (`date`), of the
        last by the cut-off."""
        return [_dated(month, self.cutoff)
                for month in self.json.get("observed_by_month", [])]

    @property
    def by_month(self) -> List[Row]:
        """Expected events and participants by the end of each month ahead."""
        return [_dated(flat(month)) for month in self.json.get("by_month", [])]

    @property
    def models(self) -> List[Row]:
        """The models of events, dropout and enrolment, and their weights."""
        return [{key: value for key, value in model.items()
                 if key != "parameters"}
                for model in self.json.get("models", [])]

    @property
    def estimates(self) -> List[Row]:
        """Each model's parameters, with their standard errors."""
        return [{"what": model["what"], "distribution": model["distribution"],
                 "parameter": name, **value}
                for model in self.json.get("models", [])
                for name, value in model["parameters"].items()]

    @property
    def sites_needed(self) -> List[Row]:
        """A row for each probability to be there by the date (`need`)."""
        return [_with_dates({**flat(need), **row}, "by")
                for need in self.json.get("sites_needed", [])
                for row in need["sites"] or [{}]]

    @property
    def changes(self) -> Any:
        """What has changed since `previous`, as in the JSON; None without."""
        return self.json.get("changes")

    @property
    def calibration(self) -> List[Row]:
        """How often the limits held in simulated trials, where asked for."""
        return [flat(row) for row in self.json.get("calibration", [])]

    @property
    def cutoff(self) -> Optional[datetime.date]:
        text = self.json.get("cutoff")
        return text and datetime.date.fromisoformat(text)


def _with_dates(row: Row, names: str) -> Row:
    return {key: datetime.date.fromisoformat(value)
            if value is not None and re.fullmatch(names, key) else value
            for key, value in row.items()}


# `date` is the month's last day, or `end` if that comes before.
def _dated(month: Row, end: Optional[datetime.date] = None) -> Row:
    first = datetime.date.fromisoformat(month["month"] + "-01")
    later = first + datetime.timedelta(days=31)
    last = later - datetime.timedelta(days=later.day)
    rest = {key: value for key, value in month.items() if key != "month"}
    return {"month": month["month"], "date": min(last, end or last), **rest}


class RandomizationList(Result):
    """A randomization list; `rows` has a row for each allocation."""

    @property
    def rows(self) -> List[Row]:
        return list(self.json["rows"])

    @functools.cached_property
    def text(self) -> str:
        """The CSV that the shell prints.

        The list isn't made again for it: its seed would stand in a command
        line, which every user of the machine can read.
        """
        return _csv(self.rows)


def _csv(rows: List[Row]) -> str:
    text = io.StringIO()
    if rows:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)
    return text.getvalue()


@dataclass(frozen=True)
class Check:
    """A config without error: what was understood of it, in words."""

    text: str
    warnings: List[Message]

    def __str__(self) -> str:
        return self.text


def check_of(output: Output) -> Check:
    found = [message for message in parse_messages(output.stderr)
             if message.severity == "warning"]
    return Check(output.stdout.decode("utf-8"), found)
