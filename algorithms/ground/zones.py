"""Zones: the areas a planning authority counts by. All arrays follow one order of zones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .arrays import Floats, Ints, row_blocks
from .progress import Progress, no_progress

M2_PER_HA = 10_000.0


@dataclass(frozen=True)
class Zones:
    """``ids`` (n,) text, unique; ``area`` (n,) m²; ``centroid`` (n, 2) in metres.

    Examples
    --------
    >>> zones = Zones(("a", "b"), np.array([10_000.0, 40_000.0]), np.array([(0.0, 0.0), (3000.0, 4000.0)]))
    >>> zones.hectares.tolist()
    [1.0, 4.0]
    >>> zones.distances().round(3).tolist()
    [[0.038, 5.0], [5.0, 0.075]]
    """

    ids: tuple[str, ...]
    area: Floats
    centroid: Floats

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def hectares(self) -> Floats:
        """The areas in hectares, (n,)."""
        return self.area / M2_PER_HA

    def own_distance(self) -> Floats:
        """Return how far a zone is from itself, (n,) km: two thirds of the radius of a circle of its area.

        That is the mean distance from the centre of such a circle to a place in it.
        """
        return np.asarray(2 / 3 * np.sqrt(self.area / np.pi) / 1000.0)

    def distances(self, progress: Progress = no_progress) -> Floats:
        """Return the straight-line km between all centroids, (n, n); ``own_distance`` on the diagonal."""
        between = np.empty((len(self), len(self)))
        x, y = self.centroid.T
        for some in row_blocks(between.shape, progress):
            away = np.subtract.outer(x[some], x)
            np.hypot(away, np.subtract.outer(y[some], y), out=away)
            np.divide(away, 1000.0, out=between[some])
        np.fill_diagonal(between, self.own_distance())
        return between


def ratio(part: Floats, whole: npt.ArrayLike) -> Floats:
    """Return ``part / whole``, of their common shape, NaN where the whole is 0.

    Examples
    --------
    >>> ratio(np.array([1.0, 2.0]), [4.0, 0.0]).tolist()
    [0.25, nan]
    """
    unknown = np.full(np.broadcast(part, whole).shape, np.nan)
    return np.divide(part, whole, out=unknown, where=np.asarray(whole) != 0)


def totals(group: Ints, values: Floats, count: int) -> Floats:
    """Return the sum of the values (n,) of each group 0 to ``count`` - 1, (count,).

    Examples
    --------
    >>> totals(np.array([2, 0, 2]), np.array([1.5, 4.0, 3.0]), 3).tolist()
    [4.0, 0.0, 4.5]
    """
    return np.bincount(group, values, count).astype(np.float64)
