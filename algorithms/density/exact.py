"""The exact surface: which kernel sum is made for each tile, and what its total is.

A tile is a block of the grid that does not depend on anything else, so its bits do not either. Polynomial
kernels go by row moments, others term by term, and so do blocks that so few points reach that summing up
all of its cells would take longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.grid import Grid
from ..ground.progress import Progress
from .blocks import Buckets, Frame, Near, frames
from .direct import direct_sums, inside_terms, plane_terms, terms_of_a_point
from .kernels import Kernel
from .moments import inside_sums, row_sums
from .tiles import Task, results
from .totals import has_table, plane_sums, plane_table, sums_from_table
from .window import Mask, StudyArea

_ROWS, _COLS = 512, 1024  # whole blocks of the files written
_TERM, _END, _CELL = 8.0, 30.0, 60.0  # ns: a term, a row of a point, a cell's running sums; only their ratios count
_AT_ONCE = 20_000  # points in a task that sums up kernels


class Plan:
    """The work of an exact surface; ``widths`` in metres, (n,) or (1,)."""

    def __init__(
        self, buckets: Buckets, grid: Grid, widths: Floats, kernel: Kernel, window: Optional[StudyArea], scheduler: str
    ):
        self._buckets, self._grid, self._kernel = buckets, grid, kernel
        self._window, self._scheduler = window, scheduler
        self._reach = kernel.reach * float(widths.max()) / grid.cell
        self._factor = 1.0

    @property
    def frames(self) -> list[Frame]:
        """The tiles, row by row."""
        return frames(self._grid, _ROWS, _COLS)

    def task(self, frame: Frame) -> Task:
        """Return what makes the values of a frame, (rows, cols)."""
        near = self._buckets.near(frame, self._reach)
        mask = self._window.mask(frame) if self._window else None
        return _values, (near, frame.shape, self._kernel, self._grid.cell, self._factor, mask)

    def done(self) -> None:
        """Nothing is kept."""

    def hold_total(self, progress: Progress) -> None:
        """Scale the surface to the weight: a kernel's values at cell middles do not quite add up to 1."""
        points = self._buckets.points
        held = sum(results(self._sums(), -(-len(points) // _AT_ONCE), self._scheduler, progress))
        if held > 0:
            self._factor = float(points.weight.sum()) / held

    def keep_inside(self, progress: Progress) -> None:
        """Divide each weight by the share of its kernel that lies inside the window."""
        share = np.zeros(self._buckets.count)
        masked = ((each, self._window.mask(each)) for each in self.frames if self._window)
        tasks = ((_shares, (self._buckets.near(frame, self._reach), self._kernel, mask)) for frame, mask in masked)
        for number, some in results(tasks, len(self.frames), self._scheduler, progress):
            share[number] += some
        self._buckets.divide(share)

    def _sums(self) -> Iterator[Task]:
        points, power = self._buckets.points, self._kernel.power
        table = plane_table(points, power) if power is not None and has_table(points, power) else None
        for start in range(0, len(points), _AT_ONCE):
            yield _total, (points.taken(slice(start, start + _AT_ONCE)), self._kernel, table)


def _values(
    near: Near, shape: tuple[int, int], kernel: Kernel, cell: float, factor: float, mask: Optional[Mask]
) -> Floats:
    """Return the density of a block per m², (rows, cols)."""
    values = _block(near.scaled(factor / (near.bandwidth * cell) ** 2), shape, kernel)
    if mask is not None:
        values[~mask()] = np.nan
    return values


def _block(near: Near, shape: tuple[int, int], kernel: Kernel) -> Floats:
    if len(near) == 0:
        return np.zeros(shape)
    if kernel.power is None or _is_sparse(near, shape, kernel):
        return direct_sums(near, shape, kernel)
    return row_sums(near.scaled(np.full(1, kernel.height)), shape, kernel.power)


def _is_sparse(near: Near, shape: tuple[int, int], kernel: Kernel) -> bool:
    terms = terms_of_a_point(near, kernel)
    return bool(len(near) * (_TERM * terms - _END * np.sqrt(terms)) < _CELL * shape[0] * shape[1])


def _shares(near: Near, kernel: Kernel, mask: Mask) -> tuple[Ints, Floats]:
    """Return the points near a block, and the share of each one's kernel that falls into the mask there."""
    inside = mask().astype(np.float64)
    if len(near) == 0 or not inside.any():
        return near.number, np.zeros(len(near))
    if kernel.power is None:
        share = inside_terms(near, inside, kernel)
    else:
        share = kernel.height * inside_sums(near, inside, kernel.power)
    return near.number, share / near.bandwidth**2


def _total(near: Near, kernel: Kernel, table: Optional[Floats]) -> float:
    """Return the weight that the cells hold of points whose kernels nothing cuts off."""
    if kernel.power is None:
        sums = plane_terms(near, kernel)
    else:
        whole = plane_sums(near, kernel.power) if table is None else sums_from_table(table, near)
        sums = kernel.height * whole
    return float((near.weight * sums / near.bandwidth**2).sum())
