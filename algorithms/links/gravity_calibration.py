"""How steeply flows fall with cost, found from the mean cost that people are known to have.

Shapes as in ``gravity``. Means are handled as logarithms, so that a difference is a relative one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats, row_blocks
from ..ground.checks import positive
from ..ground.errors import PlanError
from ..ground.flows import Flows
from ..ground.progress import Progress, no_progress, part
from ..ground.sums import dot, over_columns
from .furness import Factors, balancing_factors
from .gravity import Form, Problem, deterrence, gravity_problem, unsettled

TOLERANCE = 1e-6
FIRST_EXPONENT = 1.5  # divided by the mean cost: Hyman (1969)
FIRST_POWER = 1.5
GROWTH = 1.5
MOST_STEPS = 60
SHARE_PER_SOLUTION = 0.2
_PREPARED = 0.1  # share of the progress at which costs are ready


class Fit(NamedTuple):
    """``beta``, and the observed mean cost that it reproduces: arithmetic, for the power form geometric.

    ``left_out`` is the share of the observed people, 0 to 1, whose flow could not be used.
    """

    beta: float
    mean_cost: float
    left_out: float


def calibrated_beta(
    workers: Floats,
    jobs: Floats,
    cost: Floats,
    mean_cost: float,
    form: Form = Form.EXPONENTIAL,
    progress: Progress = no_progress,
) -> float:
    """Return the decay at which the doubly constrained model's mean cost per commuter is ``mean_cost``.

    The model is ``gravity.doubly_constrained``; its mean cost falls as beta grows. Beta is found by false
    position, from a first value of 1.5 / the mean without decay, and the mean is met within a relative 1e-6.

    Parameters
    ----------
    workers, jobs : (n,) people and jobs
    cost : (n, n); inf = no connection
    mean_cost : sum(T c) / sum(T) to reach, in the unit of ``cost``, above 0
    form : EXPONENTIAL or POWER
    progress : called at least once per round of fitting

    Returns
    -------
    float
        beta, 0 or more; per unit of cost (exponential) or without unit (power).

    Raises
    ------
    PlanError
        If the mean cannot be reached: below that of flows as steep as the totals allow, or above that of flows
        which do not mind cost. The message gives both.

    References
    ----------
    Hyman (1969), The calibration of trip distribution models, Environment and Planning 1(1), 105-112.

    Examples
    --------
    By hand: 5 / 7 of the people stay at a cost of 2 and the rest pay 5, a mean of 20 / 7, when beta is 1.

    >>> cost = np.array([[2.0, 5.0], [5.0, 2.0]])
    >>> round(calibrated_beta(np.ones(2), np.ones(2), cost, mean_cost=20 / 7, form=Form.POWER), 3)
    1.0
    """
    positive(mean_cost, "The mean cost", ", in the unit of the costs.")
    model = _Model(
        gravity_problem(workers, jobs, cost, form, part(progress, 0.0, _PREPARED)), cost, form, False, progress
    )
    return _beta_with(model, mean_cost)


def longest_mean_cost(workers: Floats, jobs: Floats, cost: Floats, form: Form = Form.EXPONENTIAL) -> float:
    """Return the mean cost of people who do not mind it, the highest that ``calibrated_beta`` can reach.

    Parameters, errors as there.

    Examples
    --------
    Half of the people stay at a cost of 2, half pay 5.

    >>> round(longest_mean_cost(np.ones(2), np.ones(2), np.array([[2.0, 5.0], [5.0, 2.0]])), 6)
    3.5
    """
    return math.exp(_Model(gravity_problem(workers, jobs, cost, form), cost, form, False, no_progress).log_mean(0.0))


def fitted_beta(
    workers: Floats,
    jobs: Floats,
    cost: Floats,
    observed: Flows,
    form: Form = Form.EXPONENTIAL,
    progress: Progress = no_progress,
) -> Fit:
    """Return the decay of greatest likelihood for observed flows.

    The likelihood is greatest where the modelled mean of the impedance is the observed one: the mean cost for
    the exponential form, the mean of ln(cost), so the geometric mean cost, for the power form. Observed flows
    without connection, or from or to zones without workers or jobs, are left out of the mean.

    Parameters
    ----------
    workers, jobs, cost, form, progress : as in ``calibrated_beta``
    observed : people between the same zones

    Raises
    ------
    PlanError
        If no observed flow has a cost, or as in ``calibrated_beta``.

    References
    ----------
    Evans (1971), The calibration of trip distribution models with exponential or similar cost functions,
    Transportation Research 5(1), 15-38. Hyman (1969), as above.

    Examples
    --------
    >>> observed = Flows(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([5.0, 2.0, 2.0, 5.0]))
    >>> fit = fitted_beta(np.full(2, 7.0), np.full(2, 7.0), np.array([[2.0, 5.0], [5.0, 2.0]]), observed, Form.POWER)
    >>> round(fit.beta, 3), round(fit.mean_cost, 2), fit.left_out  # the geometric mean of 2, 2, 2, 2, 2, 5, 5
    (1.0, 2.6, 0.0)
    """
    model = _Model(
        gravity_problem(workers, jobs, cost, form, part(progress, 0.0, _PREPARED)),
        cost,
        form,
        form == Form.POWER,
        progress,
    )
    spent = cost[observed.origin, observed.destination]
    used = np.isfinite(spent) & (workers[observed.origin] > 0) & (jobs[observed.destination] > 0)
    people, spent = observed.people[used], spent[used]
    total = float(people.sum())
    if not (total > 0 and dot(people, spent) > 0):
        raise PlanError(
            "No observed commuter travels between zones with workers, jobs and a cost above 0; do the zone "
            "ids of the flows and the costs match?"
        )
    weight = people / total
    mean = math.exp(dot(weight, np.log(spent))) if model.of_logs else dot(weight, spent)
    return Fit(_beta_with(model, mean), mean, 1.0 - total / observed.total)


class _Model:
    """The mean cost as a function of beta; keeps its work arrays and the last solution between calls."""

    def __init__(self, problem: Problem, cost: Floats, form: Form, of_logs: bool, progress: Progress) -> None:
        self.of_logs = of_logs
        self.form = form
        self._problem = problem
        self._cost = cost
        self._progress = progress
        self._done = _PREPARED
        self._column = problem.jobs
        self._decay = np.empty_like(problem.excess)

    def log_mean(self, beta: float) -> float:
        """Return the log of the mean cost (of the geometric mean, if so asked); raise where there is none."""
        problem = self._problem
        end = self._done + SHARE_PER_SOLUTION * (1.0 - self._done)
        progress = part(self._progress, self._done, end)
        decay = deterrence(problem.excess, beta, self._decay, part(progress, 0.0, 0.2))
        factors = balancing_factors(decay, problem.workers, problem.jobs, self._column, part(progress, 0.2, 0.9))
        if not factors.is_settled:
            raise PlanError(unsettled(beta, factors))
        self._column, self._done = factors.column, end
        mean = self._mean(factors, part(progress, 0.9, 1.0))
        return mean if self.of_logs else _log(mean)

    def _mean(self, factors: Factors, progress: Progress) -> float:
        """Return the mean of the cost, or of its log, over the flows; by blocks of rows, to save memory."""
        problem, spent = self._problem, 0.0
        for block in row_blocks(self._decay.shape, progress):
            cost = self._cost[np.ix_(problem.rows[block], problem.columns)]
            cost[~np.isfinite(cost)] = 1.0
            values = np.log(cost, out=cost) if self.of_logs else cost
            values *= self._decay[block]
            spent += dot(factors.row[block], over_columns(values, factors.column))
        return spent / float(problem.workers.sum())


def _beta_with(model: _Model, mean: float) -> float:
    """Return the beta at which the modelled mean cost is ``mean``."""
    target, most = math.log(mean), model.log_mean(0.0)
    if abs(most - target) <= TOLERANCE:
        return 0.0
    low = 0.0, most
    for high in _steeper(model, most):
        if high[1] - TOLERANCE <= target < most:
            return _between(model, target, (low[0], low[1] - target), (high[0], high[1] - target))
        low = high
    raise PlanError(_out_of_range(target, low[1], most, model.of_logs))


def _steeper(model: _Model, most: float) -> Iterator[tuple[float, float]]:
    """Yield ever larger (beta, log mean) until the mean falls no more, or the totals cannot be met in reasonable time.

    They do not depend on the mean that is sought: what is told of the range holds for every mean.
    """
    if most == -math.inf:
        return  # no one pays anything
    beta, last = FIRST_POWER if model.form == Form.POWER else FIRST_EXPONENT / math.exp(most), math.inf
    while True:
        try:
            mean = model.log_mean(beta)
        except PlanError:
            return
        yield beta, mean
        if last - mean <= TOLERANCE:
            return
        beta, last = beta * GROWTH, mean


def _between(model: _Model, target: float, low: tuple[float, float], high: tuple[float, float]) -> float:
    """Return the root between two (beta, gap), by false position with the Illinois rule."""
    last = 0.0
    beta, gap = high
    for _ in range(MOST_STEPS):
        if abs(gap) <= TOLERANCE:
            return beta
        beta = (low[0] * high[1] - high[0] * low[1]) / (high[1] - low[1])
        gap = model.log_mean(beta) - target
        repeated = gap * last > 0
        if gap > 0:
            low, high = (beta, gap), (high[0], high[1] / 2) if repeated else high
        else:
            low, high = (low[0], low[1] / 2) if repeated else low, (beta, gap)
        last = gap
    raise PlanError(f"The mean cost {math.exp(target):,.4g} was not reached in {MOST_STEPS} steps; give beta instead.")


def _out_of_range(target: float, least: float, most: float, geometric: bool) -> str:
    kind = "geometric mean" if geometric else "mean"
    return (
        f"A {kind} cost of {math.exp(target):,.4g} cannot be reached: with these workers, jobs and costs it is "
        f"{math.exp(least):,.4g} at the least (all as near as the totals allow) and {math.exp(most):,.4g} at the most "
        "(cost does not matter). Ask for one in between; are both in the same unit?"
    )


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf
