"""Which numbers do the curves of a report run through?

Zones (n,), flows (m,); shares are per cent, 0 to 100.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.zones import ratio

_STEPS = 200
HALF, MOST = 50.0, 90.0


class LorenzCurve(NamedTuple):
    """``land`` and ``jobs`` (s,) from 0 to 100; ``half`` and ``most``, % of land that hold 50 and 90 % of jobs."""

    land: Floats
    jobs: Floats
    half: float
    most: float


class DistanceBands(NamedTuple):
    """``start`` km and ``share`` % of people of each band (b,), the last of them open.

    ``width`` km of the others; ``median`` and ``mean`` km.
    """

    start: Floats
    share: Floats
    width: float
    median: float
    mean: float


def lorenz_curve(jobs: Floats, hectares: Floats) -> LorenzCurve:
    """Return the share of jobs on the share of land, densest zones first, at few points that keep its shape.

    Parameters
    ----------
    jobs, hectares : (n,)
    """
    order = np.argsort(-ratio(jobs, hectares), kind="stable")  # zones without land come last
    held, land = _cumulative(jobs[order]), _cumulative(hectares[order])
    levels = np.linspace(0.0, 100.0, _STEPS + 1)
    at = np.unique(np.concatenate([levels, np.interp(levels[:-1], held, land)]))
    half, most = np.interp([HALF, MOST], held, land)
    return LorenzCurve(at, np.interp(at, land, held), float(half), float(most))


def distance_bands(distance: Floats, people: Floats, width: float, bands: int = 12) -> DistanceBands:
    """Return the share of people by distance.

    Parameters
    ----------
    distance : (m,) km; people : (m,)
    width : km of a band; the last one holds all who go further

    Raises
    ------
    PlanError
        If there are no people.
    """
    total = people.sum()
    if not total > 0:
        raise PlanError("The flows hold no people, so they have no distances. Check the field of commuters.")
    band = np.minimum(distance // width, bands - 1).astype(np.intp)
    share = 100 * np.bincount(band, people, bands) / total
    order = np.argsort(distance, kind="stable")
    median = distance[order][np.searchsorted(np.cumsum(people[order]), total / 2)]
    return DistanceBands(width * np.arange(bands), share, width, float(median), float(distance @ people / total))


def _cumulative(values: Floats) -> Floats:
    total = values.sum()
    if not total > 0:
        raise PlanError("The zones hold no jobs or no land, of which there are no shares. Check the two fields.")
    return np.concatenate([[0.0], 100 * np.cumsum(values) / total])
