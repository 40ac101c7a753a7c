"""How dense are zones, and how dense is the place where the average job is? And which buildings hold the jobs?

    gross = sum J_i / sum A_i          perceived = sum J_i (J_i / A_i) / sum J_i

with J_i the jobs and A_i the hectares of zone i. Zones are (z,), buildings (b,), pieces (m,): a piece is the part
of a building that lies in one zone.

References
----------
Craig, J. (1984). Averaging population density. Demography 21: 405-412 (weighted by people; here by jobs).
Shearer, C., Vey, J. S. & Kim, J. (2019). Where jobs are concentrating and why it matters to cities and regions.
Brookings (job-weighted, "perceived" density).
Eicher, C. L. & Brewer, C. A. (2001). Dasymetric mapping and areal interpolation. Cartogr. Geogr. Inf. Sci. 28: 125-138.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Bools, Floats, Ints
from ..ground.sums import dot
from ..ground.zones import ratio


class ZoneDensity(NamedTuple):
    """``density`` (z,) of each zone, ``gross`` and ``perceived`` of all, in jobs per hectare.

    ``perceived`` is NaN without jobs.
    """

    density: Floats
    gross: float
    perceived: float


class Pieces(NamedTuple):
    """``building`` and ``zone`` (m,) positions, ``share`` (m,) of the building that lies there, 0 to 1."""

    building: Ints
    zone: Ints
    share: Floats


class BuildingJobs(NamedTuple):
    """``jobs`` (b,) of each building; ``empty`` (z,) zones whose jobs found no building."""

    jobs: Floats
    empty: Bools


def zone_density(jobs: Floats, hectares: Floats) -> ZoneDensity:
    """Return the density of zones, all together, and as the average job perceives it.

    Parameters
    ----------
    jobs : (z,) at least 0
    hectares : (z,) more than 0

    Examples
    --------
    A centre of 900 jobs on 10 hectares and a suburb of 100 on 40: of every ten jobs nine perceive 90 a hectare.

    >>> found = zone_density(np.array([900.0, 100.0]), np.array([10.0, 40.0]))
    >>> found.density.tolist(), found.gross, found.perceived
    ([90.0, 2.5], 20.0, 81.25)
    """
    density = jobs / hectares
    total = float(jobs.sum())
    perceived = dot(jobs, density) / total if total else float("nan")
    return ZoneDensity(density, total / float(hectares.sum()), perceived)


def jobs_by_building(jobs: Floats, weight: Floats, pieces: Pieces) -> BuildingJobs:
    """Return the jobs of each zone handed to its buildings, in proportion to their weight inside the zone.

    A building in several zones brings to each the share of its weight that lies there. The jobs of a zone all go to
    its buildings, so its total is kept; those of a zone without any weight go nowhere.

    Parameters
    ----------
    jobs : (z,) at least 0
    weight : (b,) at least 0, such as floor space or footprint

    Examples
    --------
    A shop of 100 m² and an office of 300 m² share the 80 jobs of the first zone; the second has jobs and no building.

    >>> pieces = Pieces(building=np.array([0, 1]), zone=np.array([0, 0]), share=np.ones(2))
    >>> found = jobs_by_building(np.array([80.0, 5.0]), np.array([100.0, 300.0]), pieces)
    >>> found.jobs.tolist(), found.empty.tolist()
    ([20.0, 60.0], [False, True])
    """
    inside = weight[pieces.building] * pieces.share
    held = np.bincount(pieces.zone, inside, len(jobs)).astype(np.float64, copy=False)
    part = np.nan_to_num(ratio(inside, held[pieces.zone]))
    handed = np.bincount(pieces.building, part * jobs[pieces.zone], len(weight)).astype(np.float64, copy=False)
    return BuildingJobs(handed, (jobs > 0) & ~(held > 0))
