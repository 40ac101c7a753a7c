"""How many jobs has each centre, and how densely does it hold them?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ...ground.arrays import Floats
from ..appearance import Look
from ..wording import amount, count, one_line
from .bars import bars, bars_height
from .style import Chart, drawn


def centre_bars(
    names: Sequence[str],
    jobs: npt.ArrayLike,
    density: npt.ArrayLike,
    classes: Sequence[tuple[float, str]],
    look: Look,
    basis: str,
    most: int = 12,
) -> Chart:
    """Return bars of the jobs and of the density of the first centres.

    Parameters
    ----------
    names : (k,), most jobs first
    jobs : (k,)
    density : (k,) jobs per hectare
    classes : from this density on, this colour; ascending, as on the map
    basis : observed, modelled, estimated or classified
    most : how many centres are shown
    """
    shown = [one_line(name) for name in names[:most]]
    held, dense = (np.asarray(values, dtype=np.float64)[:most] for values in (jobs, density))
    which = f"first {most} of {len(names)} centres" if len(names) > most else "centres"
    return drawn(
        lambda figure: _draw(figure, shown, held, dense, classes, look),
        bars_height(len(shown)),
        f"Jobs and density of the {which} ({basis})",
        look,
        _in_words(which, shown, held, dense, basis),
    )


def _draw(
    figure: Any, names: Sequence[str], jobs: Floats, density: Floats, classes: Sequence[tuple[float, str]], look: Look
) -> None:
    """Draw two columns of bars with one list of names, the density in the colours of the map."""
    left, right = figure.subplots(1, 2, gridspec_kw={"width_ratios": (6, 5)})
    bars(left, "jobs", names, jobs, list(map(count, jobs.tolist())), [look.accent] * len(jobs), look)
    colours = [_colour(dense, classes, look) for dense in density.tolist()]
    bars(right, "jobs per hectare", (), density, list(map(amount, density.tolist())), colours, look)


def _colour(density: float, classes: Sequence[tuple[float, str]], look: Look) -> str:
    return next((colour for least, colour in reversed(classes) if least <= density), look.paper)


def _in_words(which: str, names: Sequence[str], jobs: Floats, density: Floats, basis: str) -> str:
    if not names:
        return f"Bar chart without bars: there is no centre ({basis})."
    columns = zip(names, jobs.tolist(), density.tolist())
    places = "; ".join(f"{name} {count(held)} at {amount(dense)}" for name, held, dense in columns)
    return f"Bar chart of jobs, and of jobs per hectare, of the {which} ({basis}): {places}."
