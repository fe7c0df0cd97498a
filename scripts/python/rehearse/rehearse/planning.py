"""Commands that don't simulate: design, size, check."""

from __future__ import annotations

from functools import partial
from typing import Optional

from .config import Call, Config, option, path_option
from .process import PathLike
from .results import Check, Design, Size, check_of
from .simulation import Changes


def design(config: Config, *, z: Optional[float] = None,
           hazard_ratio: Optional[float] = None, look: Optional[str] = None,
           events: Optional[int] = None, set: Changes = None,
           out: Optional[PathLike] = None, folder: Optional[PathLike] = None,
           binary: Optional[PathLike] = None) -> Design:
    """Bounds, analytic power, events and times, without simulation.

    z or hazard_ratio (experimental / control): an interim result, for which
      conditional and predictive power are added. look: the interim look of that result (default:
      the first). events: number of events at that look (default: planned).
    The rest is as in `power`.
    """
    call = Call("design", config, folder, set, binary=binary,
                options=option("--z", z) + option("--look", look) +
                option("--hazard-ratio", hazard_ratio) +
                option("--events", events))
    output = call.run("json", path_option("--out", out))
    return Design(output.stdout, output.stderr, partial(call.text, "table"))


def size(config: Config, power: Optional[float] = None, *,
         solve: Optional[str] = None, set: Changes = None,
         out: Optional[PathLike] = None, folder: Optional[PathLike] = None,
         binary: Optional[PathLike] = None) -> Size:
    """Participants, events and times [months] for a power [1].

    solve: what is left free: "events", "participants", "rate" or "follow-up".
    The rest is as in `power`.
    """
    call = Call("size", config, folder, set, binary=binary,
                options=option("--power", power) + option("--solve", solve))
    output = call.run("json", path_option("--out", out))
    return Size(output.stdout, output.stderr, partial(call.text, "table"))


def check(config: Config, *, set: Changes = None,
          folder: Optional[PathLike] = None,
          binary: Optional[PathLike] = None) -> Check:
    """Reads a config: what was understood of it, in words, and warnings.

    Raises ConfigError with every fault of the config.
    """
    call = Call("check", config, folder, set, binary=binary)
    return check_of(call.run(None))
