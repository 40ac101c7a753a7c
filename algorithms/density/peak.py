"""Where is the densest place? The peak of the jobs of zones, smoothed.

Not the densest zone: a single tower drawn as a zone of its own would win. Each zone's jobs lie evenly over its area and
are smoothed over a walk of ten minutes, so that the centre is where most jobs are near.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.progress import Progress, no_progress
from ..ground.rings import Edges
from .engine.point_surface import bounds_of
from .surface import Request, surface_of_zones

BANDWIDTH = 800.0  # m: a walk of ten minutes
_FINEST = BANDWIDTH / 20
_COARSEST = BANDWIDTH / 2
_MOST_CELLS = 4_000_000  # a second of work


class Peak(NamedTuple):
    """``place`` (2,) in metres, the middle of a cell of ``cell`` metres; ``density`` per m²."""

    place: Floats
    density: float
    cell: float


def densest_place(edges: Edges, weight: Floats, progress: Progress = no_progress) -> Peak:
    """Return the peak of the density of zones: quartic kernel of 800 m; the first, north to south, of equal ones.

    Cells are 40 m wide, or as much wider, up to 400 m, as keeps their number to four million.

    Parameters
    ----------
    edges : of the zones
    weight : (n,) of each zone, some of it more than 0

    Examples
    --------
    The peak of one square zone is its middle, or the middle of a cell of 40 m beside it.

    >>> corners = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0]])
    >>> square = Edges(np.hstack([corners, np.roll(corners, -1, axis=0)]), np.zeros(4, int), np.array([1e6]))
    >>> peak = densest_place(square, np.array([500.0]))
    >>> bool(np.abs(peak.place - 500).max() <= 40), peak.cell
    (True, 40.0)
    """
    west, south, east, north = bounds_of(edges.lines.reshape(-1, 2))
    area = (east - west + 2 * BANDWIDTH) * (north - south + 2 * BANDWIDTH)
    cell = float(np.clip(np.sqrt(area / _MOST_CELLS), _FINEST, _COARSEST))
    surface = surface_of_zones(edges, weight, Request(BANDWIDTH, cell)).surface.collected(progress)
    row, column = np.unravel_index(np.argmax(surface.values), surface.values.shape)
    place = np.array([surface.grid.column_centres()[column], surface.grid.row_centres()[row]])
    return Peak(place, surface.peak, cell)
