"""The boundaries of labelled cells, as smooth as the surface they were cut from.

Each side between a cell inside and one outside gives one corner of the boundary, put where the surface
crosses the threshold between the two cells' middles (linear interpolation, as marching squares does). A
ring is (k, 2) in the grid's unit, closed: its last place is its first; shells run left round.
"""

from __future__ import annotations

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.grid import Grid
from ..ground.rings import ring_edges, signed_area

# The four directions in which a boundary runs with the inside on its left: (rows, cols) to the next corner,
# and from the corner it starts at to the cell inside and the cell outside.
_EAST, _NORTH, _WEST, _SOUTH = range(4)
_STEP = np.array([(0, 1), (-1, 0), (0, -1), (1, 0)])
_INSIDE = np.array([(-1, 0), (-1, -1), (0, -1), (0, 0)])
_OUTSIDE = np.array([(0, 0), (-1, 0), (-1, -1), (0, -1)])


def outlines(centre: Ints, density: Floats, threshold: float, grid: Grid) -> list[list[Floats]]:
    """Return for every centre 0, 1, … its rings: the shell first, then its holes.

    Parameters
    ----------
    centre : (rows, cols), -1 outside; cells of one centre hang together by their sides
    density : (rows, cols), NaN counts as 0
    threshold : the density at the boundary

    Examples
    --------
    Two cells of 100 m hold 4 jobs per ha, those around them none: half way to their middles it is 2.

    >>> centre = np.array([[-1, -1, -1, -1], [-1, 0, 0, -1], [-1, -1, -1, -1]])
    >>> [[shell]] = outlines(centre, np.where(centre == 0, 4.0, 0.0), 2.0, Grid(0.0, 300.0, 100.0, 3, 4))
    >>> sorted(set(map(tuple, shell.tolist())))
    [(100.0, 150.0), (150.0, 100.0), (150.0, 200.0), (250.0, 100.0), (250.0, 200.0), (300.0, 150.0)]
    """
    labels = np.pad(centre, 1, constant_values=-1)
    values = np.pad(np.nan_to_num(density, nan=0.0), 1)
    rings: list[list[Floats]] = [[] for _ in range(int(centre.max(initial=-1)) + 1)]
    for sides in _rings(labels):
        corners = _crossings(sides, values, threshold)
        place = np.column_stack([corners[:, 1] - 0.5, -(corners[:, 0] - 0.5)]) * grid.cell
        ring = _closed(place + np.array([grid.west, grid.north]))
        rings[labels[tuple((sides[0, :2] + _INSIDE[sides[0, 2]]).tolist())]].append(ring)
    return [sorted(own, key=_area, reverse=True) for own in rings]


def _rings(labels: Ints) -> list[Ints]:
    """Return the sides (k, 3: corner row, corner col, direction) of every ring, in order."""
    sides = {}
    for direction in range(4):
        inside, outside = _cells(labels, direction)
        for row, col in np.argwhere((inside >= 0) & (inside != outside)).tolist():
            sides[(row + 1, col + 1, direction)] = int(inside[row, col])
    rings = []
    while sides:
        start = next(iter(sides))
        label, ring, side = sides[start], [], start
        while side in sides and sides[side] == label:
            del sides[side]
            ring.append(side)
            side = _next(side, label, sides)
        rings.append(np.array(ring))
    return rings


def _cells(labels: Ints, direction: int) -> tuple[Ints, Ints]:
    """Return the cell inside and the cell outside of a side in that direction from every inner corner."""
    return _shifted(labels, _INSIDE[direction]), _shifted(labels, _OUTSIDE[direction])


def _shifted(labels: Ints, step: Ints) -> Ints:
    rows, cols = labels.shape
    return labels[1 + step[0] : rows + step[0], 1 + step[1] : cols + step[1]]


def _next(side: tuple[int, int, int], label: int, sides: dict[tuple[int, int, int], int]) -> tuple[int, int, int]:
    """Return the side that goes on from the end of one: the sharpest turn left, so that diagonals part."""
    row, col = side[0] + int(_STEP[side[2]][0]), side[1] + int(_STEP[side[2]][1])
    turns = [(row, col, (side[2] + turn) % 4) for turn in (1, 0, 3)]
    return next((turn for turn in turns if sides.get(turn) == label), turns[0])


def _crossings(sides: Ints, values: Floats, threshold: float) -> Floats:
    """Return where the surface crosses the threshold at each side, (k, 2) as rows and cols of the cells."""
    inside = sides[:, :2] + _INSIDE[sides[:, 2]]
    outside = sides[:, :2] + _OUTSIDE[sides[:, 2]]
    high, low = values[tuple(inside.T)], values[tuple(outside.T)]
    step = np.where(high > low, high - low, 1.0)
    way = np.clip(np.where(high > low, (high - threshold) / step, 0.5), 0.02, 0.98)  # rings never touch
    return np.asarray(inside + way[:, None] * (outside - inside))


def _closed(places: Floats) -> Floats:
    return np.vstack([places, places[:1]])


def _area(ring: Floats) -> float:
    return abs(signed_area(ring_edges(ring)))
