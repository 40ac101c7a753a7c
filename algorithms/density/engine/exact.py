"""The exact surface: which kernel sum is made for each tile, and what its total is.

A tile is a block of the grid that does not depend on anything else, so its bits do not either. Polynomial
kernels go by row moments, others term by term, and so do blocks that so few points reach that summing up
all of its cells would take longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

import numpy as np

from ...ground.arrays import Floats, Ints
from ...ground.progress import Progress
from .blocks import Block, Buckets, LocalPoints
from .direct import direct_sums, inside_terms, plane_terms, terms_of_a_point
from .moments import inside_sums, row_sums
from .polygons import Mask, StudyArea
from .smoothing import EXACT, Kernel, Smoothing
from .tiles import Call, PointSurface, results
from .totals import has_table, plane_sums, plane_table, sums_from_table

_ROWS, _COLS = 512, 1024  # whole blocks of the files written
_TERM, _END, _CELL = 8.0, 30.0, 60.0  # ns: a term, a row of a point, a cell's running sums; only their ratios count
_AT_ONCE = 20_000  # points whose kernels are summed up in one call


class ExactSurface(PointSurface):
    """The kernels of points summed at every cell's centre."""

    method = EXACT

    def __init__(self, buckets: Buckets, smoothing: Smoothing):
        super().__init__(buckets, smoothing, (_ROWS, _COLS))
        self._reach = smoothing.kernel.reach * float(smoothing.widths.max()) / smoothing.grid.cell
        self._factor = 1.0

    def call(self, block: Block) -> Call:
        """Return what makes the values of a block, (rows, cols)."""
        points, asked = self._buckets.around(block, self._reach), self._smoothing
        return _values, (points, block.shape, asked.kernel, asked.grid.cell, self._factor, self._mask(block))

    def release(self) -> None:
        """Nothing is kept."""

    def hold_total(self, progress: Progress) -> None:
        """Scale the surface to the weight: a kernel's values at cell middles do not quite add up to 1."""
        points = self._buckets.points
        held = sum(results(self._totals(), -(-len(points) // _AT_ONCE), self.scheduler, progress))
        if held > 0:
            self._factor = float(points.weight.sum()) / held

    def _share_call(self, block: Block, area: StudyArea) -> Call:
        return _shares, (self._buckets.around(block, self._reach), self._smoothing.kernel, area.mask(block))

    def _totals(self) -> Iterator[Call]:
        points, kernel, power = self._buckets.points, self._smoothing.kernel, self._smoothing.kernel.power
        table = plane_table(points, power) if power is not None and has_table(points, power) else None
        for start in range(0, len(points), _AT_ONCE):
            yield _total, (points.taken(slice(start, start + _AT_ONCE)), kernel, table)


def _values(
    points: LocalPoints, shape: tuple[int, int], kernel: Kernel, cell: float, factor: float, mask: Optional[Mask]
) -> Floats:
    """Return the density of a block per m², (rows, cols)."""
    values = _block(points.scaled(factor / (points.bandwidth * cell) ** 2), shape, kernel)
    if mask is not None:
        values[~mask()] = np.nan
    return values


def _block(points: LocalPoints, shape: tuple[int, int], kernel: Kernel) -> Floats:
    if len(points) == 0:
        return np.zeros(shape)
    if kernel.power is None or _is_sparse(points, shape, kernel):
        return direct_sums(points, shape, kernel)
    return row_sums(points.scaled(np.full(1, kernel.height)), shape, kernel.power)


def _is_sparse(points: LocalPoints, shape: tuple[int, int], kernel: Kernel) -> bool:
    terms = terms_of_a_point(points, kernel)
    return bool(len(points) * (_TERM * terms - _END * np.sqrt(terms)) < _CELL * shape[0] * shape[1])


def _shares(points: LocalPoints, kernel: Kernel, mask: Mask) -> tuple[Ints, Floats]:
    """Return the points near a block, and the share of each one's kernel that falls into the mask there."""
    inside = mask().astype(np.float64)
    if len(points) == 0 or not inside.any():
        return points.number, np.zeros(len(points))
    if kernel.power is None:
        share = inside_terms(points, inside, kernel)
    else:
        share = kernel.height * inside_sums(points, inside, kernel.power)
    return points.number, share / points.bandwidth**2


def _total(points: LocalPoints, kernel: Kernel, table: Optional[Floats]) -> float:
    """Return the weight that the cells hold of points whose kernels nothing cuts off."""
    if kernel.power is None:
        sums = plane_terms(points, kernel)
    else:
        whole = plane_sums(points, kernel.power) if table is None else sums_from_table(table, points)
        sums = kernel.height * whole
    return float((points.weight * sums / points.bandwidth**2).sum())
