"""What it costs to travel between each two zones, from a table of pairs.

Zones are positions 0 to n - 1; a matrix is (n, n), origins in rows, inf = no connection.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.errors import PlanError


class CostMatrix(NamedTuple):
    """``cost`` (n, n), inf where there is no connection.

    ``missing`` counts the pairs without connection among all n², ``missing_own`` those of a zone with itself.
    """

    cost: Floats
    missing: int
    missing_own: int


def cost_matrix(origin: Ints, destination: Ints, cost: Floats, zones: int) -> CostMatrix:
    """Return a table of costs as a matrix.

    Parameters
    ----------
    origin, destination : (m,) positions of known zones
    cost : (m,) 0 or more, in one unit; inf = no connection
    zones : number of zones n

    Raises
    ------
    PlanError
        If a cost is negative or not a number, or a pair stands in the table more than once.
    """
    wrong = np.count_nonzero(~(cost >= 0))
    if wrong:
        raise PlanError(f"{wrong:,} of {len(cost):,} costs are negative or not a number; they must be 0 or more.")
    pair = np.ravel_multi_index((origin, destination), (zones, zones))
    listed = np.zeros(zones * zones, bool)
    listed[pair] = True
    repeated = len(pair) - np.count_nonzero(listed)
    if repeated:
        raise PlanError(
            f"{repeated:,} of {len(pair):,} rows of the table of costs name a pair of zones that another row "
            "names. Each pair may stand once; is the table one of several periods or modes?"
        )
    matrix = np.full(zones * zones, np.inf)
    matrix[pair] = cost
    matrix = matrix.reshape(zones, zones)
    missing = np.count_nonzero(np.isinf(matrix))
    return CostMatrix(matrix, missing, np.count_nonzero(np.isinf(np.diagonal(matrix))))
