"""The factors for rows and columns that give a table the totals asked for.

A table is (r, c), the totals of its rows (r,), of its columns (c,).

Furness iterations alone take thousands of rounds where flows fall steeply. Each correction is therefore
overdone by a power, its weight, of 1 to 2, found from how fast the error falls: successive over-relaxation of
the logarithms. The factors it settles on are the same.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.progress import Progress, no_progress
from ..ground.sums import over_columns, over_rows

TOLERANCE = 1e-8
MOST_ROUNDS = 5_000
WATCH = 20  # rounds between two looks at the pace
MOST_WEIGHT = 1.95  # at 2 corrections would swing for ever
PLAIN_WEIGHT = 1.0


class Factors(NamedTuple):
    """``row`` (r,), ``column`` (c,) factors; ``error`` the largest relative one of a total in the end."""

    row: Floats
    column: Floats
    error: float

    @property
    def is_settled(self) -> bool:
        """Whether every total was met within ``TOLERANCE``."""
        return self.error <= TOLERANCE


def balancing_factors(
    seed: Floats, rows: Floats, columns: Floats, start: Floats, progress: Progress = no_progress
) -> Factors:
    """Return the factors with which ``row_i seed_ij column_j`` sums to ``rows`` and ``columns``.

    Totals are met within a few times ``TOLERANCE`` unless ``MOST_ROUNDS`` did not suffice, or no factors
    exist; the caller looks at ``is_settled``.

    Parameters
    ----------
    seed : (r, c) 0 or more; with at least one value above 0 in each row and each column
    rows, columns : (r,), (c,) totals above 0, with one grand total
    start : (c,) column factors to begin with, above 0; those of a similar table save rounds
    progress : called once per round

    References
    ----------
    Furness (1965), Time function iteration, Traffic Engineering and Control 7, 458-460.
    Young (1954), Iterative methods for solving partial difference equations of elliptic type, Transactions of
    the American Mathematical Society 76(1), 92-111: the best weight. Lehmann, von Renesse, Sambale &
    Uschmajew (2022), A note on overrelaxation in the Sinkhorn algorithm, Optimization Letters 16, 2209-2220.

    Examples
    --------
    >>> seed, rows, columns = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([40.0, 60.0]), np.array([50.0, 50.0])
    >>> factors = balancing_factors(seed, rows, columns, start=columns)
    >>> table = factors.row[:, np.newaxis] * seed * factors.column
    >>> factors.is_settled, table.sum(axis=1).round(6).tolist(), table.sum(axis=0).round(6).tolist()
    (True, [40.0, 60.0], [50.0, 50.0])
    """
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a runaway shows in the error
        factors = _fitted(seed, rows, columns, start, MOST_WEIGHT, progress)
        if math.isfinite(factors.error):
            return factors
        return _fitted(seed, rows, columns, columns, PLAIN_WEIGHT, progress)


def _fitted(
    seed: Floats, rows: Floats, columns: Floats, start: Floats, most_weight: float, progress: Progress
) -> Factors:
    column, row = start, rows / over_columns(seed, start)
    weight, before, done = PLAIN_WEIGHT, math.inf, 0.0
    for number in range(1, MOST_ROUNDS + 1):
        lack = columns / (column * over_rows(row, seed))
        column = column * lack**weight
        need = rows / (row * over_columns(seed, column))
        row = row * need**weight
        error = float(np.maximum(np.abs(lack - 1.0).max(), np.abs(need - 1.0).max()))
        done = max(done, _share_done(error))
        progress(done)
        if not error > TOLERANCE:
            break
        if number % WATCH == 0:
            left = float(np.abs(np.log(need)).sum())
            weight = min(_next_weight(weight, (left / before) ** (1 / WATCH)), most_weight)
            before = left
    return Factors(row, column, error)


def _next_weight(weight: float, pace: float) -> float:
    """Return the best weight, given that the error was multiplied by ``pace`` in each round.

    Young's relation between the pace and the pace ``plain`` that plain rounds would have,
    ``(pace + weight - 1)² = pace weight² plain``, and his best weight ``2 / (1 + sqrt(1 - plain))``. A pace
    below weight - 1 says nothing, one well above 1 that the weight is too much.
    """
    if pace > 1.05:
        return PLAIN_WEIGHT + (weight - PLAIN_WEIGHT) / 2
    if not max(weight - 1, 0) < pace < 1:
        return weight
    plain = (pace + weight - 1) ** 2 / (pace * weight**2)
    return 2 / (1 + math.sqrt(1 - plain)) if plain < 1 else weight


def _share_done(error: float) -> float:
    if not 0 < error < 1:
        return float(error == 0)
    return min(math.log(error) / math.log(TOLERANCE), 1.0)
