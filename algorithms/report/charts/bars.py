"""How do bars stand in rows? For the charts that compare places or roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...ground.arrays import Floats
from ..appearance import Look
from ..wording import one_line

_LONGEST = 28  # letters of a name


def bars_height(rows: int) -> float:
    """Return how high a chart of so many rows of bars is, in inches."""
    return 0.6 + 0.24 * max(rows, 1)


def bars(
    axes: Any,
    heading: str,
    names: Sequence[str],
    values: Floats,
    labels: Sequence[str],
    colours: Sequence[str],
    look: Look,
) -> None:
    """Draw one bar a row, the first on top, with its name on the left (none where ``names`` is empty) and its label.

    Parameters
    ----------
    axes : ``matplotlib.axes.Axes``
    values, labels, colours : (k,); a value is at least 0
    """
    rows = max(len(values), 1)
    axes.bar_label(axes.barh(range(len(values)), values, 0.72, color=list(colours)), labels, padding=4)
    axes.set(xlim=(0, max(values.max(initial=0), np.finfo(float).tiny)), ylim=(rows - 0.5, -0.5), xticks=[])
    axes.set_yticks(range(len(names)), [one_line(name, _LONGEST) for name in names])
    axes.tick_params(labelcolor=look.ink)
    axes.spines["left"].set_visible(True)
    axes.set_title(heading)
