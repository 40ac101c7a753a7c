"""What the rule tree knows of each zone: how dense, how large, with what jobs, and where it lies.

All arrays are (n,), in the order of the zones. Shares are of the zone's jobs, 0 to 1, and 0 without jobs.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Bools, Floats, Ints
from ..ground.errors import PlanError

GROUPS = ("knowledge", "consumer", "industry", "public")
WORKERS_PER_PERSON = 0.48
_SLACK = 1.1  # rounded and suppressed counts may add up to somewhat more than the rounded total


class Shares(NamedTuple):
    """The shares of all the region's jobs by sector group, 0 to 1."""

    knowledge: float
    consumer: float
    industry: float
    public: float
    other: float


class Quantities(NamedTuple):
    """What the tests of the rule tree look at.

    ``density`` jobs per hectare; ``ratio`` jobs per working resident, infinite where there are jobs but no
    residents and 0 where there is neither; ``people`` per hectare; ``jobs``; five shares of the jobs;
    ``distance`` m to the nearest principal centre, 0 inside, infinite where there is none; ``centre_rank`` of
    the centre the zone lies in, by jobs, 0 = in none; ``principal``, whether that centre is a principal one;
    ``region`` the shares of all zones together.
    """

    density: Floats
    ratio: Floats
    people: Floats
    jobs: Floats
    knowledge: Floats
    consumer: Floats
    industry: Floats
    public: Floats
    other: Floats
    distance: Floats
    centre_rank: Ints
    principal: Bools
    region: Shares

    def of(self, name: str) -> Floats:
        """Return the quantity of that name, (n,)."""
        values: Floats = getattr(self, name)
        return values

    def at(self, zones: npt.NDArray[np.generic]) -> Quantities:
        """Return the quantities of some zones, by position or truth value; the region's stay."""
        return Quantities._make([*(each[zones] for each in self[:-1]), self.region])

    def changed(self, name: str, values: Floats) -> Quantities:
        """Return these quantities with one of them replaced, ``values`` (n,) or one for all zones."""
        place = self._fields.index(name)
        return Quantities._make([*self[:place], np.broadcast_to(values, self.jobs.shape), *self[place + 1 :]])


class CentrePlace(NamedTuple):
    """Where zones lie to the centres, as in Quantities: ``rank``, ``principal``, ``distance`` m, all (n,)."""

    rank: Ints
    principal: Bools
    distance: Floats


def outside_centres(zones: int) -> CentrePlace:
    """Return the place of ``zones`` zones in a region without a centre."""
    return CentrePlace(np.zeros(zones, np.intp), np.zeros(zones, np.bool_), np.full(zones, np.inf))


def principal_centres(jobs: npt.ArrayLike, least_share: float) -> Bools:
    """Return which centres are principal, (m,): those with at least ``least_share`` of the jobs of the first.

    Parameters
    ----------
    jobs : (m,) jobs of each centre, in any order
    least_share : 0 to 1; the threshold ``principal_share``
    """
    counted = np.asarray(jobs, dtype=np.float64)
    return np.asarray(counted >= least_share * counted.max(initial=0.0))


def working_residents(
    residents: Optional[npt.ArrayLike], population: Optional[npt.ArrayLike], workers_per_person: float
) -> Floats:
    """Return the working residents of each zone, (n,): as given, else ``workers_per_person * population``.

    Raises
    ------
    PlanError
        If neither is given, or a number is negative or not finite.
    """
    if residents is not None:
        return _counted("Working residents", residents)
    if population is None:
        raise PlanError("Roles need a field of working residents or of population; neither is given.")
    if not (np.isfinite(workers_per_person) and workers_per_person > 0):
        raise PlanError(
            f"The threshold workers_per_person is {workers_per_person:g}; it must be more than 0 to make "
            "working residents from population. Give another value, or a field of working residents."
        )
    return workers_per_person * _counted("The population", population)


def zone_quantities(
    jobs: npt.ArrayLike,
    hectares: npt.ArrayLike,
    groups: npt.ArrayLike,
    centres: CentrePlace,
    residents: Optional[npt.ArrayLike] = None,
    population: Optional[npt.ArrayLike] = None,
    workers_per_person: float = WORKERS_PER_PERSON,
) -> Quantities:
    """Return what the rule tree needs to know of each zone.

    Where the four groups of a zone hold more jobs than its total, as rounded counts may, their sum stands
    for the total in its shares. Of residents and population the one that is missing is made from the other.

    Parameters
    ----------
    jobs : (n,) all jobs; hectares : (n,) area in ha, more than 0
    groups : (n, 4) jobs in knowledge, consumer, industry and public sectors; the rest of the jobs is "other"
    centres : where the zones lie to the centres
    residents : (n,) working residents; population : (n,) people; at least one of them
    workers_per_person : working residents per person, the threshold of that name

    Raises
    ------
    PlanError
        If a number is negative or not finite, an area is 0, there are no jobs at all, or the four groups
        together hold over 1.1 times the jobs.
    """
    counted, area, grouped = _counted("Jobs", jobs), _areas(hectares), _grouped(jobs, groups)
    workers = working_residents(residents, population, workers_per_person)
    people = workers / workers_per_person if population is None else _counted("The population", population)
    whole = np.maximum(counted, grouped.sum(axis=1))
    share = grouped / np.where(whole > 0, whole, 1.0)[:, np.newaxis]
    other = np.where(whole > 0, np.maximum(1 - share.sum(axis=1), 0.0), 0.0)
    return Quantities(
        density=counted / area,
        ratio=_jobs_per_resident(counted, workers),
        people=people / area,
        jobs=counted,
        knowledge=share[:, 0],
        consumer=share[:, 1],
        industry=share[:, 2],
        public=share[:, 3],
        other=other,
        distance=centres.distance,
        centre_rank=centres.rank,
        principal=centres.principal,
        region=_region(grouped, whole),
    )


def _jobs_per_resident(jobs: Floats, residents: Floats) -> Floats:
    without = np.where(jobs > 0, np.inf, 0.0)
    return np.divide(jobs, residents, out=without, where=residents > 0)


def _region(grouped: Floats, whole: Floats) -> Shares:
    knowledge, consumer, industry, public = (grouped.sum(axis=0) / whole.sum()).tolist()
    other = max(1 - (knowledge + consumer + industry + public), 0.0)
    return Shares(knowledge, consumer, industry, public, other)


def _areas(hectares: npt.ArrayLike) -> Floats:
    area = _counted("Areas", hectares)
    if (area == 0).any():
        count = int(np.count_nonzero(area == 0))
        raise PlanError(f"{count} zones have no area, so no density. Repair or leave out their geometry.")
    return area


def _grouped(jobs: npt.ArrayLike, groups: npt.ArrayLike) -> Floats:
    grouped, total = _counted("Jobs by sector group", groups), float(np.sum(jobs))
    if not total > 0:
        raise PlanError("No zone has a job, so no role can be told. Choose the field that holds jobs.")
    if grouped.sum() > _SLACK * total:
        raise PlanError(
            f"The four sector groups hold {grouped.sum():,.0f} jobs, the zones {total:,.0f} in all. "
            "A field may stand in two groups, or the jobs are of another year: use each sector once."
        )
    return grouped


def _counted(what: str, values: npt.ArrayLike) -> Floats:
    counted = np.asarray(values, dtype=np.float64)
    if not np.isfinite(counted).all():
        raise PlanError(f"{what} hold values that are missing or infinite; fill them or leave the zones out.")
    if (counted < 0).any():
        raise PlanError(f"{what} hold a negative number ({counted.min():g}); they must be at least 0.")
    return counted
