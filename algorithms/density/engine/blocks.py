"""How a grid is cut into blocks, and which points reach each: a surface is made of independent parts.

Places are in cells: ``row`` and ``col`` of a point are 0 at the middle of the grid's first cell. How a grid
is cut depends on the grid, the bandwidth and the kernel alone, so results do not depend on who computes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ...ground.arrays import Floats, Ints
from ...ground.grid import Grid
from ...ground.points import Points
from ...ground.progress import Progress, no_progress

_BUCKET = 256  # cells along an edge
_MOST_BUCKETS = 2**16 - 1  # numbers of 16 bits are sorted in one pass
_AT_ONCE = 2**16  # points: they fit the cache


class Block(NamedTuple):
    """A rectangle of cells; it may reach over the grid."""

    top: int
    left: int
    rows: int
    cols: int

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return self.rows, self.cols

    @property
    def slices(self) -> tuple[slice, slice]:
        """Where it stands in an array on the grid."""
        return slice(self.top, self.top + self.rows), slice(self.left, self.left + self.cols)

    def wider(self, cells: int) -> Block:
        """Return the block with as many more cells on every side."""
        return Block(self.top - cells, self.left - cells, self.rows + 2 * cells, self.cols + 2 * cells)

    def on(self, grid: Grid) -> Grid:
        """Return the block as a grid of its own."""
        west, north = grid.west + self.left * grid.cell, grid.north - self.top * grid.cell
        return Grid(west, north, grid.cell, self.rows, self.cols)


def blocks_of(grid: Grid, rows: int, cols: int) -> list[Block]:
    """Return the blocks of at most that size that make up the grid, row by row."""
    return [
        Block(top, left, min(rows, grid.rows - top), min(cols, grid.cols - left))
        for top in range(0, grid.rows, rows)
        for left in range(0, grid.cols, cols)
    ]


@dataclass(frozen=True)
class LocalPoints:
    """Points as seen from a block: ``row``, ``col``, ``weight`` (n,); ``bandwidth`` in cells, (n,) or (1,) for all.

    Places count from the block's first cell; ``number`` (n,) is the position of each among the points of the surface.
    """

    row: Floats
    col: Floats
    weight: Floats
    bandwidth: Floats
    number: Ints

    def __len__(self) -> int:
        return len(self.weight)

    def taken(self, which: Ints | slice) -> LocalPoints:
        """Return some of the points."""

        def some(column: Any) -> Any:
            """Slices apart: ``take`` is three times as fast as an index in brackets."""
            return column[which] if isinstance(which, slice) else column.take(which)

        bandwidth = self.bandwidth if len(self.bandwidth) == 1 else some(self.bandwidth)
        return LocalPoints(some(self.row), some(self.col), some(self.weight), bandwidth, some(self.number))

    def scaled(self, factor: Floats) -> LocalPoints:
        """Return the points with their weights times ``factor``, (n,) or (1,)."""
        return replace(self, weight=self.weight * factor)

    def moved(self, down: float, right: float) -> LocalPoints:
        """Return the points as seen from a block that begins as many cells further up and left."""
        return replace(self, row=self.row + down, col=self.col + right)


class Buckets:
    """Points sorted by the part of the grid they lie in, so that those near a block are found at once."""

    def __init__(self, points: Points, grid: Grid, bandwidth: Floats, progress: Progress = no_progress):
        """``bandwidth`` in cells, (n,) or (1,). Points without weight are left out."""
        self._size = _BUCKET
        while -(-grid.rows // self._size) * -(-grid.cols // self._size) > _MOST_BUCKETS:
            self._size *= 2
        self._down, self._across = -(-grid.rows // self._size), -(-grid.cols // self._size)
        self.count = len(points)
        bucket = self._numbers(points, grid)
        progress(0.4)
        order = np.argsort(bucket, kind="stable")  # keeps the order of points within a bucket
        if not points.weight.all():
            order = order[points.weight[order] > 0]
            bucket = bucket[order]
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=self._down * self._across))])
        progress(0.6)
        self.points = _sorted(points, grid, bandwidth, order)
        progress(1.0)

    def around(self, block: Block, reach: float) -> LocalPoints:
        """Return the points within ``reach`` cells of the middles of the block's cells."""
        near = []
        for start, stop in self._runs(block, reach):
            row, col = self.points.row[start:stop] - block.top, self.points.col[start:stop] - block.left
            close = (row > -reach) & (row < block.rows - 1 + reach)
            close &= (col > -reach) & (col < block.cols - 1 + reach)
            near.append(start + np.flatnonzero(close))
        return self.points.taken(np.concatenate(near)).moved(-block.top, -block.left)

    def within(self, block: Block) -> LocalPoints:
        """Return the points in the block's cells; each lies in one block of a grid."""
        near = np.concatenate([np.arange(start, stop) for start, stop in self._runs(block, 1.0)])
        points = self.points.taken(near).moved(-block.top, -block.left)
        row, col = np.floor(points.row + 0.5), np.floor(points.col + 0.5)
        return points.taken(np.flatnonzero((row >= 0) & (row < block.rows) & (col >= 0) & (col < block.cols)))

    def divide(self, share: Floats) -> None:
        """Divide the weights by shares of more than 0, (n,) in the order of the points of the surface."""
        least = np.finfo(np.float64).tiny
        self.points = self.points.scaled(1 / np.maximum(share[self.points.number], least))

    def _numbers(self, points: Points, grid: Grid) -> npt.NDArray[np.uint16]:
        """Return the bucket that each point lies in, (n,)."""
        numbers = np.empty(len(points), dtype=np.uint16)
        for start in range(0, len(points), _AT_ONCE):
            row, col = _places(points.xy[start : start + _AT_ONCE], grid)
            line = self._line(row, self._down) * np.uint16(self._across)
            numbers[start : start + _AT_ONCE] = line + self._line(col, self._across)
        return numbers

    def _line(self, place: Floats, count: int) -> npt.NDArray[np.uint16]:
        line: npt.NDArray[np.uint16] = np.clip(np.floor((place + 0.5) / self._size), 0, count - 1).astype(np.uint16)
        return line

    def _runs(self, block: Block, reach: float) -> list[tuple[int, int]]:
        """Return where the points of the buckets around stand, one run for each row of buckets."""
        low = np.array([block.top - reach, block.left - reach])
        high = np.array([block.top + block.rows + reach, block.left + block.cols + reach])
        most = np.array([self._down - 1, self._across - 1])
        first, last = (np.clip(np.floor(corner / self._size), 0, most).astype(int) for corner in (low, high))
        rows = np.arange(first[0], last[0] + 1) * self._across
        return list(zip(self._starts[rows + first[1]], self._starts[rows + last[1] + 1]))


def _places(xy: Floats, grid: Grid) -> tuple[Floats, Floats]:
    """Return rows and columns, (n,)."""
    return (grid.north - xy[:, 1]) / grid.cell - 0.5, (xy[:, 0] - grid.west) / grid.cell - 0.5


def _sorted(points: Points, grid: Grid, bandwidth: Floats, order: Ints) -> LocalPoints:
    """Return the points of those numbers; parts of them at a time, so that no column is copied twice."""
    row, col = np.empty(len(order)), np.empty(len(order))
    for start in range(0, len(order), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        row[some], col[some] = _places(np.take(points.xy, order[some], axis=0), grid)
    if len(bandwidth) > 1:
        bandwidth = bandwidth[order]
    return LocalPoints(row, col, points.weight.take(order), bandwidth, order)
