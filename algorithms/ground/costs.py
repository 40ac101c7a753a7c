"""What it costs to travel between each two zones, from a table of pairs.

Zones are positions 0 to n - 1; a list has one row for each pair, (m,); a matrix is (n, n), origins in rows,
inf = no connection.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .arrays import Floats, Ints
from .checks import refuse


class PairCosts(NamedTuple):
    """``origin``, ``destination`` (positions) and finite ``cost`` of each pair that is connected, (m,).

    ``missing`` counts the pairs without connection among all n², ``missing_own`` those of a zone with itself.
    """

    origin: Ints
    destination: Ints
    cost: Floats
    missing: int
    missing_own: int


class CostMatrix(NamedTuple):
    """``cost`` (n, n), inf where there is no connection.

    ``missing`` counts the pairs without connection among all n², ``missing_own`` those of a zone with itself.
    """

    cost: Floats
    missing: int
    missing_own: int


def pair_costs(origin: Ints, destination: Ints, cost: Floats, zones: int) -> PairCosts:
    """Return the pairs of a table of costs that are connected, in its order.

    Parameters
    ----------
    origin, destination : (m,) positions of known zones
    cost : (m,) 0 or more, in one unit; inf = no connection
    zones : number of zones n

    Raises
    ------
    PlanError
        If a cost is negative or not a number, or a pair stands in the table more than once.

    Examples
    --------
    >>> pairs = pair_costs(np.array([0, 0]), np.array([0, 1]), np.array([2.0, np.inf]), zones=2)
    >>> pairs.origin.tolist(), pairs.destination.tolist(), pairs.cost.tolist(), pairs.missing, pairs.missing_own
    ([0], [0], [2.0], 3, 1)
    """
    rows = len(cost)
    refuse(~(cost >= 0), f"of {rows:,} costs are negative or not a number; they must be 0 or more.")
    pair = np.sort(np.ravel_multi_index((origin, destination), (zones, zones)))
    refuse(
        pair[1:] == pair[:-1],
        f"of {rows:,} rows of the table of costs name a pair of zones that another row names. Each pair may stand "
        "once; is the table one of several periods or modes?",
    )
    there = np.isfinite(cost)
    own = int(np.count_nonzero(there & (origin == destination)))  # numpy 2.4 counts in its own integers
    missing = zones * zones - int(np.count_nonzero(there))
    return PairCosts(origin[there], destination[there], cost[there], missing, zones - own)


def cost_matrix(origin: Ints, destination: Ints, cost: Floats, zones: int) -> CostMatrix:
    """Return a table of costs as a matrix; parameters and errors as in ``pair_costs``.

    Examples
    --------
    >>> cost_matrix(np.array([0, 1]), np.array([1, 0]), np.array([7.0, 9.0]), zones=2).cost.tolist()
    [[inf, 7.0], [9.0, inf]]
    """
    pairs = pair_costs(origin, destination, cost, zones)
    matrix = np.full((zones, zones), np.inf)
    matrix[pairs.origin, pairs.destination] = pairs.cost
    return CostMatrix(matrix, pairs.missing, pairs.missing_own)
