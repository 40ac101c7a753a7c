"""The fast surface: tiles of counted weight, each spread by one convolution with what lies around it."""

from __future__ import annotations

from functools import partial
from math import ceil
from typing import Callable, Optional

import numpy as np

from ...ground.arrays import Floats, Ints
from ...ground.grid import Grid
from ...ground.progress import Progress
from ...ground.workers import cores
from .blocks import Block, Buckets, LocalPoints
from .convolution import Smoother, at_points, binned, forget, reach_in_cells
from .polygons import EvenZones, Mask, StudyArea, mass_in_cells
from .smoothing import FAST, Smoothing
from .tiles import Call, PointSurface, TiledSurface

_EDGE = 1536  # cells of a tile: arrays of under 32 MB, which the C library hands out again without asking the system
_WIDE_EDGE = 3072  # where kernels are so wide that what lies around would be most of the work
_WIDE = 256  # cells
_BLOCK = 512  # of the files written

Mass = Callable[[], Floats]
"""Makes the weight of zones by cells of a block, (rows, cols); small enough to be sent to a worker."""


def tile_size(grid: Grid, reach: int) -> tuple[int, int]:
    """Return the rows and columns of a tile: equal parts of the grid, in whole blocks of the file."""
    edge = _EDGE if reach <= _WIDE else _WIDE_EDGE
    rows, cols = (_equal_part(length, edge) for length in grid.shape)
    return rows, cols


def _equal_part(length: int, most: int) -> int:
    parts = ceil(length / most)
    return min(ceil(length / parts / _BLOCK) * _BLOCK, length)


class FastSurface(PointSurface):
    """Points counted by cells and convolved, all with one bandwidth."""

    method = FAST

    def __init__(self, buckets: Buckets, smoothing: Smoothing):
        cells = float(smoothing.cells[0])
        self._reach = reach_in_cells(cells, smoothing.kernel)
        size = tile_size(smoothing.grid, self._reach)
        super().__init__(buckets, smoothing, size)
        self._smoother = _smoother(smoothing, size, self._reach, plain=smoothing.kernel.reach * cells < 1)

    def call(self, block: Block) -> Call:
        """Return what makes the values of a block, (rows, cols)."""
        wide = block.wider(self._reach)
        points = self._buckets.around(wide, 1.5)
        return _values, (points, wide.shape, self._smoother, self.grid.cell, self._mask(block))

    def release(self) -> None:
        """Give back the memory of the kernel."""
        forget()

    def hold_total(self, progress: Progress) -> None:
        """The kernel's cells add up to 1 by themselves."""

    def _share_call(self, block: Block, area: StudyArea) -> Call:
        rows, cols = self._smoother.shape
        smoother = self._smoother._replace(shape=(rows + 4, cols + 4))
        return _shares, (self._buckets.within(block), area.mask(block.wider(self._reach + 2)), smoother)


class ZoneSurface(TiledSurface):
    """Zones whose weight lies evenly over their area, counted by cells and convolved."""

    method = FAST

    def __init__(self, zones: EvenZones, smoothing: Smoothing):
        self._reach = reach_in_cells(float(smoothing.cells[0]), smoothing.kernel)
        size = tile_size(smoothing.grid, self._reach)
        super().__init__(smoothing.grid, size, smoothing.scheduler)
        self._zones, self._area = zones, smoothing.area
        self._keeps = smoothing.area is not None and smoothing.area.edge_correction
        self._smoother = _smoother(smoothing, size, self._reach * (2 if self._keeps else 1), plain=True)

    def call(self, block: Block) -> Call:
        """Return what makes the values of a block, (rows, cols)."""
        wide = block.wider(self._reach)
        mass = self._mass(wide)
        if self._area and self._keeps:
            return _kept_zones, (mass, self._smoother, self.grid.cell, self._area.mask(wide.wider(self._reach)))
        return _zones, (mass, self._smoother, self.grid.cell, self._area.mask(block) if self._area else None)

    def release(self) -> None:
        """Give back the memory of the kernel."""
        forget()

    def weight_inside(self, area: StudyArea, progress: Progress) -> float:
        """Return the weight of the zones that lies in the study area."""
        calls = ((_mass_inside, (self._mass(block), area.mask(block))) for block in self.blocks)
        return float(sum(self._results(calls, progress)))

    def _mass(self, block: Block) -> Mass:
        grid = block.on(self.grid)
        return partial(mass_in_cells, *self._zones.touching(grid), grid)


def _smoother(smoothing: Smoothing, size: tuple[int, int], around: int, plain: bool) -> Smoother:
    """Return the smoother of tiles of that size; few tiles share the processors among them."""
    grid = smoothing.grid
    tiles = ceil(grid.rows / size[0]) * ceil(grid.cols / size[1])
    shape = size[0] + 2 * around, size[1] + 2 * around
    return Smoother(float(smoothing.cells[0]), smoothing.kernel, plain, shape, max(cores() // tiles, 1))


def _values(
    points: LocalPoints, shape: tuple[int, int], smoother: Smoother, cell: float, mask: Optional[Mask]
) -> Floats:
    """Return the density of the inner cells of a block per m²."""
    counted = binned(points, shape, smoother.plain) if len(points) else np.zeros(shape)
    return _density(counted, smoother, cell, mask)


def _zones(mass: Mass, smoother: Smoother, cell: float, mask: Optional[Mask]) -> Floats:
    return _density(mass(), smoother, cell, mask)


def _density(mass: Floats, smoother: Smoother, cell: float, mask: Optional[Mask]) -> Floats:
    values = smoother.spread(mass)
    values /= cell**2
    if mask is not None:
        values[~mask()] = np.nan
    return values


def _shares(points: LocalPoints, mask: Mask, smoother: Smoother) -> tuple[Ints, Floats]:
    """Return the points of a block, and the share of each one's kernel that falls into the mask."""
    if not len(points):
        return points.number, np.zeros(0)
    # the block's own cells and two around, which its points are shared among
    share = smoother.spread(mask().astype(np.float64))
    return points.number, at_points(share, points.moved(2.0, 2.0), smoother.plain)


def _kept_zones(mass: Mass, smoother: Smoother, cell: float, around: Mask) -> Floats:
    """Return the density of zones whose weight outside the study area is left out and inside is kept."""
    reach, inside = smoother.reach, around()
    share = smoother.spread(inside.astype(np.float64))
    near = inside[reach:-reach, reach:-reach]
    kept = np.where(near, mass() / np.maximum(share, np.finfo(float).tiny), 0.0)
    return _density(kept, smoother, cell, lambda: near[reach:-reach, reach:-reach])


def _mass_inside(mass: Mass, mask: Mask) -> float:
    return float(mass()[mask()].sum())
