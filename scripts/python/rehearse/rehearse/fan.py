"""The figure of a forecast: a running trial's course, and its fan ahead."""

from __future__ import annotations

import datetime
import json
import os
import textwrap
from typing import Any, List, Sequence, Union

from .figures import COLOURS, STYLE, load_matplotlib
from .process import PathLike
from .results import Forecast, Row

_COUNTED = {"participants": "participants enrolled", "events": "events"}


def forecast_fan(forecast: Union[Forecast, PathLike]) -> Any:
    """Participants and events by date, known and expected, as a Figure.

    forecast: what `rehearse.forecast` gave, or the path of its JSON or of its
      folder. Bands are 90% limits; milestones have their median date and
      their 50% (thick) and 90% limits. The axis ends where these do, but at
      most twice as far from the cut-off as the latest median: a limit beyond
      it is an arrow.

    Raises ValueError where there is no forecast (a calibration alone);
    ImportError without matplotlib.
    """
    if not isinstance(forecast, Forecast):
        forecast = _forecast_of(forecast)
    if not forecast.by_month:
        raise ValueError("there is no forecast in the result (a calibration "
                         "alone): give data and a cut-off")
    matplotlib = load_matplotlib()
    with matplotlib.rc_context(STYLE):
        figure = matplotlib.figure.Figure(figsize=(6.3, 4.3), dpi=150,
                                          layout="constrained")
        axes = figure.add_subplot()
        end = _fan_end(forecast)
        top = max(_course(axes, forecast, number, counted, end)
                  for number, counted in enumerate(_COUNTED))
        _cutoff(axes, forecast, end)
        _milestones(axes, forecast.milestones, end, top)
        _fan_frame(axes, forecast, end)
        caption = textwrap.fill(_fan_caption(forecast), 105)
        figure.supxlabel(caption, x=0.015, ha="left", fontsize=7, color="0.3")
    return figure


def _forecast_of(path: PathLike) -> Forecast:
    text = os.path.expanduser(os.fspath(path))
    if os.path.isdir(text):
        text = os.path.join(text, "summary.json")
    with open(text, "rb") as file:
        found = Forecast(file.read(), "")
    try:
        known = json.loads(found.stdout)["command"] == "forecast"
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise ValueError(f"{text} is no forecast: give the JSON of 'rehearse "
                         "forecast --format json'")
    return found


def _fan_end(forecast: Forecast) -> datetime.date:
    last = forecast.by_month[-1]["date"]
    cutoff = forecast.cutoff
    assert cutoff is not None
    ahead = [one for one in forecast.milestones
             if one["date_median"] is None or one["date_median"] > cutoff]
    if not ahead or any(one["date_median"] is None for one in ahead):
        return last
    late = max(min(one["date_q95"] or last,
                   cutoff + 2 * (one["date_median"] - cutoff))
               for one in ahead)
    return min((month["date"] for month in forecast.by_month
                if month["date"] >= late), default=last)


def _course(axes: Any, forecast: Forecast, number: int, counted: str,
            end: datetime.date) -> float:
    # Draws one count: what is known, from nothing, and the fan from there.
    colour = COLOURS[number]
    first = forecast.observed[0]["date"].replace(day=1)
    dates = [first, *(month["date"] for month in forecast.observed)]
    known = [0, *(month[counted] for month in forecast.observed)]
    months = [month for month in forecast.by_month if month["date"] <= end]
    ahead = [dates[-1], *(month["date"] for month in months)]
    mean, low, high = ([known[-1], *(month[f"{counted}_{what}"]
                                     for month in months)]
                       for what in ("mean", "q05", "q95"))
    axes.fill_between(ahead, low, high, color=colour, alpha=0.25, linewidth=0)
    axes.plot(dates, known, color=colour, linewidth=1.5,
              label=_COUNTED[counted])
    axes.plot(ahead, mean, color=colour, linewidth=1.5, linestyle=(0, (2, 2)))
    return max(known + high)


def _cutoff(axes: Any, forecast: Forecast, end: datetime.date) -> None:
    # Labelled above the axes, and within their width wherever the line is.
    cutoff, first = forecast.cutoff, forecast.observed[0]["date"]
    assert cutoff is not None
    axes.axvline(cutoff, color="0.45", linewidth=0.8, zorder=1)
    place = (cutoff - first) / (end - first)
    at = axes.xaxis.convert_units(cutoff)
    axes.annotate(f"data cut-off {cutoff}", (at, 1), (-80 * place, 3),
                  xycoords=axes.get_xaxis_transform(), fontsize=7.5,
                  textcoords="offset points", color="0.3")


def _milestones(axes: Any, milestones: List[Row], end: datetime.date,
                top: float) -> None:
    # Labels stand beside the axes, apart, with lines that lead to them.
    milestones = sorted(milestones, key=lambda one: one["number"])
    top = max([top, *(one["number"] for one in milestones)])
    heights = spread_out([one["number"] for one in milestones], top,
                         min(0.14, 1 / max(1, len(milestones))))
    beside = axes.get_yaxis_transform()  # of x: 1 is the right side
    for one, height in zip(milestones, heights):
        number, late = one["number"], one["date_q95"]
        at = {name: min(one[f"date_{name}"] or end, end)
              for name in ("q05", "q25", "median", "q75", "q95")}
        bar = {"color": "black", "solid_capstyle": "butt", "zorder": 3}
        axes.plot([at["q05"], at["q95"]], [number] * 2, linewidth=0.9, **bar)
        axes.plot([at["q25"], at["q75"]], [number] * 2, linewidth=2.6, **bar)
        if late is None or late > end:
            axes.plot(end, number, color="black", marker=">", markersize=4.5)
        if one["date_median"] is not None and one["date_median"] <= end:
            axes.plot(at["median"], number, color="black", marker="o",
                      markersize=4.5, zorder=4)
        line = {"color": "0.3", "linewidth": 0.7, "linestyle": ":"}
        axes.plot([at["q95"], end], [number] * 2, **line)
        axes.annotate(_milestone_label(one), (end, number), (1.03, height),
                      textcoords=beside, fontsize=7.5, va="center",
                      annotation_clip=False,
                      arrowprops={"arrowstyle": "-", "shrinkA": 1,
                                  "shrinkB": 0, "relpos": (0, 0.5), **line})


def _milestone_label(one: Row) -> str:
    head = f"{one['counted']} {one['number']}"
    if one["name"] != head:
        head = f"{one['name']}, {one['number']} {one['counted']}"
    head = textwrap.fill(head, 28)
    if (one["observed"] or 0) >= one["number"]:
        return f"{head}:\nreached {one['date_median']}"
    gap = "\n" if len(head) > 17 else " "
    first, last = one["date_q05"], one["date_q95"]
    limits = (f"{first} to {last}" if last else f"{first} or later" if first
              else "")
    return f"{head}:{gap}{one['date_median'] or 'probably never'}\n{limits}"


def spread_out(heights: Sequence[float], top: float,
               gap: float) -> List[float]:
    """Heights, in order, moved to be `gap` of `top` apart, none above it."""
    moved = list(heights)
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap * top)
    ceiling = top
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], ceiling)
        ceiling = moved[i] - gap * top
    return moved


def _fan_frame(axes: Any, forecast: Forecast, end: datetime.date) -> None:
    from matplotlib import dates
    locator = dates.AutoDateLocator(minticks=4, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    years = (end - forecast.observed[0]["date"]).days > 4 * 365
    axes.xaxis.set_major_formatter(
        dates.DateFormatter("%Y" if years else "%Y-%m"))
    axes.set_xlabel(f"Date [{'year' if years else 'year-month'}]")
    axes.set_ylabel("Participants, events [number]")
    axes.set_ylim(bottom=0)
    axes.grid(True, color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1.06),
                borderaxespad=0.2, ncol=2)


def _fan_caption(forecast: Forecast) -> str:
    facts = forecast.json
    blinded = "blinded" if facts["blinded"] else "unblinded"
    return (f"{facts['trial']}. {facts['participants']} participants and "
            f"{facts['events']} events at the data cut-off, {blinded}. Line: "
            "observed; dashed: expected, band: its 90% limits; points: median "
            "dates of the milestones, bars: their 50% (thick) and 90% limits; "
            f"parameters {facts['parameters']}, {facts['futures']:,} futures, "
            f"seed {facts['seed']}, config {facts['config_sha256'][:12]}.")
