"""What stands at the axes of a figure: names of keys, and their units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, List, Optional

# Days in each unit: a month is a twelfth of 365.25 days, as in a config.
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
_DURATION = re.compile(r"([0-9.]+(?:[eE][+-]?[0-9]+)?) (day|week|month|year)s?")

# Names that the keys themselves don't give; the unit is of a bare number.
_NAMES = {
    "endpoint.effect.hazard_ratio": "Hazard ratio, experimental / control",
    "endpoint.effect.delay": "Delay of the effect",
    "endpoint.control.median": "Median, control arm",
    "endpoint.control.shape": "Weibull shape, control arm [1]",
    "endpoint.control.cure_fraction": "Cured, control arm [probability]",
    "endpoint.experimental.median": "Median, experimental arm",
    "trial.participants": "Participants [number]",
    "dropout.annual_probability": "Dropout [probability per year]",
    "enrolment.duration": "Duration of enrolment",
    "enrolment.ramp_up": "Ramp-up of enrolment",
    "analysis.alpha": "Type I error α, one-sided [probability]",
    "analysis.alpha_two_sided": "Type I error α, two-sided [probability]",
    "analysis.test": "Test",
    "test": "Test",
    "randomization.procedure": "Randomization procedure",
    "randomization.block_sizes": "Block sizes [participants]",
    "simulation.seed": "Seed",
}
_LOOK_EVENTS = re.compile(r"analysis\.looks\[(\d+)\]\.events")
_LOOK_FRACTION = re.compile(r"analysis\.looks\[(\d+)\]\.information_fraction")


@dataclass(frozen=True)
class Scale:
    """The values of a key, in the order of the rows.

    `numbers` are in `unit` (None: they have none), or None where a value is
    neither number nor duration; `texts` are what legends show.
    """

    label: str
    unit: Optional[str]
    numbers: Optional[List[float]]
    texts: List[str]


def scale_of(key: str, values: List[Any]) -> Scale:
    """What a key's values are. Mixed durations are all in the first's unit."""
    texts = [unquoted(str(value)) for value in values]
    found = [_DURATION.fullmatch(text) for text in texts]
    if values and all(found):
        unit = found[0][2]
        days = [float(one[1]) * _DAYS[one[2]] for one in found]
        same = all(one[2] == unit for one in found)
        numbers = ([float(one[1]) for one in found] if same
                   else [day / _DAYS[unit] for day in days])
        if same:  # the label has the unit
            texts = [one[1] for one in found]
        return Scale(f"{name_of(key)} [{unit}s]", unit + "s", numbers, texts)
    if all(isinstance(value, (int, float)) for value in values):
        return Scale(name_of(key), None, [float(v) for v in values], texts)
    return Scale(name_of(key), None, None, texts)


def name_of(key: str) -> str:
    """A key in words: "Median, control arm"; others by their last step."""
    if key in _NAMES:
        return _NAMES[key]
    events = _LOOK_EVENTS.fullmatch(key)
    if events:
        return f"Planned events at look {int(events[1]) + 1} [number]"
    fraction = _LOOK_FRACTION.fullmatch(key)
    if fraction:
        return f"Information fraction at look {int(fraction[1]) + 1} [1]"
    last = key.rsplit(".", 1)[-1].replace("_", " ")
    return f"{last[:1].upper()}{last[1:]} ({key})"


def unquoted(text: str) -> str:
    quoted = len(text) >= 2 and text[0] == text[-1] == '"'
    return text[1:-1] if quoted else text


def distinct(values: List[Any]) -> List[Any]:
    """The values in the order of their first appearance."""
    seen: Dict[Any, None] = dict.fromkeys(values)
    return list(seen)
