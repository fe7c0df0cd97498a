"""Errors and warnings as the program prints them, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Optional

_LINE = re.compile(r"(?:(?P<location>\S.*?): )?(?P<severity>error|warning): "
                   r"(?P<text>.*)")
_TOML_PLACE = re.compile(r"(?P<file>.*):(?P<line>\d+):(?P<column>\d+)")
_JSON_PLACE = re.compile(r"(?P<file>.*?):(?P<pointer>/.*)")
_KEY = re.compile(r"([A-Za-z_][\w.\[\]-]*): ")


@dataclass(frozen=True)
class Message:
    """One error or warning.

    `line` and `column` count from 1 and are None where the program gives none
    (a JSON config is located by its key alone). `file` is None for a value
    that came by `set`, `seed` or `replicates`: `location` then names it.
    """

    severity: str
    location: str
    file: Optional[str]
    line: Optional[int]
    column: Optional[int]
    key: Optional[str]
    text: str

    def __str__(self) -> str:
        start = f"{self.location}: " if self.location else ""
        return f"{start}{self.severity}: {self.text}"


def parse_messages(stderr: str) -> List[Message]:
    """The messages in what the program wrote to stderr, in its order."""
    messages = []
    for line in stderr.splitlines():
        found = _LINE.fullmatch(line)
        if found:  # what is indented shows the faulty line
            messages.append(_message(found["severity"], found["location"] or "",
                                     found["text"]))
    return messages


def _message(severity: str, location: str, text: str) -> Message:
    key = _KEY.match(text)
    name = key[1] if key and key[1] != "syntax" else None
    place = _TOML_PLACE.fullmatch(location)
    if location.startswith("--"):
        return Message(severity, location, None, None, None, name, text)
    if place:
        return Message(severity, location, place["file"], int(place["line"]),
                       int(place["column"]), name, text)
    place = _JSON_PLACE.fullmatch(location)
    # A path may itself hold ":/" (an address): it is then no pointer of ours.
    if place and place["file"].endswith((".json", "<dict>")):
        return Message(severity, location, place["file"], None, None,
                       dotted(place["pointer"]), text)
    return Message(severity, location, location or None, None, None, name, text)


def dotted(pointer: str) -> str:
    """A JSON pointer as a key: /analysis/looks/0 is analysis.looks[0]."""
    key = ""
    for step in pointer.strip("/").split("/"):
        step = step.replace("~1", "/").replace("~0", "~")
        if step.isdigit():
            key += f"[{step}]"
        else:
            key += f".{step}" if key else step
    return key
