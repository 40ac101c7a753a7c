"""A surface that is computed tile by tile: in memory where it fits, else handed on as it is made."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Callable, NamedTuple, Protocol

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid
from ..ground.progress import Progress, no_progress
from ..ground.workers import cores, in_order, memory, workers
from .blocks import Frame

_ON_A_CLUSTER = 16  # tiles under way there: more than its workers would only fill the memory here
_BYTES_PER_CELL = 16

Task = tuple[Callable[..., Any], tuple[Any, ...]]


class Tile(NamedTuple):
    """``values`` (rows, cols) per m², NaN outside the study area, and where they stand."""

    frame: Frame
    values: Floats


class Surface(NamedTuple):
    """``values`` (rows, cols) per m², NaN outside the window."""

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


class Work(Protocol):
    """What a surface is made of: independent tasks, one for each frame, in rows of frames."""

    @property
    def frames(self) -> list[Frame]:
        """The tiles, row by row."""

    def task(self, frame: Frame) -> Task:
        """Return what makes the values of a frame, (rows, cols)."""

    def done(self) -> None:
        """Give back what the tasks had in common."""


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


@dataclass(frozen=True)
class TiledSurface:
    """A surface on ``grid``, made by ``method``, not yet computed."""

    grid: Grid
    method: int
    work: Work
    scheduler: str = ""

    def tiles(self, progress: Progress = no_progress) -> Generator[Tile, None, None]:
        """Yield all tiles, row by row from the north-west; the same bits whoever computes them."""
        frames = self.work.frames
        try:
            tasks = (self.work.task(each) for each in frames)
            for number, values in enumerate(results(tasks, len(frames), self.scheduler, progress)):
                yield Tile(frames[number], values)
        finally:
            self.work.done()

    def collected(self, progress: Progress = no_progress) -> Surface:
        """Return the whole surface in memory."""
        require_memory(self.grid)
        values = np.empty(self.grid.shape)
        with closing(self.tiles(progress)) as tiles:
            for tile in tiles:
                values[tile.frame.window] = tile.values
        return Surface(values, self.grid, self.method)


def results(tasks: Iterator[Task], count: int, scheduler: str, progress: Progress) -> Iterator[Any]:
    """Yield the results of ``count`` tasks in their order; few are under way at a time."""
    ahead = _ON_A_CLUSTER if scheduler else cores() + 1
    done = [0]

    def watch() -> None:
        """Report how many tasks are done."""
        progress(done[0] / count)

    with workers(scheduler) as pool:
        for result in in_order(pool, tasks, ahead, watch):
            done[0] += 1
            watch()
            yield result


def require_memory(grid: Grid) -> None:
    """Refuse a surface that is to be kept in memory and is larger than half of it.

    Raises
    ------
    PlanError
        With the estimate.
    """
    needed = _BYTES_PER_CELL * grid.rows * grid.cols
    if needed > memory() / 2:
        raise PlanError(
            f"A surface of {grid.cols:,} by {grid.rows:,} cells needs about {needed / 2**30:,.0f} GB of memory; "
            f"this machine has {memory() / 2**30:,.0f} GB. Give larger cells or a smaller extent."
        )
