"""Where the cells of a surface lie.

Rows run from north to south, columns from west to east; a surface on a grid is (rows, cols).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .arrays import Floats
from .checks import positive
from .errors import PlanError

_ROUNDING = 1e-9  # of a cell, by which a place may miss an edge that it lies on: as in feet turned to metres


@dataclass(frozen=True)
class Grid:
    """Square cells, north up.

    ``west`` and ``north`` are the outer edges, in the same length unit as ``cell``.

    Examples
    --------
    >>> grid = Grid(west=0.0, north=300.0, cell=100.0, rows=3, cols=2)
    >>> grid.east, grid.south, grid.column_centres().tolist(), grid.row_centres().tolist()
    (200.0, 0.0, [50.0, 150.0], [250.0, 150.0, 50.0])
    """

    west: float
    north: float
    cell: float
    rows: int
    cols: int

    @property
    def east(self) -> float:
        """The right outer edge."""
        return self.west + self.cols * self.cell

    @property
    def south(self) -> float:
        """The lower outer edge."""
        return self.north - self.rows * self.cell

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return self.rows, self.cols

    def column_centres(self) -> Floats:
        """Return the x of every column's middle, (cols,)."""
        return self.west + (np.arange(self.cols) + 0.5) * self.cell

    def row_centres(self) -> Floats:
        """Return the y of every row's middle, (rows,), north to south."""
        return self.north - (np.arange(self.rows) + 0.5) * self.cell

    def scaled(self, factor: float) -> Grid:
        """Return this grid with every length times ``factor``, as when feet become metres."""
        return Grid(self.west * factor, self.north * factor, self.cell * factor, self.rows, self.cols)


def grid_over(bounds: tuple[float, float, float, float], cell: float, margin: float = 0.0) -> Grid:
    """Return the grid that covers ``bounds`` and a margin, its edges on multiples of ``cell``.

    Parameters
    ----------
    bounds : west, south, east, north
    cell, margin : lengths in the unit of ``bounds``

    Raises
    ------
    PlanError
        If the cell is not a positive length or the bounds are not finite.

    Examples
    --------
    >>> grid_over((120.0, 40.0, 380.0, 260.0), cell=100.0)
    Grid(west=100.0, north=300.0, cell=100.0, rows=3, cols=3)
    >>> grid_over((120.0, 40.0, 380.0, 260.0), cell=100.0, margin=50.0).shape
    (5, 5)
    """
    positive(cell, "The cell size")
    if not np.isfinite(bounds).all():
        raise PlanError("The extent is not finite: the layer has coordinates that are not numbers.")
    west, south, east, north = bounds
    left = math.floor((west - margin) / cell + _ROUNDING)
    right = math.ceil((east + margin) / cell - _ROUNDING)
    bottom = math.floor((south - margin) / cell + _ROUNDING)
    top = math.ceil((north + margin) / cell - _ROUNDING)
    return Grid(left * cell, top * cell, cell, max(top - bottom, 1), max(right - left, 1))
