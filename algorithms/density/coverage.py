"""How much of what lies spread over polygons falls into each cell of a grid, exactly.

An edge list is (m, 4): x0, y0, x1, y1 of every edge of every ring, shells and holes, with the inside on
the left. The area of a polygon inside a cell is a sum over its edges (Green's theorem), so all polygons
are added up in one pass over all edges and one running sum along the rows: overlaps, holes and slivers
need no special case, and the total is kept.
"""

from __future__ import annotations

import numpy as np

from ..ground.arrays import Bools, Floats
from ..ground.grid import Grid

_SLACK = 1e-9  # a cell cut in half counts as inside, whatever its halves lose in rounding
_ROUNDING = 1e-15  # of all that is added and taken away along a row: what a running sum of doubles can leave behind


def spread(edges: Floats, per_area: Floats, grid: Grid) -> Floats:
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
    row, y0, y1, x0, x1, weight = (each[inside] for each in (row, y0, y1, x0, x1, weight))
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


def covered(edges: Floats, grid: Grid) -> Bools:
    """Return which cells lie at least half inside the polygons, (rows, cols)."""
    half = 0.5 - _SLACK
    return spread(edges, np.ones(len(edges)), grid) >= half * grid.cell**2


def reaching(edges: Floats, grid: Grid) -> Bools:
    """Return which edges (m, 4) matter for the cells of a grid: those in its rows, and not east of it, (m,)."""
    x, y = edges[:, [0, 2]], edges[:, [1, 3]]
    in_rows: Bools = (y.max(axis=1) > grid.south) & (y.min(axis=1) < grid.north)
    in_rows &= x.min(axis=1) < grid.east
    return in_rows


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
    return (cell, begin, finish, cut0, cut1, *(each[edge] for each in rest))
