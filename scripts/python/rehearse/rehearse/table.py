"""A sweep as rows, with what a caption says of it: from memory or a file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Union

from .labels import distinct, unquoted
from .process import PathLike
from .results import Row, Sweep, number_or_text

_TEXTS = {"test", "config_sha256"}  # never numbers, whatever they look like


@dataclass(frozen=True)
class SweepTable:
    """Rows of a sweep, the keys that it varies, and where it comes from."""

    rows: List[Row]
    keys: List[str]
    origin: str  # "seed 1, sweep 006b3ac90922"
    trial: Optional[str] = None


def sweep_table(sweep: Union[Sweep, PathLike]) -> SweepTable:
    """The table of a sweep, or of the table.csv of its folder.

    Seed and hash stand in the summary.json beside the file; without it the
    hash is the file's. Raises ValueError for a file that is no such table.
    """
    if isinstance(sweep, Sweep):
        return SweepTable(sweep.rows, sweep.keys, _origin(sweep.json),
                          sweep.json["trial"])
    path = os.path.expanduser(os.fspath(sweep))
    if os.path.isdir(path):
        path = os.path.join(path, "table.csv")
    with open(path, "rb") as file:
        content = file.read()
    rows = _read(content.decode("utf-8", "replace"), path)
    columns = list(rows[0])
    keys = columns[columns.index("cell") + 1:columns.index("test")]
    summary = _summary(path)
    origin = (_origin(summary) if summary else
              f"table {hashlib.sha256(content).hexdigest()[:12]}")
    return SweepTable(rows, keys, origin, summary.get("trial"))


def _read(text: str, path: str) -> List[Row]:
    try:
        head, *lines = csv.reader(io.StringIO(text, newline=""))
    except (csv.Error, ValueError):  # bytes of another kind, or none
        head, lines = [], []
    needed = {"cell", "test", "power", "power_mcse", "replicates"}
    if (not lines or not needed <= set(head) or
            any(len(line) != len(head) for line in lines)):
        raise ValueError(f"{path} is no table of a sweep (a cell's columns are "
                         f"{', '.join(sorted(needed))}): give the table.csv of "
                         "'rehearse sweep --out'")
    return [{name: value if name in _TEXTS else number_or_text(value)
             for name, value in zip(head, line)} for line in lines]


def _summary(path: str) -> Dict[str, Any]:
    try:
        with open(os.path.join(os.path.dirname(path), "summary.json"),
                  encoding="utf-8") as file:
            summary = json.load(file)
    except (OSError, ValueError):
        return {}
    return summary if summary.get("command") in ("sweep", "merge") else {}


def _origin(summary: Mapping[str, Any]) -> str:
    return f"seed {summary['seed']}, sweep {summary['sweep_sha256'][:12]}"


def _bare(value: Any) -> Any:
    return number_or_text(unquoted(str(value)))


def chosen(table: SweepTable, where: Mapping[str, Any],
           axes: List[str]) -> List[Row]:
    """The rows with the values of `where`: one for each point of the axes.

    Raises ValueError if a key is unknown, or if something else varies too.
    """
    known = [*table.keys, "test"]
    for key in [*axes, *where]:
        if key not in known:
            raise ValueError(f"'{key}' isn't varied in this sweep (its keys "
                             f"are {', '.join(known)}): choose one of them")
    rows = [row for row in table.rows
            if all(_bare(row[key]) == _bare(value)
                   for key, value in where.items())]
    if not rows:
        raise ValueError(f"no cell has {dict(where)}: choose among the values "
                         "of the table")
    points = distinct([tuple(row[key] for key in axes) for row in rows])
    if len(points) < len(rows):
        others = [key for key in known if key not in axes and
                  len(distinct([row[key] for row in rows])) > 1]
        raise ValueError(f"{', '.join(others)} varies too, so a point isn't "
                         "one cell: make it the colour, or choose a value "
                         "(where)")
    return rows
