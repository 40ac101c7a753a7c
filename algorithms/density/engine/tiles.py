"""A surface that is computed tile by tile: in memory where it fits, else handed on as it is made."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any, Callable, NamedTuple, Optional

import numpy as np

from ...ground.arrays import Floats
from ...ground.grid import Grid
from ...ground.progress import Progress, no_progress
from ...ground.sizes import cells_of, refuse_larger, say
from ...ground.workers import cores, in_order, workers
from .blocks import Block, Buckets, blocks_of
from .polygons import Mask, StudyArea
from .smoothing import Smoothing

_ON_A_CLUSTER = 16  # tiles under way there: more than its workers would only fill the memory here
_NUMBER = 8  # bytes
_SOON = 5.0  # seconds after which the pace of a run is told
_A_WHILE = 10.0  # seconds that must be left for that

Call = tuple[Callable[..., Any], tuple[Any, ...]]
"""A function and its arguments, for a worker."""


class Tile(NamedTuple):
    """``values`` (rows, cols) per m², NaN outside the study area, and where they stand."""

    block: Block
    values: Floats


class Surface(NamedTuple):
    """``values`` (rows, cols) per m², NaN outside the study area."""

    values: Floats
    grid: Grid
    method: int

    @property
    def total(self) -> float:
        """The weight that the cells hold."""
        return float(np.nansum(self.values)) * self.grid.cell**2

    @property
    def peak(self) -> float:
        """The highest density, per m²."""
        return float(np.nanmax(self.values))


class Tally:
    """The total and the peak of tiles that pass by, in their order."""

    def __init__(self, grid: Grid) -> None:
        self._cell = grid.cell
        self._sum, self.peak = 0.0, 0.0

    @property
    def total(self) -> float:
        """The weight that the cells hold."""
        return self._sum * self._cell**2

    def counted(self, tiles: Iterator[Tile]) -> Iterator[Tile]:
        """Yield the tiles, counting them."""
        for tile in tiles:
            held, peak = float(tile.values.sum()), float(tile.values.max())
            if np.isnan(held):  # a study area's edge runs through it, or it lies outside
                held, peak = float(np.nansum(tile.values)), float(np.nanmax(tile.values, initial=0.0))
            self._sum += held
            self.peak = max(self.peak, peak)
            yield tile


class TiledSurface(ABC):
    """A surface that is not yet computed: its grid cut into blocks, and what makes the values of each.

    ``method`` is how it is made, ``size`` the most (rows, cols) of a block.
    """

    method: int

    def __init__(self, grid: Grid, size: tuple[int, int], scheduler: str) -> None:
        self.grid, self.scheduler = grid, scheduler
        self.blocks = blocks_of(grid, *size)

    @abstractmethod
    def call(self, block: Block) -> Call:
        """Return what makes the values of a block, (rows, cols), independently of all others."""

    @abstractmethod
    def release(self) -> None:
        """Give back what the blocks had in common."""

    def tiles(self, progress: Progress = no_progress) -> Generator[Tile, None, None]:
        """Yield all tiles, row by row from the north-west; the same bits whoever computes them."""
        try:
            # results first: the last one is seen to be the last, and the pool closed
            for values, block in zip(self._results(map(self.call, self.blocks), progress), self.blocks):
                yield Tile(block, values)
        finally:
            self.release()

    def collected(self, progress: Progress = no_progress) -> Surface:
        """Return the whole surface in memory; raises PlanError where it does not fit."""
        refuse_larger(cells_of(self.grid, in_memory=_NUMBER))
        values = np.empty(self.grid.shape)
        with closing(self.tiles(progress)) as tiles:
            for tile in tiles:
                values[tile.block.slices] = tile.values
        return Surface(values, self.grid, self.method)

    def _results(self, calls: Iterator[Call], progress: Progress) -> Iterator[Any]:
        """Yield the results of one call for each block."""
        return results(calls, len(self.blocks), self.scheduler, progress)


class PointSurface(TiledSurface):
    """A surface of points, whose weights may be scaled before it is made."""

    def __init__(self, buckets: Buckets, smoothing: Smoothing, size: tuple[int, int]) -> None:
        super().__init__(smoothing.grid, size, smoothing.scheduler)
        self._buckets, self._smoothing = buckets, smoothing

    @abstractmethod
    def hold_total(self, progress: Progress) -> None:
        """Have the cells hold the weight, where no kernel is cut off."""

    def keep_inside(self, area: StudyArea, progress: Progress) -> None:
        """Divide each weight by the share of its kernel that lies inside the study area."""
        share = np.zeros(self._buckets.count)
        calls = (self._share_call(block, area) for block in self.blocks)
        for number, inside in self._results(calls, progress):
            share[number] += inside
        self._buckets.divide(share)

    @abstractmethod
    def _share_call(self, block: Block, area: StudyArea) -> Call:
        """Return what makes the numbers of points and the shares of their kernels that a block adds."""

    def _mask(self, block: Block) -> Optional[Mask]:
        return self._smoothing.area.mask(block) if self._smoothing.area else None


def results(calls: Iterator[Call], count: int, scheduler: str, progress: Progress) -> Iterator[Any]:
    """Yield the results of ``count`` calls in their order; few are under way at a time."""
    ahead = _ON_A_CLUSTER if scheduler else cores() + 1
    done, pace = [0], Pace(count)

    def watch() -> None:
        """Report how many are done, and that the next one is under way: ever nearer to it, but not there."""
        waited = pace.waited
        pace.tell_of_the_first(done[0])
        progress((done[0] + waited / (waited + _A_WHILE)) / count)

    with workers(scheduler) as pool:
        for result in in_order(pool, calls, ahead, watch):
            done[0] += 1
            pace.tell(done[0])
            progress(done[0] / count)
            yield result


class Pace:
    """How long ``count`` parts of one kind of work will take, told once, from those that were done in this run."""

    def __init__(self, count: int) -> None:
        self._count, self._told, self._is_slow = count, False, False
        self._start = self._last = time.monotonic()

    @property
    def waited(self) -> float:
        """Seconds since the last part was done."""
        return time.monotonic() - self._last

    def tell_of_the_first(self, done: int) -> None:
        """Say that the first part takes long: a share of it may be too little for a bar to move."""
        if not (done or self._is_slow) and self.waited >= _SOON:
            self._is_slow = True
            say(f"The first of {self._count:,} parts takes longer than {_SOON:g} s.")

    def tell(self, done: int) -> None:
        """Say how long the rest will take, if that is a while."""
        self._last = time.monotonic()
        taken = self._last - self._start
        left = taken * (self._count - done) / done
        if not self._told and taken >= _SOON:
            self._told = True
            if left >= _A_WHILE:
                pace = f"{done:,} of {self._count:,} parts took {taken:.0f} s"
                say(f"{pace}; at that pace the rest takes {duration(left)}.")


def duration(seconds: float) -> str:
    """Return a time as one would say it.

    Examples
    --------
    >>> duration(45.2), duration(200), duration(7000)
    ('45 s', '3 minutes', '1.9 hours')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:,.1f} hours"
