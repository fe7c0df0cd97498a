"""Data sets of any kind, as the CSV file that the program reads."""

from __future__ import annotations

import contextlib
import csv
import os
import tempfile
from typing import Any, Iterable, Iterator, List, Mapping, Union

from .literal import plain
from .process import PathLike, path_argument

Data = Union[PathLike, Mapping[str, Iterable[Any]], Iterable[Mapping[str, Any]]]


def is_path(data: Any) -> bool:
    return isinstance(data, (str, os.PathLike))


@contextlib.contextmanager
def data_file(data: Any) -> Iterator[str]:
    """The path of a data set; that of no file is one within the context.

    data: a path, or what `table_of` gives.
    """
    if is_path(data):
        yield path_argument(data)
        return
    # The folder is its owner's alone: these may be participants' data.
    with tempfile.TemporaryDirectory(prefix="rehearse-") as place:
        path = os.path.join(place, "data.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows(data)
        yield path


def table_of(data: Any) -> Iterator[List[Any]]:
    """A header and rows of dicts, columns or a DataFrame, as CSV has them."""
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
        yield [cell(value) for value in row]


def cell(value: Any) -> Any:
    """A value as a data file has it: NA, ISO dates, TRUE and FALSE."""
    if value is None or value != value:
        return "NA"
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("T00:00:00", "")  # pandas' dates
    value = plain(value)
    return str(value).upper() if isinstance(value, bool) else value
