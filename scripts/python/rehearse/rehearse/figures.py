"""What the figures share: colours, style, and their files."""

from __future__ import annotations

import os
from typing import Any, Dict

from .process import PathLike

# Okabe and Ito's colours (jfly.uni-koeln.de/color, 2008), told apart with any
# colour vision, without their yellow, which is faint on white; the marker says
# the same again for a print in grey.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00",
           "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
STYLE = {"font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
         "figure.constrained_layout.w_pad": 0.08,
         "figure.constrained_layout.h_pad": 0.08, "svg.hashsalt": "rehearse",
         "svg.fonttype": "none", "pdf.fonttype": 42}


def load_matplotlib() -> Any:
    """The module. Raises ImportError with what to do where it is missing."""
    try:
        import matplotlib
        import matplotlib.figure
    except ImportError as error:
        raise ImportError("figures need matplotlib, which isn't installed: "
                          "pip install matplotlib") from error
    return matplotlib


def save(figure: Any, path: PathLike) -> None:
    """Writes a figure: png (300 dpi), svg or pdf, by the name's ending.

    The same figure gives the same bytes. Raises ValueError for another ending.
    """
    kind = os.path.splitext(os.fspath(path))[1].lower()
    dates: Dict[str, Dict[str, None]] = {".png": {}, ".svg": {"Date": None},
                                         ".pdf": {"CreationDate": None}}
    if kind not in dates:
        raise ValueError(f"{path}: a figure's name ends in .png, .svg or .pdf")
    with load_matplotlib().rc_context(STYLE):
        figure.savefig(path, dpi=300, metadata=dates[kind])
