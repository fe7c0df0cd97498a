"""What can go wrong, by the program's exit status."""

from __future__ import annotations

import signal
from typing import List

from .messages import Message, parse_messages


class RehearseWarning(UserWarning):
    """The program found something unlikely, though not impossible."""


class RehearseError(Exception):
    """The program ended without a result.

    `returncode` is its exit status (negative: the signal that ended it),
    `stderr` what it wrote there, progress aside.
    """

    def __init__(self, returncode: int, stderr: str) -> None:
        super().__init__(returncode, stderr)
        self.returncode = returncode
        self.stderr = stderr

    def __str__(self) -> str:
        return (self.stderr.strip() or
                f"rehearse ended silently with status {self.returncode}")


class BinaryNotFound(RehearseError):
    """127: there is no program `rehearse`, or what was named can't be run."""


class UsageError(RehearseError):
    """64: an argument that can't be."""


class DataError(RehearseError):
    """65: a data file, or a list, that can't be read as such."""


class InputMissing(RehearseError):
    """66: a file that isn't there."""


class InternalError(RehearseError):
    """70: a bug of rehearse."""


class MemoryExhausted(RehearseError):
    """71: more memory was asked for than there is."""


class OutputError(RehearseError):
    """73 or 74: what was asked for can't be written."""


class Interrupted(RehearseError):
    """75: interrupted from outside; a sweep with `out` can be resumed."""


class ConfigError(RehearseError):
    """78: a bad config; `messages` says all that is wrong, and where."""

    @property
    def messages(self) -> List[Message]:
        return parse_messages(self.stderr)


_BY_STATUS = {
    64: UsageError,
    65: DataError,
    66: InputMissing,
    70: InternalError,
    71: MemoryExhausted,
    73: OutputError,
    74: OutputError,
    75: Interrupted,
    78: ConfigError,
    -signal.SIGINT: Interrupted,
    -signal.SIGTERM: Interrupted,
}


def error_of(returncode: int, stderr: str) -> RehearseError:
    """The error that an exit status other than 0 stands for."""
    if returncode < 0 and not stderr.strip():
        stderr = f"rehearse was ended by signal {-returncode}"
    return _BY_STATUS.get(returncode, RehearseError)(returncode, stderr)
