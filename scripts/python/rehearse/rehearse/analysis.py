"""The analysis engine on any data set."""

from __future__ import annotations

import contextlib
import csv
import os
import tempfile
from dataclasses import dataclass
from typing import Any, Iterable, Iterator, List, Mapping, Optional, Union

from .config import Config, config_file, names_of, option
from .literal import plain
from .process import Output, PathLike, path_argument, run
from .results import Analysis

Data = Union[PathLike, Mapping[str, Iterable[Any]], Iterable[Mapping[str, Any]]]


def analyze(data: Data, *, time: str, event: str, arm: str, experimental: Any,
            strata: Iterable[str] = (), tests: Iterable[str] = (),
            ties: Optional[str] = None, conf_type: Optional[str] = None,
            randomization_test: Optional[int] = None,
            config: Optional[Config] = None, order: Optional[str] = None,
            seed: Optional[int] = None, folder: Optional[PathLike] = None,
            binary: Optional[PathLike] = None) -> Analysis:
    """Log-rank, Cox and Kaplan-Meier of a data set, a row each participant.

    data: path of a CSV file, list of dicts, dict of columns, or a pandas
      DataFrame. None and NaN are missing.
    time, event, arm: names of the columns; time in any unit, which is then
      that of medians and of the times in `tests`; event 1 or True, censored
      0 or False. experimental: that arm's value.
    strata: columns that stratify. tests: beside the log-rank, ["fh(0,1)",
      "maxcombo", "rmst(12)"]. ties: "efron", "breslow" or "exact".
    conf_type: "log-log" or "log". randomization_test: draws of the arms, by
      the procedure of `config`, from `seed`; `order`: column to sort by.

    Raises DataError where the data can't be analysed.
    """
    options = [f"--time={time}", f"--event={event}", f"--arm={arm}",
               f"--experimental={_cell(experimental)}"]
    for stratum in [strata] if isinstance(strata, str) else strata:
        options += ["--stratum", stratum]
    tests = tests if isinstance(tests, str) else ",".join(tests)
    options += option("--tests", tests or None) + option("--ties", ties)
    options += option("--conf-type", conf_type) + option("--order", order)
    options += option("--randomization-test", randomization_test)
    options += option("--seed", seed)

    table = data if _is_path(data) else list(_table(data))
    trial = plain(config) if isinstance(config, Mapping) else config
    call = _Analyze(table, options, trial, folder, binary)
    output = call.run(["--format=json"])
    return Analysis(output.stdout, output.stderr, call.table)


@dataclass(frozen=True)
class _Analyze:
    data: Union[PathLike, List[List[Any]]]
    options: List[str]
    config: Optional[Config]
    folder: Optional[PathLike]
    binary: Optional[PathLike]

    def run(self, more: List[str]) -> Output:
        with contextlib.ExitStack() as files:
            file = files.enter_context(_data_file(self.data))
            names = {} if _is_path(self.data) else {file: "<data>"}
            arguments = ["analyze", file, *self.options]
            if self.config is not None:
                trial = files.enter_context(
                    config_file(self.config, self.folder))
                names.update(names_of(self.config, trial))
                arguments.append(f"--config={trial}")
            output = run([*arguments, *more], self.binary, names=names)
        for path, name in names.items():  # the table begins with it
            output = Output(output.stdout.replace(path.encode(), name.encode()),
                            output.stderr)
        return output

    def table(self) -> str:
        output = self.run(["--format=table", "--quiet"])
        return output.stdout.decode("utf-8")


def _is_path(data: Any) -> bool:
    return isinstance(data, (str, os.PathLike))


@contextlib.contextmanager
def _data_file(data: Any) -> Iterator[str]:
    if _is_path(data):
        yield path_argument(data)
        return
    # The folder is its owner's alone: these may be participants' data.
    with tempfile.TemporaryDirectory(prefix="rehearse-") as place:
        path = os.path.join(place, "data.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows(data)
        yield path


def _table(data: Any) -> Iterator[List[Any]]:
    if hasattr(data, "to_dict") and hasattr(data, "columns"):  # pandas
        data = {column: data[column] for column in data.columns}
    if isinstance(data, Mapping):
        columns = {key: list(values) for key, values in data.items()}
        if len({len(values) for values in columns.values()}) > 1:
            raise ValueError("the columns differ in length: give each a value "
                             "for each participant")
        yield list(columns)
        rows: Iterable[Iterable[Any]] = zip(*columns.values())
    else:
        records = list(data)
        names = list(dict.fromkeys(key for row in records for key in row))
        yield names
        rows = ([row.get(name) for name in names] for row in records)
    for row in rows:
        yield [_cell(value) for value in row]


def _cell(value: Any) -> Any:
    if value is None or value != value:
        return "NA"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    value = plain(value)
    return str(value).upper() if isinstance(value, bool) else value
