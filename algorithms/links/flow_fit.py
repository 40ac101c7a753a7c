"""How close modelled flows are to observed ones, and which are large enough to keep.

Flows between all zones are (n, n) people, origins in rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats, row_blocks
from ..ground.flows import Flows
from ..ground.progress import Progress, no_progress
from ..ground.zones import totals


class LargeFlows(NamedTuple):
    """``flows`` kept, by origin and destination; ``left_out`` share of all people in the others, 0 to 1."""

    flows: Flows
    left_out: float


def flow_matrix(flows: Flows, zones: int) -> Floats:
    """Return the people between all zones, (n, n); several flows of one pair add up.

    Examples
    --------
    >>> flow_matrix(Flows(np.array([0, 1, 0]), np.array([1, 1, 1]), np.array([5.0, 3.0, 2.0])), zones=2).tolist()
    [[0.0, 7.0], [0.0, 3.0]]
    """
    pair = np.ravel_multi_index((flows.origin, flows.destination), (zones, zones))
    return totals(pair, flows.people, zones * zones).reshape(zones, zones)


def common_part_of_commuters(observed: Floats, modelled: Floats) -> float:
    """Return the share of commuters that two sets of flows have in common, 0 (none) to 1 (equal).

    ``CPC = 2 sum min(observed, modelled) / (sum observed + sum modelled)``, the Sørensen index.

    Parameters
    ----------
    observed, modelled : people, 0 or more, of one shape

    Returns
    -------
    float
        NaN where there are no people at all.

    References
    ----------
    Gargiulo, Lenormand, Huet & Baqueiro Espinosa (2012), Commuting network models, JASSS 15(2) 6.
    Lenormand, Bassolas & Ramasco (2016), Journal of Transport Geography 51, 158-169, equation 11.

    Examples
    --------
    >>> round(common_part_of_commuters(np.array([1.0, 2, 3]), np.array([2.0, 2, 2])), 7)  # 2 (1 + 2 + 2) / 12
    0.8333333
    """
    total = float(observed.sum() + modelled.sum())
    return 2.0 * float(np.minimum(observed, modelled).sum()) / total if total > 0 else float("nan")


def r_squared(observed: Floats, modelled: Floats) -> float:
    """Return the square of Pearson's correlation over all pairs of zones, 0 to 1.

    Pairs without flow and flows within a zone count like any other. It is high where the few largest flows
    agree; read it beside the common part of commuters.

    Returns
    -------
    float
        NaN where all observed, or all modelled, flows are equal.

    Examples
    --------
    >>> round(r_squared(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])), 6)
    0.25
    """
    first = (observed - observed.mean()).ravel()
    second = (modelled - modelled.mean()).ravel()
    spread = float(first @ first) * float(second @ second)
    return float(first @ second) ** 2 / spread if spread > 0 else float("nan")


def large_flows(matrix: Floats, min_commuters: float, progress: Progress = no_progress) -> LargeFlows:
    """Return the flows of at least ``min_commuters`` people, never empty ones, and what is left out.

    Examples
    --------
    >>> large = large_flows(np.array([[6.0, 3.0], [1.0, 0.0]]), min_commuters=2.0)
    >>> large.flows.people.tolist(), round(large.left_out, 6)
    ([6.0, 3.0], 0.1)
    """
    found, total = [], 0.0
    for some in row_blocks(matrix.shape, progress):
        total += float(matrix[some].sum())
        row, column = np.nonzero((matrix[some] >= min_commuters) & (matrix[some] > 0))
        found.append((row + some.start, column))
    origin, destination = np.hstack(found)
    flows = Flows(origin, destination, matrix[origin, destination])
    return LargeFlows(flows, max(1.0 - flows.total / total, 0.0) if total > 0 else 0.0)
