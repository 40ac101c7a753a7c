"""What polygons do to cells: how much of a zone's weight falls into each, and which lie in a study area.

An edge list is (m, 4): x0, y0, x1, y1 of every edge of every ring, shells and holes, with the inside on
the left. The area of a polygon inside a cell is a sum over its edges (Green's theorem), so all polygons
are added up in one pass over all edges and one running sum along the rows: overlaps, holes and slivers
need no special case, and the total is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Callable, NamedTuple, Union

import numpy as np

from ...ground.arrays import Bools, Floats, Ints
from ...ground.grid import Grid
from ...ground.points import Points
from ...ground.progress import Progress, no_progress
from ...ground.rings import Edges
from .blocks import Block, blocks_of

_SLACK = 1e-9  # a cell cut in half counts as inside, whatever its halves lose in rounding
_ROUNDING = 1e-15  # of all that is added and taken away along a row: what a running sum of doubles can leave behind
_ROWS, _COLS = 1024, 4096  # cells of a study area looked at at a time

Mask = Callable[[], Bools]
"""Makes the cells of a block that lie inside, (rows, cols); small enough to be sent to a worker."""


class EvenZones:
    """Zones whose weight (n,) lies evenly over their area."""

    def __init__(self, edges: Edges, weight: Floats):
        self._lines, self._owner = edges.lines, edges.owner
        per_area = np.divide(weight, edges.area, out=np.zeros(len(weight)), where=edges.area > 0)
        self._per_area = per_area[edges.owner]
        x, y = edges.lines[:, [0, 2]], edges.lines[:, [1, 3]]
        self._low = np.full((len(weight), 2), np.inf)
        self._high = np.full((len(weight), 2), -np.inf)
        np.minimum.at(self._low, edges.owner, np.column_stack([x.min(axis=1), y.min(axis=1)]))
        np.maximum.at(self._high, edges.owner, np.column_stack([x.max(axis=1), y.max(axis=1)]))

    def touching(self, grid: Grid) -> tuple[Floats, Floats]:
        """Return the edges (m, 4) and densities (m,) of the zones whose bounds touch a grid's."""
        touches = (self._low < (grid.east, grid.north)).all(axis=1)
        touches &= (self._high > (grid.west, grid.south)).all(axis=1)
        chosen = touches[self._owner]
        return self._lines[chosen], self._per_area[chosen]


class StudyCells(NamedTuple):
    """A study area: ``inside`` (rows, cols) on the surface's grid; with ``edge_correction`` it keeps all mass."""

    inside: Bools
    edge_correction: bool = False

    def mask(self, block: Block) -> Mask:
        """Return the mask of a block, which may reach over the grid."""
        on_grid = _on_grid(block, self.inside.shape)
        return partial(_placed, partial(np.copy, self.inside[on_grid.slices]), on_grid, block)


class StudyOutline(NamedTuple):
    """The same from the edges (m, 4) of polygons on a ``grid`` of any size."""

    edges: Floats
    grid: Grid
    edge_correction: bool = False

    def mask(self, block: Block) -> Mask:
        """Return the mask of a block, which may reach over the grid."""
        on_grid = _on_grid(block, self.grid.shape)
        place = on_grid.on(self.grid)
        return partial(_placed, partial(covered, self.edges[_reaching(self.edges, place)], place), on_grid, block)

    def holds_a_cell(self) -> bool:
        """Whether any cell of the grid lies inside."""
        return any(self.mask(block)().any() for block in self._crossed())

    def holds(self, row: Ints, col: Ints) -> Bools:
        """Return whether the cells at ``row`` and ``col`` (n,) lie inside, (n,); those off the grid do not."""
        inside = np.zeros(len(row), dtype=bool)
        on_grid = (row >= 0) & (row < self.grid.rows) & (col >= 0) & (col < self.grid.cols)
        for block in self._crossed():
            in_rows = on_grid & (row >= block.top) & (row < block.top + block.rows)
            here = np.flatnonzero(in_rows & (col >= block.left) & (col < block.left + block.cols))
            if len(here):
                inside[here] = self.mask(block)()[row[here] - block.top, col[here] - block.left]
        return inside

    def _crossed(self) -> Iterator[Block]:
        """Yield the parts of the grid that the polygons' bounds touch."""
        low, high = self.edges.reshape(-1, 2).min(axis=0), self.edges.reshape(-1, 2).max(axis=0)
        for block in blocks_of(self.grid, _ROWS, _COLS):
            place = block.on(self.grid)
            if low[0] < place.east and high[0] > place.west and low[1] < place.north and high[1] > place.south:
                yield block


StudyArea = Union[StudyCells, StudyOutline]


def mass_in_cells(edges: Floats, per_area: Floats, grid: Grid) -> Floats:
    """Return the mass in every cell of polygons that hold ``per_area`` of it per unit of area.

    Parameters
    ----------
    edges : (m, 4), inside on the left
    per_area : (m,) the density of the polygon that each edge belongs to
    grid : polygons may reach over its edges; what lies outside is left out

    Returns
    -------
    (rows, cols), in units of ``per_area`` times area.
    """
    x0, x1 = (edges[:, [0, 2]].T - grid.west) / grid.cell
    y0, y1 = (grid.north - edges[:, [1, 3]].T) / grid.cell  # rows grow southwards
    row, y0, y1, x0, x1, weight = _cut(y0, y1, x0, x1, per_area)
    inside = (row >= 0) & (row < grid.rows)
    row, y0, y1, x0, x1, weight = (piece[inside] for piece in (row, y0, y1, x0, x1, weight))
    column, x0, x1, y0, y1, weight, row = _cut(x0, x1, y0, y1, weight, row)
    beyond = np.clip((x0 + x1) / 2 - column, 0, 1)  # share of the cell left of the edge
    beyond[column < 0] = 0.0
    to_right = weight * (y1 - y0)
    steps = np.zeros((grid.rows, grid.cols + 2))
    place = row.astype(np.intp), np.clip(column, 0, grid.cols).astype(np.intp)
    np.add.at(steps, place, to_right * (1 - beyond))
    np.add.at(steps, (place[0], place[1] + 1), to_right * beyond)
    mass = np.cumsum(steps, axis=1)[:, : grid.cols] * grid.cell**2
    handled = np.bincount(place[0], np.abs(to_right), grid.rows) * grid.cell**2
    mass[mass < _ROUNDING * handled[:, None]] = 0.0
    return mass


def cell_points(edges: Edges, weight: Floats, grid: Grid, progress: Progress = no_progress) -> Points:
    """Return zones whose weight lies evenly over their area as points, one in the middle of each cell."""
    zones, places, held = EvenZones(edges, weight), [np.empty((0, 2))], [np.empty(0)]
    for block in blocks_of(grid, _ROWS, grid.cols):
        progress(block.top / grid.rows)
        here = block.on(grid)
        mass = mass_in_cells(*zones.touching(here), here)
        row, column = np.nonzero(mass)
        places.append(np.column_stack([grid.column_centres()[column], grid.row_centres()[block.top + row]]))
        held.append(mass[row, column])
    return Points(np.concatenate(places), np.concatenate(held))


def covered(edges: Floats, grid: Grid) -> Bools:
    """Return which cells lie at least half inside the polygons, (rows, cols)."""
    half = 0.5 - _SLACK
    return mass_in_cells(edges, np.ones(len(edges)), grid) >= half * grid.cell**2


def _reaching(edges: Floats, grid: Grid) -> Bools:
    """Return which edges (m, 4) matter for the cells of a grid: those in its rows, and not east of it, (m,)."""
    x, y = edges[:, [0, 2]], edges[:, [1, 3]]
    in_rows: Bools = (y.max(axis=1) > grid.south) & (y.min(axis=1) < grid.north)
    in_rows &= x.min(axis=1) < grid.east
    return in_rows


def _on_grid(block: Block, shape: tuple[int, ...]) -> Block:
    top, left = max(block.top, 0), max(block.left, 0)
    bottom, right = min(block.top + block.rows, shape[0]), min(block.left + block.cols, shape[1])
    return Block(top, left, max(bottom - top, 0), max(right - left, 0))


def _placed(made: Mask, there: Block, block: Block) -> Bools:
    if there == block:
        return made()
    inside = np.zeros(block.shape, dtype=bool)
    if there.rows and there.cols:
        top, left = there.top - block.top, there.left - block.left
        inside[top : top + there.rows, left : left + there.cols] = made()
    return inside


def _cut(start: Floats, end: Floats, other0: Floats, other1: Floats, *rest: Floats) -> tuple[Floats, ...]:
    """Cut edges at the whole numbers of one coordinate; return the cell of each piece, then the pieces."""
    first = np.floor(np.minimum(start, end))
    pieces = np.maximum(np.ceil(np.maximum(start, end)) - first, 1).astype(np.intp)
    edge = np.repeat(np.arange(len(start)), pieces)
    cell = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    length = (end - start)[edge]
    level = length == 0
    safe = np.where(level, 1.0, length)
    begin, finish = (np.clip(start[edge], cell, cell + 1), np.clip(end[edge], cell, cell + 1))
    t0 = np.where(level, 0.0, (begin - start[edge]) / safe)
    t1 = np.where(level, 1.0, (finish - start[edge]) / safe)
    across = (other1 - other0)[edge]
    cut0, cut1 = other0[edge] + t0 * across, other0[edge] + t1 * across
    return (cell, begin, finish, cut0, cut1, *(values[edge] for values in rest))
