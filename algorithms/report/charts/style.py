"""What do all charts share? One style sheet, and the way from a figure to a drawing whose text is text.

matplotlib is imported when a chart is drawn, and in this folder only. The same input gives the same bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from ..appearance import Look, mixed
from ..wording import one_line

WIDTH = 6.7
"""Inches: the width of the text on an A4 page."""
SMALL = 7.5
"""Points: the size of the smallest text."""
_MEASURED = "DejaVu Sans"  # comes with matplotlib and is wide: what fits in it fits in the reader's font too
_UNDATED = {"Date": None, "Creator": None, "Format": None, "Type": None}


class Chart(NamedTuple):
    """``svg``, one element that loads and runs nothing, and ``alt``, what it shows in words."""

    svg: str
    alt: str


def drawn(draw: Callable[[Any], None], height: float, title: str, look: Look, alt: str) -> Chart:
    """Return a chart, drawn under settings of our own whatever the user's are.

    Parameters
    ----------
    draw : draws into the ``matplotlib.figure.Figure`` that it is handed
    height : inches
    title : what stands above it; that it is observed or modelled is part of it
    alt : what it shows in words

    Raises
    ------
    ValueError
        If a colour of the look is not ``#rrggbb``, or a font not a name.
    """
    from matplotlib import style
    from matplotlib.figure import Figure

    buffer = io.StringIO()
    with style.context(["default", _sheet(look.checked())]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's font has it, or shows a box
        figure = Figure((WIDTH, height))
        figure.suptitle(one_line(title), x=0.003, ha="left", zorder=-1)  # first in the file
        draw(figure)
        figure.savefig(buffer, format="svg", metadata=_UNDATED)
    svg = buffer.getvalue()
    return Chart(svg[svg.index("<svg") :].replace(f"'{_MEASURED}'", look.font_family), alt)


def _sheet(look: Look) -> dict[str, Any]:
    """Return the style sheet: few lines, no boxes, headings on the left above what they name."""
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "agora",
        "text.parse_math": False,
        "savefig.transparent": True,
        "figure.constrained_layout.use": True,
        "figure.constrained_layout.h_pad": 0.06,
        "figure.constrained_layout.wspace": 0.06,
        "figure.titlesize": 10.5,
        "figure.titleweight": "bold",
        "font.family": _MEASURED,
        "font.size": 8.5,
        "text.color": look.ink,
        "axes.titlelocation": "left",
        "axes.titlesize": "medium",
        "axes.titlecolor": look.quiet,
        "axes.titlepad": 8,
        "axes.labelcolor": look.quiet,
        "xtick.labelcolor": look.quiet,
        "ytick.labelcolor": look.quiet,
        "xtick.major.pad": 6,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "ytick.minor.size": 0,
        "axes.edgecolor": mixed(look.ink, look.paper, 0.6),
        "axes.linewidth": 0.7,
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.spines.bottom": False,
        "axes.axisbelow": True,
        "grid.color": look.line,
        "grid.linewidth": 0.5,
        "lines.color": look.accent,
        "lines.solid_capstyle": "round",
        "patch.force_edgecolor": True,
        "patch.edgecolor": mixed(look.ink, look.paper, 0.45),  # light areas can be told from the paper
        "patch.linewidth": 0.4,
        "legend.frameon": False,
        "legend.labelcolor": look.quiet,
        "legend.markerscale": 3,
        "legend.handlelength": 1.4,
        "legend.borderpad": 0,
    }
