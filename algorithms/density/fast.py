"""The fast surface: tiles of counted weight, each spread by one convolution with what lies around it."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple, Optional

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.grid import Grid
from ..ground.progress import Progress
from ..ground.workers import cores
from .blocks import Buckets, Frame, Near, frames
from .coverage import spread
from .kernels import Kernel
from .polygons import Parts
from .smoothing import Smoother, at_points, binned, forget, reach_in_cells
from .tiles import Task, results
from .window import Mask, StudyArea

_EDGE = 1536  # cells of a tile: arrays of under 32 MB, which the C library hands out again without asking the system
_WIDE_EDGE = 3072  # where kernels are so wide that what lies around would be most of the work
_WIDE = 256  # cells
_BLOCK = 512  # of the files written


class _Common(NamedTuple):
    """What all tiles share."""

    smoother: Smoother
    cell: float


def tile_size(grid: Grid, reach: int) -> tuple[int, int]:
    """Return the rows and columns of a tile: equal parts of the grid, in whole blocks of the file."""
    edge = _EDGE if reach <= _WIDE else _WIDE_EDGE
    rows, cols = (_part(each, edge) for each in grid.shape)
    return rows, cols


def _part(length: int, most: int) -> int:
    parts = ceil(length / most)
    return min(ceil(length / parts / _BLOCK) * _BLOCK, length)


class Plan:
    """The work of a fast surface of points; ``widths`` in metres, (1,)."""

    def __init__(
        self, buckets: Buckets, grid: Grid, widths: Floats, kernel: Kernel, window: Optional[StudyArea], scheduler: str
    ):
        cells = float(widths[0]) / grid.cell
        self._reach = reach_in_cells(cells, kernel)
        self._size = tile_size(grid, self._reach)
        narrow = kernel.reach * cells < 1
        self._smoother = _smoother(cells, kernel, narrow, self._size, self._reach, grid)
        self._buckets, self._grid = buckets, grid
        self._window, self._scheduler = window, scheduler

    @property
    def frames(self) -> list[Frame]:
        """The tiles, row by row."""
        return frames(self._grid, *self._size)

    def task(self, frame: Frame) -> Task:
        """Return what makes the values of a frame, (rows, cols)."""
        wide = frame.wider(self._reach)
        near = self._buckets.near(wide, 1.5)
        mask = self._window.mask(frame) if self._window else None
        return _values, (near, wide.shape, _Common(self._smoother, self._grid.cell), mask)

    def done(self) -> None:
        """Give back the memory of the kernel."""
        forget()

    def hold_total(self, progress: Progress) -> None:
        """The kernel's cells add up to 1 by themselves."""

    def keep_inside(self, progress: Progress) -> None:
        """Divide each weight by the share of its kernel, as counted by cells, that lies inside the window."""
        share = np.zeros(self._buckets.count)
        smoother = self._smoother._replace(shape=(self._smoother.shape[0] + 4, self._smoother.shape[1] + 4))
        tasks = (
            (_shares, (self._buckets.within(each), self._window.mask(each.wider(self._reach + 2)), smoother))
            for each in self.frames
            if self._window
        )
        for number, some in results(tasks, len(self.frames), self._scheduler, progress):
            share[number] = some
        self._buckets.divide(share)


class ZonePlan:
    """The work of a fast surface of zones whose weight lies evenly over their area."""

    def __init__(self, zones: Parts, grid: Grid, bandwidth: float, kernel: Kernel, window: Optional[StudyArea]):
        cells = bandwidth / grid.cell
        self._reach = reach_in_cells(cells, kernel)
        self._keeps = window is not None and window.edge_correction
        self._size = tile_size(grid, self._reach)
        around = self._reach * (2 if self._keeps else 1)
        self._smoother = _smoother(cells, kernel, True, self._size, around, grid)
        self._zones, self._grid, self._window = zones, grid, window

    @property
    def frames(self) -> list[Frame]:
        """The tiles, row by row."""
        return frames(self._grid, *self._size)

    def task(self, frame: Frame) -> Task:
        """Return what makes the values of a frame, (rows, cols)."""
        wide = frame.wider(self._reach)
        common = _Common(self._smoother, self._grid.cell)
        parts = self._zones.near(wide.on(self._grid))
        if self._window and self._keeps:
            around = self._window.mask(wide.wider(self._reach))
            return _kept_zones, (*parts, wide.on(self._grid), common, around)
        mask = self._window.mask(frame) if self._window else None
        return _zones, (*parts, wide.on(self._grid), common, mask)

    def done(self) -> None:
        """Give back the memory of the kernel."""
        forget()

    def weight_inside(self, scheduler: str, progress: Progress) -> float:
        """Return the weight of the zones that lies in the window."""
        tasks = (
            (_mass_inside, (*self._zones.near(each.on(self._grid)), each.on(self._grid), self._window.mask(each)))
            for each in self.frames
            if self._window
        )
        return float(sum(results(tasks, len(self.frames), scheduler, progress)))


def _smoother(cells: float, kernel: Kernel, plain: bool, size: tuple[int, int], around: int, grid: Grid) -> Smoother:
    """Return the smoother of tiles of that size; few tiles share the processors among them."""
    tiles = ceil(grid.rows / size[0]) * ceil(grid.cols / size[1])
    shape = size[0] + 2 * around, size[1] + 2 * around
    return Smoother(cells, kernel, plain, shape, max(cores() // tiles, 1))


def _values(near: Near, shape: tuple[int, int], common: _Common, mask: Optional[Mask]) -> Floats:
    """Return the density of the inner cells of a frame per m²."""
    if not len(near):
        reach = common.smoother.reach
        values = np.zeros((shape[0] - 2 * reach, shape[1] - 2 * reach))
    else:
        values = common.smoother.spread(binned(near, shape, common.smoother.plain))
        values /= common.cell**2
    if mask is not None:
        values[~mask()] = np.nan
    return values


def _shares(near: Near, mask: Mask, smoother: Smoother) -> tuple[Ints, Floats]:
    """Return the points of a frame, and the share of each one's kernel that falls into the mask."""
    if not len(near):
        return near.number, np.zeros(0)
    # the frame's own cells and two around, which its points are shared among
    share = smoother.spread(mask().astype(np.float64))
    return near.number, at_points(share, near.moved(2.0), smoother.plain)


def _zones(lines: Floats, per_area: Floats, wide: Grid, common: _Common, mask: Optional[Mask]) -> Floats:
    values = common.smoother.spread(spread(lines, per_area, wide))
    values /= common.cell**2
    if mask is not None:
        values[~mask()] = np.nan
    return values


def _kept_zones(lines: Floats, per_area: Floats, wide: Grid, common: _Common, around: Mask) -> Floats:
    """Return the density of zones whose weight outside the window is left out and inside is kept."""
    reach, inside = common.smoother.reach, around()
    share = common.smoother.spread(inside.astype(np.float64))
    near = inside[reach:-reach, reach:-reach]
    mass = np.where(near, spread(lines, per_area, wide) / np.maximum(share, np.finfo(float).tiny), 0.0)
    values = common.smoother.spread(mass) / common.cell**2
    values[~near[reach:-reach, reach:-reach]] = np.nan
    return values


def _mass_inside(lines: Floats, per_area: Floats, grid: Grid, mask: Mask) -> float:
    return float(spread(lines, per_area, grid)[mask()].sum())
