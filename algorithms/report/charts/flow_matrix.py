"""Between which roles do more people commute than their sizes alone would give?"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from ...ground.arrays import Floats
from ..appearance import Look, checked_colour, contrast
from ..wording import amount, counted, one_line
from .style import SMALL, Chart, drawn

_BREAKS = (0.5, 0.8, 1.25, 2.0)
_CLASSES = ("under 0.5", "0.5 to 0.8", "0.8 to 1.25", "1.25 to 2", "2 and more")
_LONGEST, _LONGEST_SLANTED = 28, 22  # letters of a title
_CELL, _SLANTED = 0.27, 0.07  # inches: height of a cell, and of a letter above it
_LEAST_WIDE = 8  # roles: cells of fewer would be planks
_READABLE = 4.5  # contrast that the guidelines ask of small text


def flow_matrix(titles: Sequence[str], ratio: npt.ArrayLike, colours: Sequence[str], look: Look, basis: str) -> Chart:
    """Return commuting between roles, observed over expected, with the values printed.

    Parameters
    ----------
    titles : (k,) of the roles
    ratio : (k, k) from row to column, NaN where no people are expected
    colours : five, from far fewer than expected over as expected to far more
    basis : observed, modelled, estimated or classified
    """
    names, times = [one_line(title) for title in titles], np.asarray(ratio, dtype=np.float64)
    paints = [checked_colour(colour) for colour in colours]
    slanted = max((len(one_line(name, _LONGEST_SLANTED)) for name in names), default=0)
    return drawn(
        lambda figure: _draw(figure.subplots(), names, times, paints, look),
        0.8 + _SLANTED * slanted + _CELL * len(names),
        f"Commuting between roles, times expected ({basis})",
        look,
        _in_words(names, times, basis),
    )


def _draw(axes: Any, titles: Sequence[str], ratio: Floats, colours: Sequence[str], look: Look) -> None:
    """Draw a cell for each pair of roles, coloured by class, with its value; rows are homes, columns jobs."""
    size = len(titles)
    axes.set(xlim=(0, max(size, _LEAST_WIDE)), ylim=(max(size, 1), 0))
    for place in np.ndindex(size, size):
        _draw_cell(axes, place, float(ratio[place]), colours, look)
    middles = np.arange(size) + 0.5
    axes.xaxis.tick_top()
    axes.set_xticks(middles, [one_line(title, _LONGEST_SLANTED) for title in titles], rotation=55, ha="left")
    for label in axes.get_xticklabels():
        label.set_rotation_mode("anchor")
    axes.set_yticks(middles, [one_line(title, _LONGEST) for title in titles])
    axes.tick_params(labelcolor=look.ink)
    corner = {"xycoords": "axes fraction", "textcoords": "offset points", "ha": "right", "fontsize": SMALL}
    axes.annotate("from homes in ↓ to jobs in →", (0, 1), (-4, 4), color=look.quiet, **corner)
    _draw_key(axes, colours)


def _draw_cell(axes: Any, place: tuple[int, ...], value: float, colours: Sequence[str], look: Look) -> None:
    """Draw one cell, in the colour of the number that is read in it."""
    from matplotlib.patches import Rectangle

    row, column = place
    colour = colours[bisect(_BREAKS, round(value, 1))] if isfinite(value) else look.paper
    words = amount(value).replace("under ", "<") if isfinite(value) else "–"
    ink = look.ink if contrast(look.ink, colour) >= _READABLE else look.paper
    axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor=look.paper, linewidth=1.2))
    axes.text(column + 0.5, row + 0.5, words, ha="center", va="center_baseline", fontsize=SMALL, color=ink)


def _draw_key(axes: Any, colours: Sequence[str]) -> None:
    """Write below the cells what their colours mean."""
    from matplotlib.patches import Patch

    handles = [Patch(facecolor=colour, label=words) for words, colour in zip(_CLASSES, colours)]
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.03), ncol=len(handles), fontsize=SMALL)


def _in_words(titles: Sequence[str], ratio: Floats, basis: str) -> str:
    """Return how far roles are connected: the highest and the lowest ratio between two of them."""
    opening = f"Matrix of commuting from {counted(len(titles), 'role', 'roles')} to each, times expected ({basis})"
    between = np.where(np.eye(len(titles), dtype=bool), np.nan, ratio)
    if not np.isfinite(between).any():
        return f"{opening}."
    ends = [divmod(int(pick(between)), len(titles)) for pick in (np.nanargmax, np.nanargmin)]
    high, low = (f"{titles[start]} to {titles[end]}, {amount(float(between[start, end]))} times" for start, end in ends)
    return f"{opening}. Between two roles it is highest from {high}, and lowest from {low}."
