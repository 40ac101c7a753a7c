"""Centres as groups of dense zones that adjoin and together hold many jobs.

Zones (n,): jobs, hectares, places (n, 2) in metres; neighbours (m, 2) are positions of zones that adjoin.
All comparisons are >=.

References
----------
Giuliano, G. & Small, K. A. (1991). Subcenters in the Los Angeles region. RSUE 21: 163-182.
Ban, J., Arnott, R. & Macdonald, J. L. (2017). Identifying employment subcenters: the method of
exponentially declining cutoffs. Land 6: 17.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np

from ..ground.arrays import Bools, Floats, Ints
from ..ground.contiguity import connected
from ..ground.errors import PlanError
from ..ground.zones import totals
from .ranking import Ranking, ranked

GIULIANO_SMALL_DENSITY = 24.71  # jobs per ha: 10 per acre
GIULIANO_SMALL_JOBS = 10_000.0
NO_DECLINE, EXPONENTIAL, DENSITY_GRADIENT = range(3)
VALUE, MEAN, MEAN_AND_SD = range(3)
_LOWEST_DENSITY = 0.5  # jobs per ha, in the gradient, so that empty zones have a logarithm


class Cutoffs(NamedTuple):
    """What a centre takes: ``density`` jobs per ha and ``zone_jobs`` of a zone, ``jobs`` and ``zones`` of a group."""

    density: float = GIULIANO_SMALL_DENSITY
    jobs: float = GIULIANO_SMALL_JOBS
    zone_jobs: float = 0.0
    zones: int = 1


class Decline(NamedTuple):
    """How cut-offs fall away from a centre: times exp(-theta * rate * km); ``km`` (n,) of every zone."""

    km: Floats
    rate: float
    theta: float = 1.0

    def factor(self, km: Floats) -> Floats:
        """Return what a cut-off is multiplied by at these distances.

        Examples
        --------
        >>> km = np.array([0.0, 10.0, 40.0])
        >>> (25 * Decline(km, rate=np.log(2) / 40).factor(km)).round(4).tolist()  # halves every 40 km
        [25.0, 21.0224, 12.5]
        """
        return np.asarray(np.exp(-self.theta * self.rate * km))


def cutoff_centres(
    jobs: Floats, hectares: Floats, neighbours: Ints, cutoffs: Cutoffs, decline: Optional[Decline] = None
) -> Ranking:
    """Return the centres of a city and the centre of every zone, -1 outside.

    A zone is dense if D >= D0 exp(-theta a x); dense zones that adjoin are a centre if their jobs reach
    E0 exp(-theta a x), x in km from the main centre, for a group the mean over its jobs. Without a decline
    (or theta = 0) this is Giuliano and Small's rule.

    Raises
    ------
    PlanError
        If no group of zones qualifies; says how far the best came.

    Examples
    --------
    The first two zones have 30 and 40 jobs per ha, adjoin, and hold over 10,000 jobs.

    >>> jobs, hectares = np.array([15_000.0, 2_000.0, 100.0]), np.array([500.0, 50.0, 100.0])
    >>> cut_off = cutoff_centres(jobs, hectares, np.array([(0, 1), (1, 2)]), Cutoffs(density=24.71, jobs=10_000))
    >>> cut_off.centre.tolist(), cut_off.centres.jobs.tolist()
    ([0, 0, -1], [17000.0])
    """
    least = np.full(len(jobs), cutoffs.density) if decline is None else cutoffs.density * decline.factor(decline.km)
    dense = (jobs >= least * hectares) & (jobs >= cutoffs.zone_jobs) & (jobs > 0)
    group = connected(neighbours, dense)
    inside = group >= 0
    count = int(group.max(initial=-1)) + 1
    held, zones = totals(group[inside], jobs[inside], count), np.bincount(group[inside], minlength=count)
    needed = np.full(count, cutoffs.jobs)
    if decline is not None and count:
        mean_km = totals(group[inside], (jobs * decline.km)[inside], count) / held
        needed = cutoffs.jobs * decline.factor(mean_km)
    large = np.flatnonzero((held >= needed) & (zones >= cutoffs.zones))
    if not len(large):
        raise PlanError(_why_none(dense, held, cutoffs, jobs / hectares))
    return ranked(group, jobs, hectares, least, large)


def cutoff(values: Floats, rule: int, value: float) -> float:
    """Return a cut-off: the value itself, the mean of the zones, or the mean and one standard deviation.

    The standard deviation is that of the zones themselves (divided by n).

    Examples
    --------
    >>> density = np.array([2.0, 4.0])
    >>> cutoff(density, VALUE, 24.71), cutoff(density, MEAN, 24.71), cutoff(density, MEAN_AND_SD, 24.71)
    (24.71, 3.0, 4.0)
    """
    if rule == VALUE:
        return value
    return float(values.mean() + (values.std() if rule == MEAN_AND_SD else 0.0))


def density_gradient(density: Floats, km: Floats) -> float:
    """Return how fast density falls, per km: minus the slope of ln max(D, 0.5) on distance (OLS).

    Raises
    ------
    PlanError
        If density does not fall with distance, so that no cut-off can decline with it.

    Examples
    --------
    >>> km = np.array([0.0, 1.0, 2.0])
    >>> round(density_gradient(100 * np.exp(-0.2 * km), km), 6)
    0.2
    """
    slope = float(np.polyfit(km, np.log(np.maximum(density, _LOWEST_DENSITY)), 1)[0])
    if slope >= 0:
        raise PlanError(
            f"Density does not fall with distance from the centre (slope {slope:.3g} per km). Choose another centre, "
            "or cut-offs without a decline."
        )
    return -slope


def declining(
    rule: int, density: Floats, km: Floats, rate: Optional[float] = None, theta: Optional[float] = None
) -> Decline:
    """Return how cut-offs fall: at the rate asked for (theta 1), or as density does (theta 0.5).

    Raises
    ------
    PlanError
        If the exponential decline has no rate, or density does not fall.

    Examples
    --------
    >>> km = np.array([0.0, 1.0, 2.0])
    >>> fall = declining(DENSITY_GRADIENT, 100 * np.exp(-0.2 * km), km)
    >>> round(fall.rate, 6), fall.theta
    (0.2, 0.5)
    """
    if rule == DENSITY_GRADIENT:
        return Decline(km, density_gradient(density, km), 0.5 if theta is None else theta)
    if rate is None:
        raise PlanError(
            "DECLINE_RATE is empty; the exponential decline needs one, for instance 0.0173 per km (cut-offs halve "
            "every 40 km)."
        )
    return Decline(km, rate, 1.0 if theta is None else theta)


def _why_none(dense: Bools, held: Floats, cutoffs: Cutoffs, density: Floats) -> str:
    if not dense.any():
        return (
            f"No zone reaches {cutoffs.density:,.4g} jobs per hectare with {cutoffs.zone_jobs:,.0f} jobs; "
            f"the densest has {density.max():,.1f}. Lower the density, or check the units of the layer."
        )
    return (
        f"{dense.sum():,} zones are dense enough, but the largest group holds {held.max():,.0f} jobs; asked for are "
        f"{cutoffs.jobs:,.0f} in at least {cutoffs.zones:,} zones. Lower one of them."
    )
