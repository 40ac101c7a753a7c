"""What the rule tree knows of each zone: how dense, how large, with what jobs, and where it lies.

All arrays are (n,), in the order of the zones. Shares are of the zone's jobs, 0 to 1, and 0 without jobs.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Bools, Floats, Ints
from ..ground.checks import amounts, areas, positive, total
from ..ground.errors import PlanError

GROUPS = ("knowledge", "consumer", "industry", "public")
WORKERS_PER_PERSON = 0.48
_POPULATION = "Numbers of the population"
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
        return Quantities._make([*(values[zones] for values in self[:-1]), self.region])

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
    """Return the place of ``zones`` zones in a region without a centre.

    Examples
    --------
    >>> outside_centres(1).distance.tolist()
    [inf]
    """
    return CentrePlace(np.zeros(zones, np.intp), np.zeros(zones, np.bool_), np.full(zones, np.inf))


def principal_centres(jobs: npt.ArrayLike, least_share: float) -> Bools:
    """Return which centres are principal, (m,): those with at least ``least_share`` of the jobs of the first.

    Parameters
    ----------
    jobs : (m,) jobs of each centre, in any order
    least_share : 0 to 1; the threshold ``principal_share``

    Examples
    --------
    >>> principal_centres([5_000, 50_000, 4_999], least_share=0.1).tolist()
    [True, True, False]
    """
    counted = np.asarray(jobs, dtype=np.float64)
    return np.asarray(counted >= least_share * counted.max(initial=0.0))


def working_residents(
    residents: Optional[npt.ArrayLike], population: Optional[npt.ArrayLike], workers_per_person: float
) -> Floats:
    """Return the working residents of each zone, (n,): as counted, else ``workers_per_person * population``.

    Raises
    ------
    PlanError
        If there is neither, or a number is negative or not finite.

    Examples
    --------
    >>> working_residents([50, 20], None, 0.48).tolist(), working_residents(None, [100, 50], 0.48).tolist()
    ([50.0, 20.0], [48.0, 24.0])
    """
    if residents is not None:
        return amounts(residents, "Working residents")
    if population is None:
        raise PlanError("Roles need a field of working residents or of population; neither is given.")
    remedy = " to make working residents from population. Give another value, or a field of working residents."
    share = positive(workers_per_person, "The threshold workers_per_person", remedy)
    return share * amounts(population, _POPULATION)


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

    Examples
    --------
    >>> groups = [[60, 20, 0, 0], [0, 0, 0, 50]]
    >>> zones = zone_quantities([100, 50], [2, 10], groups, outside_centres(2), residents=[20, 200])
    >>> zones.density.tolist(), zones.ratio.tolist(), zones.knowledge.tolist(), zones.other.round(2).tolist()
    ([50.0, 5.0], [5.0, 0.25], [0.6, 0.0], [0.2, 0.0])
    """
    counted, area = amounts(jobs, "Jobs"), areas(hectares)
    grouped = _grouped(counted, groups)
    workers = working_residents(residents, population, workers_per_person)
    people = workers / workers_per_person if population is None else amounts(population, _POPULATION)
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


def _grouped(jobs: Floats, groups: npt.ArrayLike) -> Floats:
    grouped = amounts(groups, "Jobs by sector group")
    everything = total(jobs, "No zone has a job, so no role can be told. Choose the field that holds jobs.")
    if grouped.sum() > _SLACK * everything:
        raise PlanError(
            f"The four sector groups hold {grouped.sum():,.0f} jobs, the zones {everything:,.0f} in all. "
            "A field may stand in two groups, or the jobs are of another year: use each sector once."
        )
    return grouped
