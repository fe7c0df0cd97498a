"""Rehearse a randomized trial before it runs.

A thin caller of the command line `rehearse`: every number is the one that the
shell prints. The program is found by the argument `binary`, by the environment
variable REHEARSE_BIN, or on the PATH, in this order.
"""

from .analysis import analyze
from .errors import (
    BinaryNotFound,
    ConfigError,
    DataError,
    InputMissing,
    InternalError,
    Interrupted,
    MemoryExhausted,
    OutputError,
    RehearseError,
    RehearseWarning,
    UsageError,
)
from .messages import Message
from .ongoing import forecast
from .planning import check, design, size
from .process import Progress
from .randomization import randomize
from .results import (
    Analysis,
    Check,
    Design,
    Forecast,
    Power,
    RandomizationList,
    Replicate,
    Result,
    Size,
    Sweep,
)
from .simulation import power, simulate, sweep

__version__ = "0.2.0"

__all__ = [
    "Analysis",
    "BinaryNotFound",
    "Check",
    "ConfigError",
    "DataError",
    "Design",
    "Forecast",
    "InputMissing",
    "InternalError",
    "Interrupted",
    "MemoryExhausted",
    "Message",
    "OutputError",
    "Power",
    "Progress",
    "RandomizationList",
    "RehearseError",
    "RehearseWarning",
    "Replicate",
    "Result",
    "Size",
    "Sweep",
    "UsageError",
    "analyze",
    "check",
    "design",
    "forecast",
    "power",
    "randomize",
    "simulate",
    "size",
    "sweep",
]
