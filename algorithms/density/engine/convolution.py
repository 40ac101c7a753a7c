"""The fast way to a surface: weight counted by cells, then spread by one convolution.

A point is shared among the nine nearest cell middles by the quadratic B-spline. That is never negative, keeps
the total and the mean place, and widens the kernel by the same quarter of a cell squared wherever the point
lies; so the kernel's samples are sharpened by as much beforehand. What is left is of third order, and of
second order at a rim where the kernel's curvature jumps (the quartic's).

References
----------
Hockney, R. W. & Eastwood, J. W. (1988). Computer Simulation Using Particles, section 5-3 (the weights).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...ground.arrays import Floats, Ints
from .blocks import LocalPoints
from .smoothing import Kernel

_POINTS_AT_ONCE = 100_000
_WIDENING = 1 / 8  # half the variance of the B-spline, in cells


def reach_in_cells(cells: float, kernel: Kernel) -> int:
    """Return how far a sampled kernel reaches, for ``cells`` in a bandwidth."""
    return int(np.ceil(kernel.reach * cells)) + 1


def binned(points: LocalPoints, shape: tuple[int, int], plain: bool = False) -> Floats:
    """Return the weight by cell of a block, (rows, cols), of points within 1.5 cells of its middles.

    Shares that fall outside the block are left out. ``plain`` shares each point bilinearly among four cells, for
    kernels narrower than a cell: there is nothing to sharpen.
    """
    counted = np.zeros((shape[0] + 4, shape[1] + 4))  # two more on every side take what falls outside
    for start in range(0, len(points), _POINTS_AT_ONCE):
        some = points.taken(slice(start, start + _POINTS_AT_ONCE))
        first, down = _shares(some.row, plain)
        left, across = _shares(some.col, plain)
        top, edge = int(first.min()), int(left.min())  # points come sorted by place: few cells are theirs
        part = _counted(first - top, left - edge, down * some.weight[:, None], across)
        counted[top + 2 : top + 2 + part.shape[0], edge + 2 : edge + 2 + part.shape[1]] += part
    return counted[2:-2, 2:-2]


def _counted(first: Ints, left: Ints, down: Floats, across: Floats) -> Floats:
    """Return the sums of ``down`` times ``across``, (n, steps), by cell, from where each point's cells begin."""
    from scipy.sparse import csc_matrix

    count, steps = down.shape
    rows, cols = int(first.max()) + steps, int(left.max()) + steps
    around = (np.arange(steps)[:, None] * cols + np.arange(steps)).reshape(-1)
    place = (first * cols + left).astype(np.int32)[:, None] + around.astype(np.int32)
    shares = down[:, :, None] * across[:, None, :]
    ends = np.arange(0, shares.size + 1, steps**2, dtype=np.int32)
    # a product with a sparse matrix lets other threads run, which counting into bins does not
    table = csc_matrix((shares.reshape(-1), place.reshape(-1), ends), shape=(rows * cols, count))
    return np.asarray(table @ np.ones(count)).reshape(rows, cols)


def at_points(values: Floats, points: LocalPoints, plain: bool = False) -> Floats:
    """Return values by cell at points, (n,): each cell counts by the point's share of it, as in ``binned``."""
    wide = np.pad(values, 2)
    first, down = _shares(points.row, plain)
    left, across = _shares(points.col, plain)
    there = np.zeros(len(points))
    for i in range(down.shape[1]):
        for j in range(down.shape[1]):
            there += down[:, i] * across[:, j] * wide[first + i + 2, left + j + 2]
    return there


def stamp(cells: float, kernel: Kernel, plain: bool = False) -> Floats:
    """Return the kernel on cells, (2r + 1, 2r + 1), summing to 1; ``cells`` in a bandwidth.

    Unless ``plain``, sharpened for what binning will add: k - (1/8) (second differences), which is below 0 only
    just outside the rim, and 0 there.
    """
    reach = reach_in_cells(cells, kernel)
    away = (np.arange(-reach - 1, reach + 2) / cells) ** 2
    values = kernel(away[:, None] + away)
    inner = values[1:-1, 1:-1].copy()
    if not plain:
        around = values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:]
        inner -= _WIDENING * (around - 4 * inner)
        np.maximum(inner, 0.0, out=inner)
    return np.asarray(inner / inner.sum())


class Smoother(NamedTuple):
    """A kernel of ``cells`` cells to a bandwidth, for masses of at most ``shape``; small, to be sent to workers."""

    cells: float
    kernel: Kernel
    plain: bool
    shape: tuple[int, int]
    threads: int = 1

    @property
    def reach(self) -> int:
        """How far it spreads, in cells."""
        return reach_in_cells(self.cells, self.kernel)

    def spread(self, mass: Floats) -> Floats:
        """Return mass by cells spread by the kernel: the cells ``reach`` or more from the edges.

        Exactly 0 outside every kernel: what rounding leaves there is below the threshold.
        """
        from scipy import fft

        rows, cols = mass.shape
        kept = slice(2 * self.reach, rows), slice(2 * self.reach, cols)
        if not mass.any():
            return np.zeros((rows - 2 * self.reach, cols - 2 * self.reach))
        size, transform, norm = _transform(self)
        spectrum = fft.rfft2(mass, size, workers=self.threads)
        spectrum *= transform
        # circular: what wraps around falls into the outermost cells, which are left out
        values: Floats = fft.irfft2(spectrum, size, workers=self.threads, overwrite_x=True)[kept]
        values[values < _noise(mass, norm, size)] = 0.0
        return values


@lru_cache(maxsize=2)
def _transform(smoother: Smoother) -> tuple[tuple[int, int], npt.NDArray[np.complex128], float]:
    """Return the size of the transforms, that of the kernel, and the kernel's norm; made once for all tiles."""
    from scipy import fft

    values = stamp(smoother.cells, smoother.kernel, smoother.plain)
    rows, cols = (max(length, len(values)) for length in smoother.shape)
    size = fft.next_fast_len(rows, True), fft.next_fast_len(cols, True)
    return size, fft.rfft2(values, size), float(np.linalg.norm(values))


def forget() -> None:
    """Give back the memory of kernels made for earlier tiles."""
    _transform.cache_clear()


def _shares(place: Floats, plain: bool) -> tuple[Ints, Floats]:
    """Return the first of the cells that a point is shared among, and its shares; (n,), (n, 2 or 3)."""
    if plain:
        first = np.floor(place)
        rest = place - first
        shares = [1 - rest, rest]
    else:
        first = np.rint(place) - 1
        off = place - first - 1  # from the nearest middle, -1/2 to 1/2
        shares = [0.5 * (0.5 - off) ** 2, 0.75 - off**2, 0.5 * (0.5 + off) ** 2]
    return first.astype(np.intp), np.column_stack(shares)


def _noise(mass: Floats, norm: float, size: tuple[int, int]) -> float:
    """Return what rounding in the transforms can leave where nothing is."""
    spread = float(np.linalg.norm(mass)) * norm
    return 4 * float(np.finfo(np.float64).eps) * spread * float(np.log2(size[0] * size[1]))
