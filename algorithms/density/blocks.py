"""Which part of a grid, and which points reach it: how a surface is cut into independent tasks.

Places are in cells: ``row`` and ``col`` of a point are 0 at the middle of the grid's first cell. How a grid
is cut depends on the grid, the bandwidth and the kernel alone, so results do not depend on who computes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Floats, Ints
from ..ground.grid import Grid
from ..ground.points import Points
from ..ground.progress import Progress, no_progress

_BUCKET = 256  # cells along an edge
_MOST_BUCKETS = 2**16 - 1  # numbers of 16 bits are sorted in one pass
_AT_ONCE = 2**16  # points: they fit the cache


class Frame(NamedTuple):
    """A rectangle of cells."""

    top: int
    left: int
    rows: int
    cols: int

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return self.rows, self.cols

    @property
    def window(self) -> tuple[slice, slice]:
        """Where it stands in an array on the grid."""
        return slice(self.top, self.top + self.rows), slice(self.left, self.left + self.cols)

    def wider(self, cells: int) -> Frame:
        """Return the frame with as many more cells on every side."""
        return Frame(self.top - cells, self.left - cells, self.rows + 2 * cells, self.cols + 2 * cells)

    def on(self, grid: Grid) -> Grid:
        """Return the frame as a grid of its own."""
        west, north = grid.west + self.left * grid.cell, grid.north - self.top * grid.cell
        return Grid(west, north, grid.cell, self.rows, self.cols)


@dataclass(frozen=True)
class Near:
    """Points near a frame: ``row``, ``col``, ``weight`` (n,); ``bandwidth`` in cells, (n,) or (1,) for all.

    Places count from the frame's first cell; ``number`` (n,) is the place of each in the points given.
    """

    row: Floats
    col: Floats
    weight: Floats
    bandwidth: Floats
    number: Ints

    def __len__(self) -> int:
        return len(self.weight)

    def taken(self, which: Ints | slice) -> Near:
        """Return some of the points."""
        if not isinstance(which, slice):  # three times as fast as an index in brackets
            width = self.bandwidth if len(self.bandwidth) == 1 else self.bandwidth.take(which)
            row, col, number = self.row.take(which), self.col.take(which), self.number.take(which)
            return Near(row, col, self.weight.take(which), width, number)
        width = self.bandwidth if len(self.bandwidth) == 1 else self.bandwidth[which]
        return Near(self.row[which], self.col[which], self.weight[which], width, self.number[which])

    def scaled(self, factor: Floats) -> Near:
        """Return the points with their weights times ``factor``, (n,) or (1,)."""
        return replace(self, weight=self.weight * factor)

    def moved(self, cells: float) -> Near:
        """Return the points as seen from a frame that begins as many cells further up and left."""
        return replace(self, row=self.row + cells, col=self.col + cells)


def frames(grid: Grid, rows: int, cols: int) -> list[Frame]:
    """Return the frames of at most that size that make up the grid, row by row."""
    return [
        Frame(top, left, min(rows, grid.rows - top), min(cols, grid.cols - left))
        for top in range(0, grid.rows, rows)
        for left in range(0, grid.cols, cols)
    ]


class Buckets:
    """Points sorted by the part of the grid they lie in, so that those near a frame are found at once."""

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

    def near(self, frame: Frame, reach: float) -> Near:
        """Return the points within ``reach`` cells of the middles of the frame's cells."""
        parts = []
        for start, stop in self._runs(frame, reach):
            row, col = self.points.row[start:stop] - frame.top, self.points.col[start:stop] - frame.left
            close = (row > -reach) & (row < frame.rows - 1 + reach)
            close &= (col > -reach) & (col < frame.cols - 1 + reach)
            parts.append(start + np.flatnonzero(close))
        return self._seen_from(frame, np.concatenate(parts))

    def within(self, frame: Frame) -> Near:
        """Return the points in the frame's cells; each lies in one frame of a grid."""
        found = self._seen_from(frame, np.concatenate([np.arange(*each) for each in self._runs(frame, 1.0)]))
        row, col = np.floor(found.row + 0.5), np.floor(found.col + 0.5)
        inside = (row >= 0) & (row < frame.rows) & (col >= 0) & (col < frame.cols)
        return found.taken(np.flatnonzero(inside))

    def divide(self, share: Floats) -> None:
        """Divide the weights by shares of more than 0, (n,) in the order of the points given."""
        least = np.finfo(np.float64).tiny
        self.points = self.points.scaled(1 / np.maximum(share[self.points.number], least))

    def _seen_from(self, frame: Frame, which: Ints) -> Near:
        found = self.points.taken(which)
        return replace(found, row=found.row - frame.top, col=found.col - frame.left)

    def _numbers(self, points: Points, grid: Grid) -> npt.NDArray[np.uint16]:
        """Return the bucket that each point lies in, (n,)."""
        found = np.empty(len(points), dtype=np.uint16)
        for start in range(0, len(points), _AT_ONCE):
            row, col = _places(points.xy[start : start + _AT_ONCE], grid)
            line = self._line(row, self._down) * np.uint16(self._across)
            found[start : start + _AT_ONCE] = line + self._line(col, self._across)
        return found

    def _line(self, place: Floats, count: int) -> npt.NDArray[np.uint16]:
        line: npt.NDArray[np.uint16] = np.clip(np.floor((place + 0.5) / self._size), 0, count - 1).astype(np.uint16)
        return line

    def _runs(self, frame: Frame, reach: float) -> list[tuple[int, int]]:
        """Return where the points of the buckets around stand, one run for each row of buckets."""
        low = np.array([frame.top - reach, frame.left - reach])
        high = np.array([frame.top + frame.rows + reach, frame.left + frame.cols + reach])
        most = np.array([self._down - 1, self._across - 1])
        first, last = (np.clip(np.floor(each / self._size), 0, most).astype(int) for each in (low, high))
        rows = range(first[0], last[0] + 1)
        return [
            (self._starts[each * self._across + first[1]], self._starts[each * self._across + last[1] + 1])
            for each in rows
        ]


def _places(xy: Floats, grid: Grid) -> tuple[Floats, Floats]:
    """Return rows and columns, (n,)."""
    return (grid.north - xy[:, 1]) / grid.cell - 0.5, (xy[:, 0] - grid.west) / grid.cell - 0.5


def _sorted(points: Points, grid: Grid, bandwidth: Floats, order: Ints) -> Near:
    """Return the points of those numbers; parts of them at a time, so that no column is copied twice."""
    row, col = np.empty(len(order)), np.empty(len(order))
    for start in range(0, len(order), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        row[part], col[part] = _places(np.take(points.xy, order[part], axis=0), grid)
    return Near(row, col, points.weight.take(order), bandwidth if len(bandwidth) == 1 else bandwidth[order], order)
