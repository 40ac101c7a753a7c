"""On how little land do the jobs stand?

Zones are (n,); shares are per cent, 0 to 100.

References
----------
Lorenz, M. O. (1905). Methods of measuring the concentration of wealth. Publ. Am. Stat. Assoc. 9(70): 209-219.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ...ground.arrays import Floats
from ...ground.errors import PlanError
from ...ground.zones import ratio
from ..appearance import Look
from ..wording import per_cent
from .style import SMALL, Chart, drawn

HALF, MOST = 50.0, 90.0
_STEPS = 200
_FAR = 45.0  # % of land, from which on a label would run out of the chart
_QUARTERS = range(0, 101, 25)


class LorenzCurve(NamedTuple):
    """``land`` and ``jobs`` (s,) from 0 to 100; ``half`` and ``most``, % of land that hold 50 and 90 % of jobs."""

    land: Floats
    jobs: Floats
    half: float
    most: float


def lorenz(jobs: npt.ArrayLike, hectares: npt.ArrayLike, look: Look, basis: str) -> Chart:
    """Return the share of all jobs on a share of all land, the densest zones first.

    Parameters
    ----------
    jobs, hectares : (n,) of all zones
    basis : observed, modelled, estimated or classified

    Raises
    ------
    PlanError
        If the zones hold no jobs or no land.
    """
    curve = lorenz_curve(np.asarray(jobs, dtype=np.float64), np.asarray(hectares, dtype=np.float64))
    alt = (
        f"Curve of the share of jobs over the share of land, densest zones first ({basis}): half of the jobs are on "
        f"{per_cent(curve.half)} % of the land, 90 % of the jobs on {per_cent(curve.most)} %."
    )
    title = f"How few hectares hold the jobs ({basis})"
    return drawn(lambda figure: _draw(figure.subplots(), curve, look), 3.0, title, look, alt)


def lorenz_curve(jobs: Floats, hectares: Floats) -> LorenzCurve:
    """Return the share of jobs on the share of land, densest zones first, at few points that keep its shape.

    Parameters
    ----------
    jobs, hectares : (n,)

    Raises
    ------
    PlanError
        If the zones hold no jobs or no land.

    Examples
    --------
    Nine in ten jobs stand on one hectare of ten, so half of them on 10 % * 50 / 90 of the land:

    >>> curve = lorenz_curve(np.array([90.0, 10.0]), np.array([1.0, 9.0]))
    >>> round(curve.half, 2), round(curve.most, 2)
    (5.56, 10.0)
    """
    order = np.argsort(-ratio(jobs, hectares), kind="stable")  # zones without land come last
    held, land = _cumulative(jobs[order]), _cumulative(hectares[order])
    levels = np.linspace(0.0, 100.0, _STEPS + 1)
    at = np.unique(np.concatenate([levels, np.interp(levels[:-1], held, land)]))
    half, most = np.interp([HALF, MOST], held, land)
    return LorenzCurve(at, np.interp(at, land, held), float(half), float(most))


def _cumulative(values: Floats) -> Floats:
    total = values.sum()
    if not total > 0:
        raise PlanError("The zones hold no jobs or no land, of which there are no shares. Check the two fields.")
    return np.concatenate([[0.0], 100 * np.cumsum(values) / total])


def _draw(axes: Any, curve: LorenzCurve, look: Look) -> None:
    """Draw the curve, and mark where half and nine tenths of the jobs are reached."""
    axes.set(xlim=(0, 100), ylim=(0, 100), xticks=_QUARTERS, yticks=_QUARTERS)
    axes.grid(axis="y")
    axes.plot([0, 100], [0, 100], color=look.line, linewidth=0.7)
    axes.plot(curve.land, curve.jobs, color=look.accent, linewidth=2, clip_on=False)
    axes.text(67, 60, "if all hectares had the same", fontsize=SMALL, color=look.quiet)
    axes.set_ylabel("% of all jobs")
    axes.set_xlabel("% of all land, densest zones first", loc="right")
    _mark(axes, HALF, curve.half, look)
    _mark(axes, MOST, curve.most, look)


def _mark(axes: Any, share: float, land: float, look: Look) -> None:
    axes.plot(land, share, "o", color=look.accent, markersize=5)
    offset, side = ((8, -11), "left") if land < _FAR else ((-8, 3), "right")  # where the curve leaves room
    axes.annotate(
        f"{share:.0f} % of the jobs are on {per_cent(land)} % of the land",
        (land, share),
        offset,
        textcoords="offset points",
        ha=side,
        fontweight="bold",
        bbox={"facecolor": look.paper, "edgecolor": "none", "pad": 1},
    )
