"""How much economic mass is within reach of each zone: effective density, or access to economic mass.

    d_i = sum over j of  E_j / g_ij ^ decay

with E_j all jobs of zone j and g_ij the cost between i and j, a zone's own included. Zones are (n,), decays (k,),
results (n, k). Costs are straight-line km, or in the unit of a table.

References
----------
Graham, D. J. (2007). Agglomeration, productivity and transport investment. J. Transp. Econ. Policy 41: 317-343.
Graham, D. J., Gibbons, S. & Martin, R. (2009). Transport investment and the distance decay of agglomeration benefits.
Department for Transport. TAG Unit A2.4: Productivity impacts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.costs import PairCosts
from ..ground.errors import PlanError
from ..ground.progress import Progress, no_progress
from ..ground.sizes import all_pairs, require
from ..ground.zones import Zones, ratio
from .engine.pair_sums import Masses, pair_sums

RADIUS, NEAREST, NONE = range(3)  # what a zone's own cost is
HIGH_SHARE = 50.0  # %: from here on a zone's own jobs, and so the drawing of zones, make most of the result
_AT_ONCE = 1_000_000  # pairs of a table
_M_PER_KM = 1000.0


class EffectiveDensity(NamedTuple):
    """``density`` (n, k) jobs per unit of cost to the decay; ``own_share`` (n, k) % from the zone itself.

    The share is NaN where the density is 0.
    """

    density: Floats
    own_share: Floats


def effective_density(
    zones: Zones,
    jobs: Floats,
    decays: Floats,
    own_cost: Floats,
    min_cost: float = 0.0,
    scheduler: str = "",
    progress: Progress = no_progress,
) -> EffectiveDensity:
    """Return the effective density of zones by the straight line between their centroids, all pairs.

    Parameters
    ----------
    jobs : (n,) all jobs of each zone
    decays : (k,) at least 0; equal ones are computed once
    own_cost : (n,) km, inf = a zone's own jobs do not count
    min_cost : km; what is nearer counts as this far
    scheduler : address of a Dask cluster, "" = threads of this machine

    Raises
    ------
    PlanError
        If zones have one centroid and no ``min_cost`` holds them apart.

    Examples
    --------
    Two zones 10 km apart, their own jobs 1 km from themselves: 100/1 + 50/10 and 50/1 + 100/10.

    >>> zones = Zones(("A", "B"), np.array([1e6, 1e6]), np.array([[0.0, 0.0], [10_000.0, 0.0]]))
    >>> found = effective_density(zones, np.array([100.0, 50.0]), decays=np.array([1.0]), own_cost=np.ones(2))
    >>> found.density.round(6).tolist(), found.own_share.round(1).tolist()
    ([[105.0], [60.0]], [[95.2], [83.3]])
    """
    place = (zones.centroid - zones.centroid.mean(axis=0)) / _M_PER_KM
    together = len(place) - len(np.unique(place, axis=0))
    _require_apart(together, f"{together:,} zones have the centroid of another, so they are 0 km apart.", min_cost)
    distinct, at = np.unique(decays, return_inverse=True)
    require(all_pairs(len(place), terms=len(distinct)))
    others = pair_sums(Masses(place, jobs), distinct, min_cost, scheduler, progress)
    return _with_own(others, jobs, distinct, own_cost, min_cost, at)


def effective_density_by_costs(
    pairs: PairCosts,
    jobs: Floats,
    decays: Floats,
    own_cost: Floats,
    min_cost: float = 0.0,
    progress: Progress = no_progress,
) -> EffectiveDensity:
    """Return the effective density of zones by a table of costs.

    Pairs that are not in the table have no connection. A zone's own cost is ``own_cost``, whatever the table has.
    The rest is as in ``effective_density``.

    Raises
    ------
    PlanError
        If a cost is 0 and no ``min_cost`` raises it.

    Examples
    --------
    From A to B in 20 minutes, back in 25, and 5 minutes within each: 100/5 + 50/20 and 50/5 + 100/25.

    >>> pairs = PairCosts(np.array([0, 1]), np.array([1, 0]), np.array([20.0, 25.0]), missing=2, missing_own=2)
    >>> jobs, decays, own = np.array([100.0, 50.0]), np.array([1.0]), np.array([5.0, 5.0])
    >>> effective_density_by_costs(pairs, jobs, decays, own).density.round(6).tolist()
    [[22.5], [14.0]]
    """
    between = pairs.origin != pairs.destination
    free = np.count_nonzero(pairs.cost[between] == 0) + np.count_nonzero(own_cost == 0)
    _require_apart(free, f"{free:,} pairs of zones have a cost of 0.", min_cost)
    origin, destination, cost = (column[between] for column in pairs[:3])
    distinct, at = np.unique(decays, return_inverse=True)
    others = np.zeros((len(jobs), len(distinct)))
    for start in range(0, len(cost), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        logarithm, mass = np.log2(np.maximum(cost[some], min_cost)), jobs[destination[some]]
        for column, decay in enumerate(distinct.tolist()):
            others[:, column] += np.bincount(origin[some], mass * np.exp2(-decay * logarithm), len(jobs))
        progress(min(start + _AT_ONCE, len(cost)) / len(cost))
    return _with_own(others, jobs, distinct, own_cost, min_cost, at)


def own_distances(zones: Zones, rule: int) -> Floats:
    """Return how far each zone is from itself, (n,) km, by the rule; inf where its own jobs do not count.

    Examples
    --------
    A circle of pi km² has a radius of 1 km, and two thirds of it to its centre; half of 10 km lies the next zone.

    >>> zones = Zones(("A", "B"), np.array([1e6, 4e6]) * np.pi, np.array([[0.0, 0.0], [10_000.0, 0.0]]))
    >>> for rule in (RADIUS, NEAREST, NONE):
    ...     print(own_distances(zones, rule).round(3).tolist())
    [0.667, 1.333]
    [5.0, 5.0]
    [inf, inf]
    """
    if rule == RADIUS:
        return zones.own_distance()
    if rule == NEAREST and len(zones) > 1:
        from scipy.spatial import cKDTree

        nearest, _ = cKDTree(zones.centroid).query(zones.centroid, k=2)
        return np.asarray(nearest[:, 1] / 2 / _M_PER_KM)
    return np.full(len(zones), np.inf)


def own_costs(pairs: PairCosts, zones: int, rule: int) -> Floats:
    """Return what each zone costs from itself by a table, (n,), inf where its own jobs do not count.

    ``RADIUS`` has no unit in a table of minutes, so the table's own pairs count, and where there are none nothing;
    ``NEAREST`` is half the lowest cost to another zone.

    Examples
    --------
    >>> origin, destination, cost = np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([6.0, 20.0, 25.0])
    >>> pairs = PairCosts(origin, destination, cost, missing=1, missing_own=1)
    >>> own_costs(pairs, zones=2, rule=RADIUS).tolist(), own_costs(pairs, zones=2, rule=NEAREST).tolist()
    ([6.0, inf], [10.0, 12.5])
    """
    costs = np.full(zones, np.inf)
    if rule == RADIUS:
        own = pairs.origin == pairs.destination
        costs[pairs.origin[own]] = pairs.cost[own]
    elif rule == NEAREST:
        other = pairs.origin != pairs.destination
        np.minimum.at(costs, pairs.origin[other], pairs.cost[other] / 2)
    return costs


def _with_own(
    others: Floats, jobs: Floats, decays: Floats, own_cost: Floats, min_cost: float, at: Ints
) -> EffectiveDensity:
    """Add each zone's own jobs, and hand out the distinct decays to those that were asked for."""
    there = np.isfinite(own_cost)
    own = np.zeros(others.shape)
    own[there] = jobs[there, None] / np.maximum(own_cost[there], min_cost)[:, None] ** decays
    density = others + own
    return EffectiveDensity(density[:, at], 100 * ratio(own, density)[:, at])


def _require_apart(count: int, what: str, min_cost: float) -> None:
    if count and not min_cost > 0:
        raise PlanError(f"{what} Jobs at no cost would weigh without limit. Give a MIN_COST, such as 0.1.")
