"""Centres as the places where a density surface stands high: by a threshold, or by a share of all jobs.

A surface is (rows, cols) in jobs per hectare, NaN where nothing is known; cells that share a side hang
together.

References
----------
Percent-volume contour: Anderson, D. J. (1982). The home range. Ecology 63: 103-112.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Bools, Floats, Ints
from ..ground.errors import PlanError
from ..ground.grid import Grid
from ..ground.progress import Progress, no_progress
from ..ground.zones import M2_PER_HA
from .ranking import Ranking, ranked


class Rule(NamedTuple):
    """What makes a centre: its ``threshold`` to begin and to ``grow_to`` (jobs per ha), and how large it must be.

    ``min_jobs``; ``min_area`` and ``min_hole`` in ha: smaller gaps are filled.
    """

    threshold: float
    grow_to: float
    min_jobs: float = 0.0
    min_area: float = 1.0
    min_hole: float = 1.0

    @property
    def lowest(self) -> float:
        """The density at the boundary."""
        return min(self.threshold, self.grow_to)


def density_centres(density: Floats, grid: Grid, rule: Rule, progress: Progress = no_progress) -> Ranking:
    """Return the centres of a surface and the centre of every cell.

    A centre is a connected set of cells at or above ``grow_to`` that holds a cell at or above
    ``threshold`` (hysteresis; equal thresholds: a plain contour).

    Parameters
    ----------
    density : (rows, cols) jobs per ha
    grid : in metres

    Raises
    ------
    PlanError
        If no place is dense enough; names the highest density.

    Examples
    --------
    Cells of 100 m are 1 ha: the centre begins at the 50 and grows to the 30 beside it.

    >>> density = np.array([[0.0, 5.0, 0.0, 0.0], [0.0, 30.0, 50.0, 0.0]])
    >>> contour = density_centres(density, Grid(0.0, 200.0, 100.0, 2, 4), Rule(threshold=40.0, grow_to=25.0))
    >>> contour.centre.tolist()
    [[-1, -1, -1, -1], [-1, 0, 0, -1]]
    >>> contour.centres.jobs.tolist(), contour.centres.area.tolist(), contour.centres.peak.tolist()
    ([80.0], [2.0], [50.0])
    """
    hectares = grid.cell**2 / M2_PER_HA
    known = np.nan_to_num(density, nan=0.0)
    progress(0.1)
    group = _grown(known, rule)
    progress(0.4)
    group = _without_holes(group, ~np.isnan(density), rule.min_hole / hectares)
    progress(0.7)
    cells = np.bincount(group[group >= 0])
    jobs = np.bincount(group[group >= 0], known[group >= 0]) * hectares
    large = (jobs >= rule.min_jobs) & (cells * hectares >= rule.min_area * (1 - 1e-9))
    if not large.any():
        raise PlanError(
            f"No centre: the surface reaches {known.max():,.1f} jobs per hectare; asked for are {rule.threshold:,.4g} "
            f"on at least {rule.min_area:g} ha with {rule.min_jobs:,.0f} jobs. Lower one of them."
        )
    return ranked(group, known * hectares, np.array(hectares), np.array(rule.lowest), np.flatnonzero(large))


def share_threshold(density: Floats, share: float) -> float:
    """Return the density whose contour encloses the smallest area that holds ``share`` (0 to 1) of all jobs.

    Raises
    ------
    PlanError
        If the surface holds no jobs.

    Examples
    --------
    >>> share_threshold(np.array([[1.0, 2.0], [3.0, 4.0]]), share=0.5)  # 4 alone is 40 %, 4 and 3 are 70 %
    3.0
    """
    known = np.sort(density[density > 0])[::-1]
    if not len(known):
        raise PlanError("The surface holds no jobs, so no share of them can be enclosed.")
    held = np.cumsum(known)
    return float(known[min(np.searchsorted(held, share * held[-1] * (1 - 1e-12)), len(known) - 1)])


def _grown(density: Floats, rule: Rule) -> Ints:
    """Return the connected high places, (rows, cols), -1 outside."""
    from scipy.ndimage import label

    group, count = label(density >= rule.lowest)
    seeds = np.unique(group[density >= rule.threshold])
    place = np.full(count + 1, -1)
    place[seeds] = np.arange(len(seeds))
    return np.asarray(place[group])


def _without_holes(group: Ints, known: Bools, largest: float) -> Ints:
    """Return the groups with gaps of up to ``largest`` cells filled that lie inside one group."""
    from scipy.ndimage import find_objects, label

    gaps, count = label(group < 0, structure=np.ones((3, 3)))
    sizes = np.bincount(gaps.reshape(-1), minlength=count + 1)
    filled = group.copy()
    for gap, place in enumerate(find_objects(gaps), start=1):
        if sizes[gap] >= largest or _touches_edge(place, group.shape):
            continue
        wider = tuple(slice(side.start - 1, side.stop + 1) for side in place)
        hole = gaps[wider] == gap
        around = np.unique(group[wider][_beside(hole)])
        if len(around) == 1 and known[wider][hole].all():
            filled[wider][hole] = around[0]
    return filled


def _touches_edge(place: tuple[slice, ...], shape: tuple[int, ...]) -> bool:
    return any(side.start == 0 or side.stop == size for side, size in zip(place, shape))


def _beside(hole: Bools) -> Bools:
    from scipy.ndimage import binary_dilation

    return np.asarray(binary_dilation(hole, np.ones((3, 3))) & ~hole)
