"""The analysis engine on any data set."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any, Iterable, List, Mapping, Optional, Union

from .config import Config, config_file, names_of, option
from .data_file import Data, cell, data_file, is_path, table_of
from .literal import plain
from .process import Output, PathLike, renamed, run
from .results import Analysis


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
               f"--experimental={cell(experimental)}"]
    for stratum in [strata] if isinstance(strata, str) else strata:
        options += ["--stratum", stratum]
    tests = tests if isinstance(tests, str) else ",".join(tests)
    options += option("--tests", tests or None) + option("--ties", ties)
    options += option("--conf-type", conf_type) + option("--order", order)
    options += option("--randomization-test", randomization_test)
    options += option("--seed", seed)

    table = data if is_path(data) else list(table_of(data))
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
            file = files.enter_context(data_file(self.data))
            names = {} if is_path(self.data) else {file: "<data>"}
            arguments = ["analyze", file, *self.options]
            if self.config is not None:
                trial = files.enter_context(
                    config_file(self.config, self.folder))
                names.update(names_of(self.config, trial))
                arguments.append(f"--config={trial}")
            output = run([*arguments, *more], self.binary, names=names)
        return renamed(output, names)  # the table begins with it

    def table(self) -> str:
        output = self.run(["--format=table", "--quiet"])
        return output.stdout.decode("utf-8")
