"""The randomization list."""

from __future__ import annotations

from typing import Optional

from .config import Call, Config, option, path_option
from .process import PathLike
from .results import RandomizationList
from .simulation import Changes, Seed


def randomize(config: Config, *, seed: Seed = None, dummy: bool = False,
              site_view: bool = False, arrivals: Optional[PathLike] = None,
              set: Changes = None, folder: Optional[PathLike] = None,
              binary: Optional[PathLike] = None) -> RandomizationList:
    """A randomization list, in memory; `text` is the shell's CSV.

    seed: without it, 256 bits are drawn from the operating system and kept
      nowhere (they are as secret as the list, which can't be made again
      without them). A seed that is given stands in the command line, for every
      user of the machine to read.
    dummy: a list to test systems with, marked as such in every row.
    site_view: what a site may see of the list with this seed: no arm, no
      block.
    arrivals: for minimization, CSV of the participants in order of entry.

    The list that runs a trial should be written, and sealed, by the command
    line: `rehearse randomize CONFIG --out DIR --encrypt-to KEY`.
    """
    options = ["--dummy"] if dummy else []
    options += ["--site-view"] if site_view else []
    options += path_option("--arrivals", arrivals)
    call = Call("randomize", config, folder, set, seed, binary=binary,
                options=options)
    output = call.run("json")
    return RandomizationList(output.stdout, output.stderr)
