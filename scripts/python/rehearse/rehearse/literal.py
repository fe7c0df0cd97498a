"""Python values as the command line takes them: TOML, or bare text."""

from __future__ import annotations

import datetime
import json
import numbers
import os
import re
from typing import Any, Iterable, List, Mapping, Union

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_DURATION = re.compile(r"[0-9]+(\.[0-9]+)? (days?|weeks?|months?|years?)")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_. -]*(\([A-Za-z0-9_.,() -]*\))?(?<! )")
_TOML_WORDS = {"true", "false", "inf", "nan"}


def plain(value: Any) -> Any:
    """A value of Python's own types: dates are text, numpy's are unwrapped."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if hasattr(value, "tolist"):  # numpy's arrays, booleans and texts
        return plain(value.tolist())
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return [plain(element) for element in value]
    raise TypeError(f"{value!r} ({type(value).__name__}) is no value of a "
                    "config: give a text, number, boolean, date, list or dict")


def toml(value: Any) -> str:
    """A value as TOML; numbers without loss.

    Raises TypeError for what a config can't hold (None among it).
    """
    value = plain(value)
    if value is None:
        raise TypeError("None is no value of a config: leave the key out")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # TOML has JSON's escapes
    if isinstance(value, dict):
        members = (f"{_toml_key(k)} = {toml(v)}" for k, v in value.items())
        return "{" + ", ".join(members) + "}"
    return "[" + ", ".join(map(toml, value)) + "]"


def _toml_key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key,
                                                           ensure_ascii=False)


def set_arguments(changes: Union[Mapping[str, Any], None]) -> List[str]:
    """`--set KEY=VALUE` for each change."""
    arguments: List[str] = []
    for key, value in (changes or {}).items():
        arguments += ["--set", f"{key}={toml(value)}"]
    return arguments


def step(value: Any) -> str:
    """A value that is varied: as in a table, without quotes where it can be."""
    value = plain(value)
    if isinstance(value, float) and value.is_integer():
        return repr(value)[:-2] if repr(value).endswith(".0") else repr(value)
    if not isinstance(value, str):
        return toml(value)
    if _DURATION.fullmatch(value) or _is_word(value):
        return value
    if '"' in value:
        raise ValueError(f"{value!r} holds a quote, which --vary can't take: "
                         "write the sweep into the config")
    return toml(value)


def _is_word(text: str) -> bool:
    balance = 0
    for character in text:
        balance += (character == "(") - (character == ")")
        if balance < 0:
            return False
    return (balance == 0 and text not in _TOML_WORDS and
            _WORD.fullmatch(text) is not None)


def axis(key: str, values: Any) -> str:
    """KEY=V1,V2,… of the values; a text is taken as the command line does.

    So "0.5:0.75:0.05" is a range and "5 months,6 months" two values.
    """
    if isinstance(values, str):
        return f"{key}={values}"
    if isinstance(values, (bool, numbers.Real, datetime.date, Mapping)):
        values = [values]
    return f"{key}=" + ",".join(step(value) for value in values)
