"""How many people commute between each two zones, from workers, jobs and the cost of travel alone.

Zones are positions 0 to n - 1; ``workers`` and ``jobs`` are (n,), costs and flows (n, n), origins in rows.
A cost is a distance, a time or a fare, in one unit throughout; ``inf`` means no connection.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats, Ints, row_blocks
from ..ground.checks import refuse, total
from ..ground.errors import PlanError
from ..ground.progress import Progress, no_progress, part
from ..ground.sizes import Size, all_pairs
from ..ground.zones import totals
from .furness import MOST_ROUNDS, Factors, balancing_factors

MATRICES = 3
"""Costs, costs less their least, and deterrence: what calibration holds at once."""
COMPARED = 5
"""Costs, both flows and what either is off its mean: what a comparison with observed flows holds."""
_BYTES = 8.0  # of a number
_ROUNDS = 20  # in which flows that fall gently settle


class Form(IntEnum):
    """How flows fall with cost c: ``exp(-beta c)``, or ``c ** -beta``."""

    EXPONENTIAL = 0
    POWER = 1


class Balanced(NamedTuple):
    """``jobs`` (n,) scaled to the total of the workers, ``factor`` what they were multiplied by."""

    jobs: Floats
    factor: float


class Problem(NamedTuple):
    """The zones that take part, and how much worse than the best each connection is.

    ``rows`` (r,) positions with workers, ``columns`` (c,) positions with jobs; ``workers`` (r,) and ``jobs``
    (c,) > 0 with one total; ``excess`` (r, c) >= 0 impedance above the least of its row and its column, with a
    0 in each of them and inf where there is no connection.
    """

    rows: Ints
    columns: Ints
    workers: Floats
    jobs: Floats
    excess: Floats


def matrices(zones: int, count: int = MATRICES) -> Size:
    """Return how large a model of so many zones is that holds so many matrices at once.

    Examples
    --------
    >>> matrices(zones=1_000).memory  # three of 8 MB each
    24000000.0
    """
    return all_pairs(zones, _BYTES * count, _ROUNDS)


def balanced(workers: Floats, jobs: Floats) -> Balanced:
    """Return the jobs scaled so that there are as many as workers.

    A model that meets both totals needs them equal; they differ where people commute across the edge of the
    data or hold two jobs. A factor far from 1 deserves a warning.

    Raises
    ------
    PlanError
        If a number is negative or not finite, or there are no workers or no jobs at all.

    Examples
    --------
    >>> scaled = balanced(workers=np.array([60.0, 40.0]), jobs=np.array([70.0, 10.0]))
    >>> scaled.jobs.tolist(), scaled.factor
    ([87.5, 12.5], 1.25)
    """
    for name, counts in (("workers", workers), ("jobs", jobs)):
        unfit = ~((counts >= 0) & np.isfinite(counts))
        refuse(unfit, f"zones have {name} that are negative or no finite number; correct them.")
        total(counts, f"No zone has any {name}; is it the right field?")
    factor = float(workers.sum() / jobs.sum())
    return Balanced(jobs * factor, factor)


def doubly_constrained(
    workers: Floats,
    jobs: Floats,
    cost: Floats,
    beta: float,
    form: Form = Form.EXPONENTIAL,
    progress: Progress = no_progress,
) -> Floats:
    """Return the commuters that the doubly constrained gravity model expects between all zones, (n, n).

    ``T_ij = A_i O_i B_j D_j f(c_ij)``, with A and B such that each row sums to the workers O of its zone and
    each column to the jobs D of its zone (both within a relative 1e-7). Jobs are scaled to the workers' total
    first (``balanced``). Zones without workers or jobs, and pairs without connection, have no flow.

    Parameters
    ----------
    workers, jobs : (n,) people and jobs, 0 or more
    cost : (n, n) 0 or more, above 0 for the power form; inf = no connection
    beta : decay, 0 or more; per unit of cost (exponential) or without unit (power)
    form : EXPONENTIAL or POWER
    progress : called at least once per round of fitting

    Raises
    ------
    PlanError
        If costs or counts are unusable, zones are cut off, or no flows meet the totals.

    References
    ----------
    Wilson (1971), A family of spatial interaction models, Environment and Planning 3(1), 1-32, the
    production-attraction constrained case.

    Examples
    --------
    By hand: with t people who stay in each zone, t / (1 - t) = 5 / 2, the two costs.

    >>> cost = np.array([[2.0, 5.0], [5.0, 2.0]])
    >>> doubly_constrained(np.ones(2), np.ones(2), cost, beta=1.0, form=Form.POWER).round(4).tolist()
    [[0.7143, 0.2857], [0.2857, 0.7143]]
    """
    if not 0 <= beta < np.inf:
        raise PlanError(f"The decay beta is {beta:g}; it must be 0 or more, as flows fall with cost.")
    problem = gravity_problem(workers, jobs, cost, form, part(progress, 0.0, 0.2))
    flows = deterrence(problem.excess, beta, problem.excess, part(progress, 0.2, 0.3))
    factors = balancing_factors(flows, problem.workers, problem.jobs, problem.jobs, part(progress, 0.3, 0.9))
    if not factors.is_settled:
        raise PlanError(unsettled(beta, factors))
    for some in row_blocks(flows.shape, part(progress, 0.9, 0.95)):
        flows[some] *= factors.row[some, np.newaxis]
        flows[some] *= factors.column
    return _among_all(flows, problem, len(workers), part(progress, 0.95, 1.0))


def gravity_problem(
    workers: Floats, jobs: Floats, cost: Floats, form: Form, progress: Progress = no_progress
) -> Problem:
    """Return the checked input of a model: the zones that take part and their connections."""
    jobs = balanced(workers, jobs).jobs
    if not cost.min() >= 0:  # asked first, as it takes no memory
        refuse(~(cost >= 0), "costs between zones are negative or not a number; they must be 0 or more.")
    rows, columns = np.flatnonzero(workers), np.flatnonzero(jobs)
    excess = _impedance(cost, rows, columns, form, part(progress, 0.0, 0.5))
    row_least, column_least = np.empty(len(rows)), np.full(len(columns), np.inf)
    for some in row_blocks(excess.shape, part(progress, 0.5, 0.6)):
        row_least[some] = excess[some].min(axis=1)
    _require_reached(row_least, "workers but reach no zone with jobs")
    for some in row_blocks(excess.shape, part(progress, 0.6, 0.8)):
        excess[some] -= row_least[some, np.newaxis]
        np.minimum(column_least, excess[some].min(axis=0), out=column_least)
    _require_reached(column_least, "jobs but no worker can reach them")
    for some in row_blocks(excess.shape, part(progress, 0.8, 1.0)):
        excess[some] -= column_least
    problem = Problem(rows, columns, workers[rows], jobs[columns], excess)
    _check_groups(problem)
    return problem


def deterrence(excess: Floats, beta: float, out: Floats, progress: Progress = no_progress) -> Floats:
    """Return ``exp(-beta excess)``, (r, c), written to ``out``; 0 where there is no connection.

    That is f(c) up to a factor per row and column, which the balancing takes up. Every row and column holds
    a 1, so that a steep decay cannot turn the whole of it to 0.
    """
    if beta == 0:
        out[...] = np.isfinite(excess)
        return out
    for some in row_blocks(excess.shape, progress):
        np.exp(np.multiply(excess[some], -beta, out=out[some]), out=out[some])
    return out


def unsettled(beta: float, factors: Factors) -> str:
    """Return the message that no flows were found which meet the totals."""
    return (
        f"No flows were found that give every zone its workers and jobs: with beta {beta:g}, after "
        f"{MOST_ROUNDS:,} rounds the worst zone is still {factors.error:.2%} off. Either flows fall too "
        "steeply with cost, or too many pairs have no connection. Use a smaller beta (a longer mean cost), "
        "or add the missing connections."
    )


def _impedance(cost: Floats, rows: Ints, columns: Ints, form: Form, progress: Progress) -> Floats:
    """Return u, with f(c) = exp(-beta u), between the zones that take part, (r, c)."""
    excess, free = np.empty((len(rows), len(columns))), 0
    for some in row_blocks(excess.shape, progress):
        excess[some] = cost[np.ix_(rows[some], columns)]
        if form == Form.POWER:
            free += np.count_nonzero(excess[some] == 0)
            np.log(excess[some], out=excess[some], where=excess[some] > 0)
    if free:
        raise PlanError(
            f"{free:,} pairs of zones have a cost of 0, for which a power of the cost has no value. Give each a cost "
            "above 0 (within a zone: two thirds of its radius, say), or use the exponential form."
        )
    return excess


def _require_reached(least: Floats, plight: str) -> None:
    refuse(
        np.isinf(least),
        f"zones have {plight}: no connection leads there. Add the missing pairs to the table of costs, or leave these "
        "zones out.",
    )


def _check_groups(problem: Problem) -> None:
    """Raise where zones fall into groups without connection whose workers and jobs differ."""
    connected = np.isfinite(problem.excess)
    if connected.all():
        return
    from scipy.sparse import bmat, csr_matrix
    from scipy.sparse.csgraph import connected_components

    links = csr_matrix(connected)
    groups, group = connected_components(bmat([[None, links], [links.T, None]]), directed=False)
    split = len(problem.rows)
    workers = totals(group[:split], problem.workers, groups)
    jobs = totals(group[split:], problem.jobs, groups)
    uneven = np.count_nonzero(~np.isclose(workers, jobs, rtol=1e-9))
    if uneven:
        raise PlanError(
            f"The zones fall into {groups:,} groups with no connection between them, and in {uneven:,} of "
            "them the workers are not as many as the jobs (scaled to the workers of all zones). Add the "
            "missing connections, or run each group by itself."
        )


def _among_all(flows: Floats, problem: Problem, zones: int, progress: Progress) -> Floats:
    """Return the flows of the zones that take part among all zones, (n, n)."""
    if flows.shape == (zones, zones):
        return flows
    result = np.zeros((zones, zones))
    for some in row_blocks(flows.shape, progress):
        result[np.ix_(problem.rows[some], problem.columns)] = flows[some]
    return result
