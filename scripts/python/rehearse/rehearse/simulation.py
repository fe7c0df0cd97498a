"""Commands that simulate: power, sweep, simulate."""

from __future__ import annotations

from functools import partial
from typing import Any, Iterable, List, Mapping, Optional, Union

from .config import Call, Config, option, path_option
from .literal import axis, step
from .process import OnProgress, PathLike
from .results import Power, Replicate, Sweep

Changes = Optional[Mapping[str, Any]]
Seed = Union[int, str, None]


def power(config: Config, *, set: Changes = None, seed: Seed = None,
          replicates: Optional[int] = None, threads: Optional[int] = None,
          out: Optional[PathLike] = None,
          replicate_data: Optional[PathLike] = None,
          progress: Optional[OnProgress] = None,
          folder: Optional[PathLike] = None,
          binary: Optional[PathLike] = None,
          null: Optional[str] = None) -> Power:
    """Power of one scenario, with its Monte Carlo error.

    config: path of a TOML or JSON file, or a dict of the same keys; the paths
      in a dict are relative to `folder` (default: the working directory).
    set: keys to change, {"endpoint.effect.hazard_ratio": 0.65}; durations are
      texts with their unit, "6.8 months".
    seed: a whole number below 2^64, or 64 hex digits.
    threads: default all cores; never changes a result.
    out: folder to write the run to. replicate_data: CSV file to write a row
      for each replicate and look to.
    null: of a config with hypotheses "all", "each" or names with commas, for
      the familywise error.
    progress: called with a Progress about every 0.1 s.

    Raises RehearseError: ConfigError for a bad config, and so on.
    """
    call = Call("power", config, folder, set, seed, replicates, binary,
                [*option("--threads", threads), *option("--null", null)])
    files = path_option("--out", out)
    files += path_option("--replicate-data", replicate_data)
    output = call.run("json", files, progress)
    return Power(output.stdout, output.stderr, partial(call.text, "table"))


def sweep(config: Config, vary: Changes = None, *,
          zip: Iterable[str] = (), reference: Changes = None,
          precision: Optional[float] = None, shard: Optional[str] = None,
          set: Changes = None, seed: Seed = None,
          replicates: Optional[int] = None, threads: Optional[int] = None,
          out: Optional[PathLike] = None,
          progress: Optional[OnProgress] = None,
          folder: Optional[PathLike] = None,
          binary: Optional[PathLike] = None) -> Sweep:
    """Power over a grid of assumptions, on the same random numbers.

    vary: for each key its values, or a text as the command line takes it,
      {"endpoint.effect.hazard_ratio": [0.5, 0.6], "endpoint.control.median":
      "5 months:8 months:1 months"}; without it, the config's [sweep].
    zip: varied keys that move together. reference: the cell with which all
      are compared, {key: value}; default: the first values.
    precision: largest Monte Carlo standard error of a power [1]; replicates
      are added where it is larger.
    shard: "1/3" computes that share of the cells.
    out: folder that keeps each finished cell; interrupted, the same call goes
      on from there.
    The rest is as in `power`.
    """
    options = option("--threads", threads) + _grid(vary, zip, reference)
    options += option("--precision", precision) + option("--shard", shard)
    call = Call("sweep", config, folder, set, seed, replicates, binary,
                options + path_option("--out", out))
    output = call.run("json", progress=progress)
    return Sweep(output.stdout, output.stderr, partial(call.text, "table"))


def _grid(vary: Changes, zip: Iterable[str], reference: Changes) -> List[str]:
    arguments: List[str] = []
    for key, values in (vary or {}).items():
        arguments += ["--vary", axis(key, values)]
    for key in [zip] if isinstance(zip, str) else zip:
        arguments += ["--zip", key]
    for key, value in (reference or {}).items():
        arguments += ["--reference", f"{key}={step(value)}"]
    return arguments


def simulate(config: Config, replicates: Union[int, range] = 0, *,
             look: Optional[str] = None, set: Changes = None,
             seed: Seed = None, progress: Optional[OnProgress] = None,
             replicate: Optional[int] = None,
             folder: Optional[PathLike] = None,
             binary: Optional[PathLike] = None) -> Replicate:
    """Replicates of a run, participant by participant; times in days.

    replicates: which, counted from 0: a number, or range(0, 100) for several,
      whose rows begin with `replicate`. They are those of `power` with this
      seed. (How many the run has, which bounds them, is
      set={"simulation.replicates": N}.)
    look: name of the look whose data cut is given (default: the last).
    replicate: the former name of a single one.
    `text` is the shell's CSV. The rest is as in `power`.
    """
    if replicate is not None:
        replicates = replicate
    call = Call("simulate", config, folder, set, seed, binary=binary,
                options=_which(replicates) + option("--look", look))
    output = call.run("json", progress=progress)
    return Replicate(output.stdout, output.stderr, partial(call.text, "csv"))


def _which(replicates: Union[int, range]) -> List[str]:
    if not isinstance(replicates, range):
        return option("--replicate", replicates)
    if replicates.step != 1 or not replicates:
        raise ValueError(f"{replicates} isn't a range of replicates that follow "
                         "one another (step 1, not empty): simulate each range "
                         "by itself")
    return option("--replicates", f"{replicates[0]}-{replicates[-1]}")
