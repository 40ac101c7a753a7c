"""Centres as circles around places that are known: the zones that lie mostly within walking distance of one.

Zones (n,): jobs, hectares, centroids (n, 2); circles (k,): places (k, 2) in metres. How much of each zone lies in each
circle comes in as shares (n, k), 0 to 1.

References
----------
Centre for Cities' definition of city centres: the land within a radius of a middle, by size of city; see ``RADII``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Floats, Ints
from ..ground.errors import PlanError
from .ranking import Ranking, ranked

OWN_RADIUS, LONDON, LARGE, MEDIUM_OR_SMALL = range(4)
RADII = {LONDON: 3218.7, LARGE: 1287.5, MEDIUM_OR_SMALL: 804.7}
"""Metres by size of city: 2, 0.8 and 0.5 miles (Centre for Cities)."""
DEFAULT_RADIUS = RADII[MEDIUM_OR_SMALL]
_CORNERS = 360  # of a circle, whose area they miss by 0.005 %
_HAIR = 1e-9  # shares come from cutting polygons: closer ones are equal


def circle(place: npt.ArrayLike, radius: float, corners: int = _CORNERS) -> Floats:
    """Return a closed ring (corners + 1, 2) around a place (x, y), left round, in the unit of both.

    Examples
    --------
    >>> circle((100.0, 0.0), 50.0, corners=4).round(6).tolist()
    [[150.0, 0.0], [100.0, 50.0], [50.0, 0.0], [100.0, -50.0], [150.0, 0.0]]
    """
    turn = 2 * np.pi * (np.arange(corners + 1) % corners) / corners  # the last corner is the first one to the bit
    middle = np.asarray(place, dtype=np.float64)
    return np.asarray(middle + radius * np.column_stack([np.cos(turn), np.sin(turn)]))


def circle_of_zone(shares: Floats, centroids: Floats, places: Floats, overlap: float = 0.5) -> Ints:
    """Return the circle of each zone, (n,), -1 where it lies in none with at least ``overlap``.

    A zone that lies in two circles belongs to the one that holds more of it; if they hold as much, as two do that
    hold all of it, to the one whose middle is nearer to its own; if they are as near, to the first.

    Parameters
    ----------
    shares : (n, k) of each zone in each circle, 0 to 1
    centroids, places : (n, 2) of the zones and (k, 2) of the circles' middles, in one unit
    overlap : 0 to 1; at 0 any part of the zone will do

    Examples
    --------
    The second zone lies in both circles, and nearer to the second one.

    >>> shares = np.array([[0.9, 0.0], [1.0, 1.0], [0.1, 0.4]])
    >>> centroids, places = np.array([(0.0, 0.0), (600.0, 0.0), (1_500.0, 0.0)]), np.array([(0.0, 0.0), (800.0, 0.0)])
    >>> circle_of_zone(shares, centroids, places, overlap=0.5).tolist()
    [0, 1, -1]
    """
    most = shares.max(axis=1, initial=0.0)
    away = np.hypot(*(centroids[:, np.newaxis] - places).transpose(2, 0, 1))
    nearest = np.where(shares >= most[:, np.newaxis] - _HAIR, away, np.inf).argmin(axis=1)
    return np.where((most >= overlap - _HAIR) & (most > 0), nearest, -1)


def policy_circles(jobs: Floats, hectares: Floats, zone_circle: Ints) -> Ranking:
    """Return the centres that the zones of each circle make, ranked by jobs, and the centre of every zone.

    ``threshold`` of a centre is the density of its emptiest zone, the lowest that the circle let in. Circles without a
    zone are no centres.

    Parameters
    ----------
    jobs : (n,), NaN throughout where they are not known: centres then stand in the order of the circles
    hectares : (n,) more than 0
    zone_circle : (n,) from ``circle_of_zone``

    Raises
    ------
    PlanError
        If no zone lies in a circle.

    Examples
    --------
    >>> jobs, hectares = np.array([100.0, 900.0, 300.0, 50.0]), np.array([10.0, 10.0, 20.0, 5.0])
    >>> ranking = policy_circles(jobs, hectares, np.array([0, 2, 2, -1]))
    >>> ranking.centre.tolist()
    [1, 0, 0, -1]
    >>> ranking.centres.jobs.tolist(), ranking.centres.density.tolist(), ranking.centres.threshold.tolist()
    ([1200.0, 100.0], [40.0, 10.0], [15.0, 10.0])
    """
    inside = zone_circle >= 0
    if not inside.any():
        raise PlanError(
            "No zone lies in a circle with enough of its area. Do the centre points lie among the zones? If so, take a "
            "longer radius, a smaller overlap, or smaller zones."
        )
    return ranked(zone_circle, jobs, hectares, jobs / hectares, np.unique(zone_circle[inside]))
