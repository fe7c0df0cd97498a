"""A trial's config: a file, or a dict that is written to one."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from dataclasses import dataclass, field
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union

from .literal import plain, set_arguments
from .process import OnProgress, Output, PathLike, path_argument, run

Config = Union[PathLike, Mapping[str, Any]]


@contextlib.contextmanager
def config_file(config: Config,
                folder: Optional[PathLike] = None) -> Iterator[str]:
    """The path of a config; that of a dict exists only within the context."""
    if not isinstance(config, Mapping):
        if folder is not None:
            raise ValueError("folder is for a config that is a dict (paths in "
                             "a file are relative to the file): leave it out")
        yield path_argument(config)
        return
    with tempfile.TemporaryDirectory(prefix="rehearse-") as place:
        path = os.path.join(place, "config.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(_at_home(plain(config), folder), file, allow_nan=False)
        yield path


def names_of(config: Config, file: str) -> Dict[str, str]:
    """How messages call a config's file: they aren't to name a passing one."""
    return {file: "<dict>"} if isinstance(config, Mapping) else {}


# The one path that a config knows is relative to the config's folder.
def _at_home(config: Any, folder: Optional[PathLike]) -> Any:
    sites = config.get("sites")
    if isinstance(sites, dict) and isinstance(sites.get("file"), str):
        home = os.path.abspath(os.path.expanduser(folder or "."))
        sites["file"] = os.path.join(home, sites["file"])
    return config


@dataclass
class Call:
    """A command, its config, and what all such commands know.

    It can be made again, and gives the same bytes: dicts are copied.
    """

    command: str
    config: Config
    folder: Optional[PathLike] = None
    set: Optional[Mapping[str, Any]] = None
    seed: Union[int, str, None] = None
    replicates: Optional[int] = None
    binary: Optional[PathLike] = None
    options: Sequence[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if isinstance(self.config, Mapping):
            self.config = plain(self.config)
        self.set = plain(self.set or {})

    def arguments(self) -> List[str]:
        """All but the config's path and the format."""
        arguments = set_arguments(self.set)
        arguments += option("--seed", self.seed)
        arguments += option("--replicates", self.replicates)
        return arguments + list(self.options)

    def run(self, format: Optional[str], extra: Sequence[str] = (),
            progress: Optional[OnProgress] = None) -> Output:
        arguments = self.arguments() + list(extra) + option("--format", format)
        if progress is not None:
            arguments += option("--progress", "json")
        with config_file(self.config, self.folder) as file:
            return run([self.command, file, *arguments], self.binary, progress,
                       names_of(self.config, file))

    def text(self, format: str) -> str:
        """The same in another format, by running once more, quietly."""
        return self.run(format, ["--quiet"]).stdout.decode("utf-8")


def option(name: str, value: Any) -> List[str]:
    """--name=value, or nothing for None; 1e5 is written 100000."""
    value = plain(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return [] if value is None else [f"{name}={value}"]


def path_option(name: str, path: Optional[PathLike]) -> List[str]:
    if path is None:
        return []
    text = os.path.expanduser(os.fspath(path))
    if not text:
        raise ValueError(f"the path for {name} is empty: name a file or folder")
    # To the program - is the standard output, which is ours.
    return [f"{name}={'./-' if text == '-' else text}"]
