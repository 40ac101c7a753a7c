"""Which cells of a surface lie in the study area, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Callable, NamedTuple, Union

import numpy as np

from ..ground.arrays import Bools, Floats, Ints
from ..ground.grid import Grid
from .blocks import Frame, frames
from .coverage import covered, reaching

_ROWS, _COLS = 1024, 4096  # cells looked at at a time

Mask = Callable[[], Bools]
"""Makes the cells of a frame that lie inside, (rows, cols); small enough to be sent to a worker."""


class Window(NamedTuple):
    """A study area: ``inside`` (rows, cols) on the surface's grid; with ``edge_correction`` it keeps all mass."""

    inside: Bools
    edge_correction: bool = False

    def mask(self, frame: Frame) -> Mask:
        """Return the mask of a frame, which may reach over the grid."""
        on_grid = _on_grid(frame, self.inside.shape)
        return partial(_placed, partial(np.copy, self.inside[on_grid.window]), on_grid, frame)


class Outline(NamedTuple):
    """The same from the edges (m, 4) of polygons on a ``grid`` of any size."""

    edges: Floats
    grid: Grid
    edge_correction: bool = False

    def mask(self, frame: Frame) -> Mask:
        """Return the mask of a frame, which may reach over the grid."""
        on_grid = _on_grid(frame, self.grid.shape)
        place = on_grid.on(self.grid)
        return partial(_placed, partial(covered, self.edges[reaching(self.edges, place)], place), on_grid, frame)

    def holds_a_cell(self) -> bool:
        """Whether any cell of the grid lies inside."""
        return any(self.mask(each)().any() for each in self._crossed())

    def holds(self, row: Ints, col: Ints) -> Bools:
        """Return whether the cells at ``row`` and ``col`` (n,) lie inside, (n,); those off the grid do not."""
        found = np.zeros(len(row), dtype=bool)
        on_grid = (row >= 0) & (row < self.grid.rows) & (col >= 0) & (col < self.grid.cols)
        for each in self._crossed():
            in_rows = on_grid & (row >= each.top) & (row < each.top + each.rows)
            here = np.flatnonzero(in_rows & (col >= each.left) & (col < each.left + each.cols))
            if len(here):
                found[here] = self.mask(each)()[row[here] - each.top, col[here] - each.left]
        return found

    def _crossed(self) -> Iterator[Frame]:
        """Yield the parts of the grid that the polygons' bounds touch."""
        low, high = self.edges.reshape(-1, 2).min(axis=0), self.edges.reshape(-1, 2).max(axis=0)
        for frame in frames(self.grid, _ROWS, _COLS):
            place = frame.on(self.grid)
            if low[0] < place.east and high[0] > place.west and low[1] < place.north and high[1] > place.south:
                yield frame


StudyArea = Union[Window, Outline]


def _on_grid(frame: Frame, shape: tuple[int, ...]) -> Frame:
    top, left = max(frame.top, 0), max(frame.left, 0)
    bottom, right = min(frame.top + frame.rows, shape[0]), min(frame.left + frame.cols, shape[1])
    return Frame(top, left, max(bottom - top, 0), max(right - left, 0))


def _placed(made: Mask, there: Frame, frame: Frame) -> Bools:
    if there == frame:
        return made()
    inside = np.zeros(frame.shape, dtype=bool)
    if there.rows and there.cols:
        top, left = there.top - frame.top, there.left - frame.left
        inside[top : top + there.rows, left : left + there.cols] = made()
    return inside
