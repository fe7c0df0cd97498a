"""Figures of results, for protocols: needs matplotlib.

    python3 -m rehearse.plot TABLE.csv --x KEY [--colour KEY] --out FIGURE
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from .fan import forecast_fan
from .figures import COLOURS, MARKERS, STYLE, load_matplotlib, save
from .labels import Scale, distinct, scale_of
from .process import PathLike
from .results import Row, Sweep
from .table import SweepTable, chosen, sweep_table

__all__ = ["caption_of", "forecast_fan", "main", "power_curve", "save"]

_NORMAL_97_5 = 1.96  # of the 95% bands: estimate ± 1.96 mcse


def power_curve(sweep: Union[Sweep, PathLike], x: str, *,
                colour: Optional[str] = None,
                where: Optional[Mapping[str, Any]] = None) -> Any:
    """Power against a varied key, with bands of ±1.96 mcse, as a Figure.

    sweep: what `rehearse.sweep` gave, or the path of its table.csv or folder.
    x: the key of the horizontal axis: numbers, or durations in their unit;
      other values stand side by side. colour: a key (or "test") with a curve
      for each value. where: values of further keys, {key: value}.

    Raises ValueError for a key that isn't varied, or if another varies too;
    ImportError without matplotlib.
    """
    table = sweep_table(sweep)
    rows = chosen(table, where or {}, [x] + ([colour] if colour else []))
    matplotlib = load_matplotlib()
    with matplotlib.rc_context(STYLE):
        figure = matplotlib.figure.Figure(figsize=(6.3, 4.3), dpi=150,
                                          layout="constrained")
        axes = figure.add_subplot()
        across = scale_of(x, [row[x] for row in rows])
        _curves(axes, rows, across, colour)
        _frame(axes, rows, across)
        caption = textwrap.fill(caption_of(table, rows, where or {}), 105)
        figure.supxlabel(caption, x=0.015, ha="left", fontsize=7, color="0.3")
    return figure


def _curves(axes: Any, rows: List[Row], across: Scale,
            colour: Optional[str]) -> None:
    at = across.numbers or [float(distinct(across.texts).index(text))
                            for text in across.texts]
    draw = _curve if across.numbers else _bars
    if colour is None:
        draw(axes, _points(rows, at), 0, None)
        return
    groups = scale_of(colour, [row[colour] for row in rows])
    names = distinct(groups.texts)
    if groups.numbers:
        names.sort(key=dict(zip(groups.texts, groups.numbers)).__getitem__)
    for number, name in enumerate(names):
        # Side by side where a value of x is a place, not a number.
        aside = 0 if across.numbers else _aside(number, len(names))
        draw(axes, [(place + aside, *point) for place, *point in _points(
            rows, at, [text == name for text in groups.texts])], number, name)
    axes.legend(title=groups.label, frameon=False, title_fontsize="medium",
                alignment="left", loc="lower left", bbox_to_anchor=(0, 1),
                borderaxespad=0.2, ncol=min(len(names), 5))


def _aside(number: int, count: int) -> float:
    return (number - (count - 1) / 2) * 0.6 / count


Point = Tuple[float, float, float, float]  # x, power, its band from and to


def _points(rows: List[Row], at: List[float],
            wanted: Optional[List[bool]] = None) -> List[Point]:
    points = []
    for number, row in enumerate(rows):
        if wanted is None or wanted[number]:
            half = _NORMAL_97_5 * row["power_mcse"]
            points.append((at[number], row["power"],
                           max(0.0, row["power"] - half),
                           min(1.0, row["power"] + half)))
    return sorted(points)


def _look(number: int) -> Dict[str, Any]:
    # After a round of colours the markers are shifted: 49 differ.
    turn, place = divmod(number, len(COLOURS))
    return {"color": COLOURS[place], "linewidth": 1.3, "markersize": 4.5,
            "marker": MARKERS[(place + turn) % len(MARKERS)]}


def _curve(axes: Any, points: Sequence[Sequence[float]], number: int,
           name: Optional[str]) -> None:
    at, power, low, high = zip(*points)
    look = _look(number)
    axes.fill_between(at, low, high, color=look["color"], alpha=0.25,
                      linewidth=0)
    axes.plot(at, power, label=name, clip_on=False, zorder=3, **look)


def _bars(axes: Any, points: Sequence[Sequence[float]], number: int,
          name: Optional[str]) -> None:
    at, power, low, high = zip(*points)
    look = _look(number)
    axes.vlines(at, low, high, color=look["color"], linewidth=1.3)
    axes.plot(at, power, label=name, linestyle="", **look)


def _frame(axes: Any, rows: List[Row], across: Scale) -> None:
    axes.set_xlabel(across.label)
    axes.set_ylabel("Power [probability]")
    if across.numbers is None:
        names = distinct(across.texts)
        axes.set_xticks(range(len(names)), names)
        axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_ylim(*_span([_NORMAL_97_5 * row["power_mcse"] for row in rows],
                         [row["power"] for row in rows]))
    axes.grid(True, color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)


def _span(half: List[float], power: List[float]) -> Tuple[float, float]:
    # A tenth at least: smaller differences would look like large ones.
    low = min(p - h for p, h in zip(power, half))
    high = max(p + h for p, h in zip(power, half))
    room = max(0.04 * (high - low), (0.1 - (high - low)) / 2, 0.005)
    low, high = max(0.0, low - room), min(1.0, high + room)
    return min(low, high - 0.1) if high == 1.0 else low, max(high, low + 0.1)


def caption_of(table: SweepTable, rows: List[Row],
               where: Mapping[str, Any]) -> str:
    """What a reader needs to make the figure again: replicates, seed, hash."""
    counts = sorted({row["replicates"] for row in rows})
    count = (f"{counts[0]:,}" if len(counts) == 1
             else f"{counts[0]:,} to {counts[-1]:,}")
    start = f"{table.trial}. " if table.trial else ""
    fixed = "".join(f"{key} = {value}; " for key, value in where.items())
    return (f"{start}{fixed}Simulated power ± 1.96 Monte Carlo standard "
            f"errors; {count} replicates for each point, "
            f"{table.origin}.")


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """The command: 0 done, 64 usage, 65 bad table, 66 missing, 73 no output."""
    parser = argparse.ArgumentParser(prog="python3 -m rehearse.plot",
                                     description="Power against a varied key.")
    parser.add_argument("table", help="table.csv of a sweep, or its folder")
    parser.add_argument("--x", required=True, metavar="KEY",
                        help="key of the horizontal axis")
    parser.add_argument("--colour", metavar="KEY",
                        help="a curve for each of its values")
    parser.add_argument("--where", action="append", default=[],
                        metavar="KEY=VALUE", help="value of a further key")
    parser.add_argument("--out", required=True, metavar="FIGURE",
                        help="file to write: .png, .svg or .pdf")
    parser.exit = _exit_64(parser.exit)  # type: ignore[method-assign]
    options = parser.parse_args(arguments)
    where = dict(text.split("=", 1) for text in options.where if "=" in text)
    if len(where) < len(options.where):
        parser.error("--where: write KEY=VALUE, each key once")
    try:
        figure = power_curve(options.table, options.x, colour=options.colour,
                             where=where)
    except (ValueError, OSError, ImportError) as error:
        print(f"rehearse.plot: {error}", file=sys.stderr)
        return 66 if isinstance(error, OSError) else 65
    try:
        save(figure, options.out)
    except (ValueError, OSError) as error:
        print(f"rehearse.plot: {error}", file=sys.stderr)
        return 73 if isinstance(error, OSError) else 64
    return 0


def _exit_64(leave: Any) -> Any:
    # argparse says 2 where the project says 64.
    return lambda status=0, message=None: leave(64 if status == 2 else status,
                                                message)


if __name__ == "__main__":
    sys.exit(main())
