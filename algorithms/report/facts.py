"""What does the plan say in a few numbers?

Zones (n,) follow one order, centres (k,) another; shares are per cent, 0 to 100, land is in hectares.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..density.zone_density import zone_density
from ..ground.arrays import Bools, Floats
from ..ground.errors import PlanError
from ..roles.profile import FIRM
from .link_facts import EdgeCommuting, RoleLinks

CORE, INDUSTRY, OFFICE = "city_core", "industrial_logistics", "out_of_town_office"
_HAIR = 1e-12  # of half the jobs: what adding them up in another order may miss


class CentreTotals(NamedTuple):
    """How many ``centres``; ``share_jobs`` and ``share_land``, % of the jobs and of the land of the plan area."""

    centres: int
    share_jobs: float
    share_land: float


class FirstCentre(NamedTuple):
    """The centre with the most jobs.

    ``share`` % of all jobs; ``density`` jobs per hectare; ``firm_edge`` % of the length of its edge on which
    the methods agree, None where that is not known.
    """

    name: str
    jobs: float
    share: float
    density: float
    firm_edge: Optional[float] = None


class JobDensities(NamedTuple):
    """Jobs per hectare: ``gross`` of the average hectare, ``perceived`` averaged over jobs.

    ``median``: zones as dense as this, or denser, hold half of all jobs.
    """

    gross: float
    perceived: float
    median: float


class RoleShares(NamedTuple):
    """% of jobs in each of three roles; ``marginal`` in zones whose role stands in under 80 % of the draws.

    ``marginal`` is None where it was not given how firm the roles are.
    """

    core: float
    industry: float
    office: float
    marginal: Optional[float] = None


class Facts(NamedTuple):
    """What the opening sentences of a report are filled with; None where its input was not given."""

    jobs: float
    centres: Optional[CentreTotals] = None
    first: Optional[FirstCentre] = None
    densities: Optional[JobDensities] = None
    roles: Optional[RoleShares] = None
    commuting: Optional[EdgeCommuting] = None
    links: Optional[RoleLinks] = None


def centre_totals(
    centre_jobs: npt.ArrayLike, centre_hectares: npt.ArrayLike, jobs: npt.ArrayLike, hectares: npt.ArrayLike
) -> CentreTotals:
    """Return how much of the jobs and of the land lies in centres.

    Parameters
    ----------
    centre_jobs, centre_hectares : (k,) of the centres, none where there are none
    jobs, hectares : (n,) of all zones of the plan area

    Raises
    ------
    PlanError
        If the zones hold no jobs, or have no land.

    Examples
    --------
    150 of 200 jobs on 5 of 50 ha:

    >>> centre_totals([100, 50], [2, 3], [120, 60, 20], [10, 10, 30])
    CentreTotals(centres=2, share_jobs=75.0, share_land=10.0)
    """
    held, land = np.asarray(centre_jobs, dtype=np.float64), np.asarray(centre_hectares, dtype=np.float64)
    all_jobs, all_land = _all_jobs(jobs), _areas(hectares).sum()
    return CentreTotals(len(held), float(100 * held.sum() / all_jobs), float(100 * land.sum() / all_land))


def first_centre(
    names: Sequence[str],
    centre_jobs: npt.ArrayLike,
    centre_hectares: npt.ArrayLike,
    jobs: npt.ArrayLike,
    firm_edge: Optional[npt.ArrayLike] = None,
) -> Optional[FirstCentre]:
    """Return the centre with the most jobs (ties: the one that stands first), None where there is no centre.

    Parameters
    ----------
    names, centre_jobs, centre_hectares : (k,)
    jobs : (n,) of all zones of the plan area
    firm_edge : (k,) % of each centre's edge on which the methods agree, NaN where unknown

    Raises
    ------
    PlanError
        If the zones hold no jobs, or a centre has no land.

    Examples
    --------
    >>> first_centre(["Mill Town", "Harbour"], [50, 100], [5, 4], [150, 50])
    FirstCentre(name='Harbour', jobs=100.0, share=50.0, density=25.0, firm_edge=None)
    """
    if len(names) == 0:
        return None
    held, land = np.asarray(centre_jobs, dtype=np.float64), _areas(centre_hectares)
    at = int(np.argmax(held))
    firm = np.nan if firm_edge is None else float(np.asarray(firm_edge, dtype=np.float64)[at])
    share, density = float(100 * held[at] / _all_jobs(jobs)), float(held[at] / land[at])
    return FirstCentre(names[at], float(held[at]), share, density, None if np.isnan(firm) else firm)


def job_densities(jobs: npt.ArrayLike, hectares: npt.ArrayLike) -> JobDensities:
    """Return the density of the average hectare, averaged over jobs, and that which half of all jobs have or exceed.

    Formulae and sources of the first two stand with ``density.zone_density``.

    Parameters
    ----------
    jobs, hectares : (n,)

    Raises
    ------
    PlanError
        If the zones hold no jobs, or one of them has no land.

    Examples
    --------
    111 jobs on 10 ha, nearly all of them on the first hectare:

    >>> gross, perceived, median = job_densities([100, 10, 1], [1, 1, 8])
    >>> round(gross, 1), round(perceived, 1), median
    (11.1, 91.0, 100.0)
    """
    held, land = np.asarray(jobs, dtype=np.float64), _areas(hectares)
    half = _all_jobs(held) / 2
    density, gross, perceived = zone_density(held, land)
    densest = np.argsort(-density, kind="stable")
    median = density[densest][np.searchsorted(held[densest].cumsum(), half * (1 - _HAIR))]
    return JobDensities(gross, perceived, float(median))


def role_shares(role: npt.ArrayLike, jobs: npt.ArrayLike, firm: Optional[npt.ArrayLike] = None) -> RoleShares:
    """Return the share of jobs in three roles, and in zones whose role is marginal.

    Parameters
    ----------
    role : (n,) keys of ``roles.rule_tree.ROLES``
    jobs : (n,)
    firm : (n,) % of the draws in which each zone's role stands

    Raises
    ------
    PlanError
        If the zones hold no jobs.

    Examples
    --------
    >>> role_shares(["city_core", "out_of_town_office", "rural"], [50, 30, 20], [100, 60, 90])
    RoleShares(core=50.0, industry=0.0, office=30.0, marginal=30.0)
    """
    keys, held = np.asarray(role), np.asarray(jobs, dtype=np.float64)
    total = _all_jobs(held)

    def share(member: Bools) -> float:
        """Return the jobs of some zones, in per cent of all."""
        return float(100 * held[member].sum() / total)

    marginal = None if firm is None else share(np.asarray(firm, dtype=np.float64) < FIRM)
    return RoleShares(share(keys == CORE), share(keys == INDUSTRY), share(keys == OFFICE), marginal)


def _all_jobs(jobs: npt.ArrayLike) -> float:
    total = float(np.sum(np.asarray(jobs, dtype=np.float64)))
    if not total > 0:
        raise PlanError(
            f"The zones hold {total:,.0f} jobs in all; shares need some. "
            "Check that the field of jobs is the right one and that the plan area holds zones."
        )
    return total


def _areas(hectares: npt.ArrayLike) -> Floats:
    land = np.asarray(hectares, dtype=np.float64)
    wrong = np.count_nonzero(~(land > 0))
    if wrong or len(land) == 0:
        raise PlanError(
            f"{wrong:,} of {len(land):,} areas are 0, negative or not a number; a density needs land. "
            "Leave such zones out, or mend their polygons."
        )
    return land
