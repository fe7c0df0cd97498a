"""When a running trial's milestones will be reached."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Union

from .config import Config, config_file, names_of, option, path_option
from .data_file import Data, cell, data_file, is_path, table_of
from .literal import plain, set_arguments
from .process import OnProgress, Output, PathLike, renamed, run
from .results import Forecast
from .simulation import Changes, Seed

_COLUMNS = ("id", "site", "randomized", "arm", "event", "censor", "dropout",
            "time", "date", "last_scan", "pending")
Dates = Union[Any, Iterable[Any]]


def forecast(config: Config, data: Optional[Data] = None, *,
             cutoff: Any = None,
             milestones: Union[str, Iterable[str], None] = None,
             by: Dates = (), need: Union[str, Iterable[str]] = (),
             unblinded: bool = False,
             columns: Optional[Mapping[str, str]] = None,
             time_origin: Optional[int] = None, adam: bool = False,
             where: Changes = None, parameters: Optional[str] = None,
             average: Optional[str] = None, enrolment: Optional[str] = None,
             reader: Optional[str] = None, futures: Optional[int] = None,
             previous: Union[Forecast, PathLike, None] = None,
             calibrate: bool = False, trials: Optional[int] = None,
             set: Changes = None, seed: Seed = None,
             threads: Optional[int] = None, out: Optional[PathLike] = None,
             progress: Optional[OnProgress] = None,
             folder: Optional[PathLike] = None,
             binary: Optional[PathLike] = None) -> Forecast:
    """Dates of a running trial's milestones, and its expected course.

    data: the trial so far, a row for each participant: path of a CSV file,
      list of dicts, dict of columns, or a pandas DataFrame. None and NaN are
      missing. cutoff: the last day that the data know, a date or
      "2026-11-30".
    milestones: ["events 164", "participants 246"]; default: the looks' events
      and, while some are to enter, the last participant.
    by: dates, for the probability to be there by then. need: "participants
      246 by 2026-12-31": how many sites more that takes.
    unblinded: read the arms, and let the data tell their effect.
    columns: names of the data's columns, {"id": "USUBJID"}; of id, site,
      randomized, arm, event, censor, dropout, time, date, last_scan, pending.
      adam: they have ADaM's names. time_origin: the time [days] of what
      happens on the day of randomization, 0 or 1. where: only rows with these
      values, {"PARAMCD": "PFS"}.
    parameters: "posterior", "normal" or "fixed". average: "bic", "aic" or
      "stacking". enrolment: "poisson", "decaying" or "sites". reader: whose
      events the data have, "irc" or "investigator". futures: how many are
      drawn (10,000).
    previous: an earlier Forecast, or its JSON file: what has changed since.
    calibrate: simulate `trials` trials (1,000), forecast each, and say how
      often the limits held; needs no data.
    The rest is as in `power`.

    Raises DataError with the faults of the data, each where it stands.
    """
    options = set_arguments(plain(set or {}))
    options += option("--seed", seed)
    options += option("--cutoff", None if cutoff is None else cell(cutoff))
    options += _columns(columns or {}) + _where(where or {})
    options += option("--time-origin", time_origin)
    wanted = ", ".join(_several(milestones or ()))
    options += option("--milestones", wanted or None)
    for name, values in (("by", by), ("need", need)):
        options += [f"--{name}={cell(value)}" for value in _several(values)]
    options += option("--parameters", parameters) + option("--average", average)
    options += option("--enrolment", enrolment) + option("--reader", reader)
    options += option("--futures", futures) + option("--trials", trials)
    options += [f"--{name}" for name, given in (
        ("adam", adam), ("unblinded", unblinded), ("calibrate", calibrate))
        if given]
    options += option("--threads", threads)

    table = data if data is None or is_path(data) else list(table_of(data))
    trial = plain(config) if isinstance(config, Mapping) else config
    call = _Forecast(trial, table, previous, options, folder, binary)
    output = call.run(["--format=json", *path_option("--out", out)], progress)
    return Forecast(output.stdout, output.stderr, call.table)


def _several(values: Any) -> List[Any]:
    one = isinstance(values, str) or not isinstance(values, Iterable)
    return [values] if one else list(values)


def _columns(columns: Mapping[str, str]) -> List[str]:
    for name in columns:
        if name not in _COLUMNS:
            raise ValueError(f"'{name}' is no column of a running trial (known:"
                             f" {', '.join(_COLUMNS)}): choose one of them")
    return [f"--{name.replace('_', '-')}={column}"
            for name, column in columns.items()]


def _where(where: Mapping[str, Any]) -> List[str]:
    return [f"--where={column}={cell(value)}"
            for column, values in where.items() for value in _several(values)]


@dataclass(frozen=True)
class _Forecast:
    config: Config
    data: Any  # None, a path, or rows
    previous: Union[Forecast, PathLike, None]
    options: List[str]
    folder: Optional[PathLike]
    binary: Optional[PathLike]

    def run(self, more: List[str],
            progress: Optional[OnProgress] = None) -> Output:
        names: Dict[str, str] = {}
        with contextlib.ExitStack() as files:
            trial = files.enter_context(config_file(self.config, self.folder))
            names.update(names_of(self.config, trial))
            arguments = ["forecast", trial, *self.options]
            if self.data is not None:
                path = files.enter_context(data_file(self.data))
                names.update({} if is_path(self.data) else {path: "<data>"})
                arguments.append(f"--data={path}")
            if isinstance(self.previous, Forecast):
                path = files.enter_context(_json_file(self.previous))
                names[path] = "<previous>"
                arguments.append(f"--previous={path}")
            else:
                arguments += path_option("--previous", self.previous)
            if progress is not None:
                more = [*more, "--progress=json"]
            output = run([*arguments, *more], self.binary, progress, names)
        return renamed(output, names)

    def table(self) -> str:
        output = self.run(["--format=table", "--quiet"])
        return output.stdout.decode("utf-8")


@contextlib.contextmanager
def _json_file(earlier: Forecast) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="rehearse-") as place:
        path = os.path.join(place, "previous.json")
        with open(path, "wb") as file:
            file.write(earlier.stdout)
        yield path
