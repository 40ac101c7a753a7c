"""How dense is it at each point, counting all the others? What selectors of a bandwidth are built on.

``GaussianSums.others(sigma)`` is the log of  S_i = sum over j ≠ i of  w_j exp(-|x_i - x_j|² / (2 σ²))  at the places
asked, (k,), so that points far from all others keep a value where the sum itself would be 0. All n points are asked, or
20,000 of them drawn with a fixed seed, each against all the others. Up to 2,000 points are summed exactly. For more,
points are counted by cells of a quarter of σ:

- Where 4 million cells hold them all, each point is shared among four cells and S read off bilinearly. Sharing and
  reading widen the kernel by a variance of σ²/48 on average, which is taken off beforehand.
- Where they do not, points of one cell stand at their mean place, and cells up to 4.5 σ apart are added up; a cell has
  at most about 1,000 of them, however dense the points.
- S is never less than what the eight nearest points give, exactly: what decides where points are sparse.

Sums are then within some per cent at single points and within 1 % on average, which moves a bandwidth by less.
"""

from __future__ import annotations

import numpy as np

from ...ground.arrays import Floats, Ints
from ...ground.points import Points
from ...ground.progress import Progress, no_progress

EXACT_UP_TO = 2000  # points: all their pairs take 100 MB
MOST_ASKED = 20_000  # points
_SEED = 1
_CELLS_PER_SIGMA = 4
_MOST_CELLS = 4_000_000
_REACH = 4.5  # σ; beyond lies exp(-10) of the kernel's mass
_NEAREST = 8
_ROUNDING = 1e-12  # of a point's own weight: what is left of it where it is taken off the sum of all
_CELLS_AT_ONCE = 2000  # whose pairs take 50 MB at most


class GaussianSums:
    """The sums over the other points, for any sigma; at least two points, of weights over 0.

    ``asked`` (k,) are the points they are known at.
    """

    def __init__(self, points: Points):
        self._xy = points.xy - points.xy.min(axis=0)
        self._weight = points.weight
        self._exact = len(points) <= EXACT_UP_TO
        self.asked = _drawn(len(points))
        self._squared, by = _all_others(self._xy) if self._exact else _nearest_others(self._xy, self.asked)
        self._by_weight = self._weight[by]
        self._least = self._squared.min(axis=1)

    @property
    def nearest(self) -> Floats:
        """The distance of each point asked to the next, (k,)."""
        return np.asarray(np.sqrt(self._least))

    def others(self, sigma: float, progress: Progress = no_progress) -> Floats:
        """Return the log of the sums over the others, (k,).

        ``progress`` is called with 0 several times a second, to learn of a wish to stop.
        """
        away = (self._squared - self._least[:, None]) / (-2 * sigma**2)
        sums = np.einsum("ij,ij->i", np.exp(away, out=away), self._by_weight)
        logs = np.log(sums) - self._least / (2 * sigma**2)
        if self._exact:
            return np.asarray(logs)
        near = self._by_cells(sigma, progress)
        faint = np.exp(-(_REACH**2) / 2) * self._weight.min()
        seen = near > np.maximum(faint, _ROUNDING * self._weight[self.asked])
        return np.maximum(logs, np.log(near, out=np.full(len(near), -np.inf), where=seen))

    def _by_cells(self, sigma: float, progress: Progress) -> Floats:
        progress(0.0)
        cell = sigma / _CELLS_PER_SIGMA
        shape = np.floor(self._xy.max(axis=0) / cell) + 2
        if shape[0] * shape[1] <= _MOST_CELLS:
            return _on_grid(self._xy / cell, self._weight, self.asked, (int(shape[0]), int(shape[1])))
        return _in_pairs(self._xy, self._weight, self.asked, sigma, progress)


def _drawn(count: int) -> Ints:
    """Return which points are asked, (k,)."""
    if count <= MOST_ASKED:
        return np.arange(count)
    return np.sort(np.random.default_rng(_SEED).choice(count, MOST_ASKED, replace=False))


def _all_others(xy: Floats) -> tuple[Floats, Ints]:
    """Return squared distances to every other point and which they are, (n, n - 1) each."""
    count = len(xy)
    by = np.tile(np.arange(count - 1), (count, 1))
    by += by >= np.arange(count)[:, None]
    dx, dy = (xy[by, axis] - xy[:, axis, None] for axis in (0, 1))
    return dx**2 + dy**2, by


def _nearest_others(xy: Floats, asked: Ints) -> tuple[Floats, Ints]:
    """Return squared distances to the nearest other points and which they are, (k, 8) each."""
    from scipy.spatial import cKDTree

    away, by = cKDTree(xy).query(xy[asked], _NEAREST + 1)
    own = by == asked[:, None]
    own[~own.any(axis=1), -1] = True  # so many lie in its place that it is not among them
    shape = len(asked), _NEAREST
    return away[~own].reshape(shape) ** 2, by[~own].reshape(shape)


def _on_grid(at: Floats, weight: Floats, asked: Ints, shape: tuple[int, int]) -> Floats:
    """Return the sums at the points asked by a grid; ``at`` in cells."""
    from scipy.ndimage import correlate1d

    variance = _CELLS_PER_SIGMA**2 - 1 / 3  # less than that of the kernel by what sharing and reading add: 1/6 each
    reach = int(np.ceil(_REACH * _CELLS_PER_SIGMA))
    taps = np.exp(np.arange(-reach, reach + 1) ** 2 / (-2 * variance))
    corner = np.floor(at).astype(np.intp)
    share = at - corner
    places, shares = _corners(corner, share, shape[1])
    mass = sum(np.bincount(place, weight * part, shape[0] * shape[1]) for place, part in zip(places, shares))
    sums = np.asarray(mass).reshape(shape)
    for axis in (0, 1):
        sums = correlate1d(sums, taps, axis=axis, mode="constant")
    flat, share = sums.ravel(), share[asked]
    read = sum(flat[place[asked]] * part[asked] for place, part in zip(places, shares))
    per_axis = share**2 + (1 - share) ** 2 + 2 * share * (1 - share) * taps[reach + 1]
    others = np.asarray(read) - weight[asked] * per_axis[:, 0] * per_axis[:, 1]
    higher = _CELLS_PER_SIGMA**2 / variance  # a narrower kernel of the same mass
    return np.asarray(np.maximum(others, 0.0) * higher)


def _corners(corner: Ints, share: Floats, cols: int) -> tuple[list[Ints], list[Floats]]:
    """Return the four cells around each place, and what falls to each, (n,)."""
    first = corner[:, 0] * cols + corner[:, 1]
    x, y = share.T
    return [first, first + 1, first + cols, first + cols + 1], [(1 - x) * (1 - y), (1 - x) * y, x * (1 - y), x * y]


def _in_pairs(xy: Floats, weight: Floats, asked: Ints, sigma: float, progress: Progress) -> Floats:
    """Return the sums at the points asked by pairs of occupied cells, each at the mean place of its points."""
    from scipy.spatial import cKDTree

    x, y = np.floor(xy * (_CELLS_PER_SIGMA / sigma)).T
    _, of, count = np.unique(x * (y.max() + 1) + y, return_inverse=True, return_counts=True)
    held = np.bincount(of, weight)
    middle = np.column_stack([np.bincount(of, weight * xy[:, axis]) / held for axis in (0, 1)])
    cells, at = np.unique(of[asked], return_inverse=True)
    sums, everywhere = np.zeros(len(cells)), cKDTree(middle)
    for start in range(0, len(cells), _CELLS_AT_ONCE):
        progress(0.0)
        some = cells[start : start + _CELLS_AT_ONCE]
        pairs = cKDTree(middle[some]).sparse_distance_matrix(everywhere, _REACH * sigma, output_type="ndarray")
        near = np.exp(pairs["v"] ** 2 / (-2 * sigma**2)) * held[pairs["j"]]
        near[some[pairs["i"]] == pairs["j"]] = 0.0
        sums[start : start + len(some)] = np.bincount(pairs["i"], near, len(some))
    own = of[asked]
    beside = np.where(count[own] > 1, held[own] - weight[asked], 0.0)  # those in its own cell
    return np.asarray(sums[at] + np.maximum(beside, 0.0))
