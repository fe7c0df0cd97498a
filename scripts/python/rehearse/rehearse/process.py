"""Finds the program, runs it, and waits for it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import warnings
from dataclasses import dataclass
from typing import Callable, List, Mapping, Optional, Sequence, Union

from .errors import BinaryNotFound, RehearseWarning, error_of
from .messages import parse_messages

PathLike = Union[str, "os.PathLike[str]"]
_OWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin",
                    "rehearse")  # in wheels that are made with the program
_COUNTED = ("replicates", "futures", "trials")


@dataclass(frozen=True)
class Progress:
    """How far a run is. `seconds` have passed since its start [s]."""

    done: int  # replicates; of a forecast futures, then trials
    total: int  # of the same
    seconds: float


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Output:
    """What a run that succeeded left: data, and words beside progress."""

    stdout: bytes
    stderr: str


def find_binary(binary: Optional[PathLike] = None) -> str:
    """The program: `binary`, else REHEARSE_BIN, else the one that the wheel
    brought, else `rehearse` on the PATH.

    Raises BinaryNotFound if there is none that can be run.
    """
    if binary is not None:
        name, source = os.fspath(binary), "the argument binary"
    elif os.environ.get("REHEARSE_BIN"):
        name, source = os.environ["REHEARSE_BIN"], "REHEARSE_BIN"
    elif os.path.exists(_OWN):
        name, source = _OWN, "this package"
    else:
        name, source = "rehearse", "the PATH"
    found = shutil.which(os.path.expanduser(name))
    if found is None:
        raise BinaryNotFound(
            127, f"no program '{name}' was found (by {source}): build it with "
            "scripts/run, then give binary=, or set REHEARSE_BIN to its path")
    return found


def main() -> None:
    """The command `rehearse` of a wheel that has the program in it."""
    os.execv(_OWN, ["rehearse", *sys.argv[1:]])


def path_argument(path: PathLike) -> str:
    """A path as an argument that no option can be mistaken for."""
    text = os.path.expanduser(os.fspath(path))
    return os.path.join(".", text) if text.startswith("-") else text


def run(arguments: Sequence[str], binary: Optional[PathLike] = None,
        progress: Optional[OnProgress] = None,
        names: Optional[Mapping[str, str]] = None) -> Output:
    """Runs the program to its end.

    `names`: how messages call files that the user has never seen.
    Its warnings become RehearseWarning. An exception in between (Ctrl-C, or
    one of `progress`) interrupts the program and waits for it, so that a
    sweep keeps what is finished.

    Raises the subclass of RehearseError that its exit status stands for.
    """
    program = find_binary(binary)
    try:
        child = subprocess.Popen(
            [program, *arguments], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise BinaryNotFound(
            127, f"{program} can't be run ({error.strerror}): is it rehearse, "
            "built for this machine?") from error
    output = _attend(child, progress)
    for path, name in (names or {}).items():
        output = Output(output.stdout, output.stderr.replace(path, name))
    if child.returncode != 0:
        raise error_of(child.returncode, output.stderr)
    for message in parse_messages(output.stderr):
        if message.severity == "warning":
            warnings.warn(str(message), RehearseWarning, stacklevel=4)
    return output


def renamed(output: Output, names: Mapping[str, str]) -> Output:
    """What was printed, with names for files that the user has never seen."""
    stdout = output.stdout
    for path, name in names.items():
        stdout = stdout.replace(path.encode(), name.encode())
    return Output(stdout, output.stderr)


def _attend(child: "subprocess.Popen[bytes]",
            progress: Optional[OnProgress]) -> Output:
    assert child.stdout is not None and child.stderr is not None
    stdout: List[bytes] = []
    # stdout has a thread of its own: neither pipe may fill while we wait at
    # the other.
    reader = threading.Thread(target=_read_all, args=(child.stdout, stdout),
                              daemon=True)
    try:
        reader.start()
        stderr = _words(child.stderr, progress)
        child.wait()
        reader.join()
    except BaseException:
        _interrupt(child)
        raise
    finally:
        child.stderr.close()
    return Output(b"".join(stdout), stderr)


def _read_all(pipe, chunks: List[bytes]) -> None:
    with pipe:
        chunks.append(pipe.read())


def _words(pipe, progress: Optional[OnProgress]) -> str:
    words = []
    for line in pipe:
        text = line.decode("utf-8", "replace")
        if text.startswith('{') and '_done"' in text:
            report = json.loads(text)
            # Of a calibration of bounds nobody knows how many there will be.
            counted = [what for what in _COUNTED if what in report]
            if progress is not None and counted:
                progress(Progress(report[f"{counted[0]}_done"],
                                  report[counted[0]],
                                  report["elapsed_seconds"]))
        else:
            words.append(text)
    return "".join(words)


def _interrupt(child: "subprocess.Popen[bytes]") -> None:
    # On a terminal Ctrl-C has reached the program too: it takes two signals
    # within 0.3 s for one.
    try:
        child.send_signal(signal.SIGINT)
        for _ in child.stderr:
            pass
        child.wait()
    except BaseException:  # a second Ctrl-C: whoever waits doesn't want to
        child.kill()
        child.wait()
        raise
