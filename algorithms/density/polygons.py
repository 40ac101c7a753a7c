"""Zones whose weight lies evenly over their area, and which of them reach a part of the grid."""

from __future__ import annotations

import numpy as np

from ..ground.arrays import Floats
from ..ground.grid import Grid
from ..ground.rings import Edges


class Parts:
    """The edges of zones with the density that each belongs to."""

    def __init__(self, edges: Edges, weight: Floats):
        self._lines, self._owner = edges.lines, edges.owner
        per_area = np.divide(weight, edges.area, out=np.zeros(len(weight)), where=edges.area > 0)
        self._per_area = per_area[edges.owner]
        x, y = edges.lines[:, [0, 2]], edges.lines[:, [1, 3]]
        self._low = np.full((len(weight), 2), np.inf)
        self._high = np.full((len(weight), 2), -np.inf)
        np.minimum.at(self._low, edges.owner, np.column_stack([x.min(axis=1), y.min(axis=1)]))
        np.maximum.at(self._high, edges.owner, np.column_stack([x.max(axis=1), y.max(axis=1)]))

    def near(self, grid: Grid) -> tuple[Floats, Floats]:
        """Return the edges (m, 4) and densities (m,) of the zones whose bounds touch a grid's."""
        touching = (self._low < (grid.east, grid.north)).all(axis=1)
        touching &= (self._high > (grid.west, grid.south)).all(axis=1)
        chosen = touching[self._owner]
        return self._lines[chosen], self._per_area[chosen]
