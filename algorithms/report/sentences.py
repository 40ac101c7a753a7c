"""What does a committee read first? Sentences with the numbers filled in, each only where its input was given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Optional

from .facts import CentreTotals, Facts, FirstCentre, JobDensities, RoleShares
from .link_facts import EdgeCommuting, Link, RoleLinks
from .wording import amount, count, counted, per_cent, three_digits, times

OBSERVED, MODELLED = "observed", "modelled"
ESTIMATED, CLASSIFIED = "estimated", "classified"
"""As a surface is from what zones hold, and as a zone is by a rule."""
_FIRMNESS = "Stability, and how firm an edge or a role is, is agreement between methods, not probability."
_CENTRES = "Analytical centres are not policy boundaries."


class Basis(NamedTuple):
    """What the numbers rest on.

    ``year`` of the data; ``rounding``, a sentence on how their source rounds and suppresses; both empty where
    not given. ``flows`` is ``OBSERVED`` or ``MODELLED``, None where there are none. ``home_left_out``: the
    flows are without those who work at home. ``zones`` of the plan, of ``all_zones`` that it was computed from, 0
    where that is not known. ``density``, ``centres`` and ``firmness``, of zones or edges: whether the plan has them.
    """

    year: str = ""
    rounding: str = ""
    flows: Optional[str] = None
    home_left_out: bool = False
    zones: int = 0
    all_zones: int = 0
    density: bool = True
    centres: bool = True
    firmness: bool = True


def opening_sentences(area: str, facts: Facts, basis: Basis) -> tuple[str, ...]:
    """Return the sentences that a report opens with, for an area of this name.

    >>> opening_sentences("Bay Area", Facts(4010135, CentreTotals(20, 45.3, 1.53)), Basis())
    ('Bay Area has 4,010,135 jobs; 45 % of them are on 1.5 % of its land, in 20 centres.',)
    """
    return tuple(_sentences(area.strip() or "The plan area", facts, basis))


def standing_statements(basis: Basis) -> tuple[str, ...]:
    """Return what every report states, each where it holds what is spoken of.

    >>> standing_statements(Basis(year="2021"))[0]
    'The data are of 2021.'
    """
    year = f"The data are of {basis.year}." if basis.year else "The year of the data was not given."
    stated = (
        year,
        basis.rounding,
        *_whole(basis),
        _observed_or_modelled(basis),
        "Jobs that a firm reports at its head office count there and not where people work, "
        "which biases job counts towards the addresses of head offices.",
        _FIRMNESS if basis.firmness else "",
        _CENTRES if basis.centres else "",
    )
    return tuple(filter(None, stated))


def _sentences(area: str, facts: Facts, basis: Basis) -> Iterator[str]:
    yield _jobs(area, facts.jobs, facts.centres)
    if facts.first is not None:
        yield _first(facts.first)
    if facts.densities is not None:
        yield _densities(facts.densities)
    if facts.roles is not None:
        yield _roles(facts.roles)
    if facts.commuting is not None:
        yield _commuting(facts.commuting, basis)
    if facts.links is not None:
        yield from _links(facts.links, basis)


def _jobs(area: str, jobs: float, centres: Optional[CentreTotals]) -> str:
    opening = f"{area} has {counted(jobs, 'job', 'jobs')}"
    if centres is None:
        return f"{opening}."
    if centres.centres == 0:
        return f"{opening}; no centre was found."
    return (
        f"{opening}; {per_cent(centres.share_jobs)} % of them are on {per_cent(centres.share_land)} % of its land, "
        f"in {counted(centres.centres, 'centre', 'centres')}."
    )


def _first(centre: FirstCentre) -> str:
    edge = "" if centre.firm_edge is None else f"; its edge is firm on {per_cent(centre.firm_edge)} % of its length"
    return (
        f"{centre.name} holds {counted(centre.jobs, 'job', 'jobs')} ({per_cent(centre.share)} % of all) "
        f"at {amount(centre.density)} per hectare{edge}."
    )


def _densities(densities: JobDensities) -> str:
    densest = ", which the densest zones make" if densities.perceived > densities.median else ""
    return (
        f"Half of all jobs are in zones of {three_digits(densities.median)} jobs per hectare or more; averaged over "
        f"jobs it is {amount(densities.perceived)}{densest}; the average hectare has {amount(densities.gross)}."
    )


def _roles(roles: RoleShares) -> str:
    shares = (
        f"Roles: core {per_cent(roles.core)} %, industrial {per_cent(roles.industry)} %, "
        f"out-of-town office {per_cent(roles.office)} % of all jobs"
    )
    if roles.marginal is None:
        return f"{shares}."
    return f"{shares}; {per_cent(roles.marginal)} % of them are in zones whose role is marginal."


def _commuting(commuting: EdgeCommuting, basis: Basis) -> str:
    comes = counted(commuting.into, "commutes", "commute")
    crossing = f"{comes} in, {count(commuting.out)} out"
    if commuting.work_here is None:
        return f"{crossing} ({_home(basis)})."
    return f"{crossing}; {per_cent(commuting.work_here)} % of those who live here work here ({_home(basis)})."


def _home(basis: Basis) -> str:
    if basis.flows == MODELLED:
        return MODELLED
    return "home workers left out" if basis.home_left_out else "home workers included where the flows count them"


def _links(links: RoleLinks, basis: Basis) -> Iterator[str]:
    mark = f" ({MODELLED})" if basis.flows == MODELLED else ""
    yield f"Largest flow between two roles: {_link(links.largest)}{mark}."
    if links.strongest is None:
        yield f"No large flow between two roles is larger than their sizes give{mark}."
    else:
        more = count(links.strongest.people - links.strongest.expected)
        yield f"Strongest link between two roles: {_link(links.strongest)}, which is {more} more{mark}."


def _link(link: Link) -> str:
    people = counted(link.people, "person", "people")
    return f"{link.origin} to {link.destination}, {people}, {times(link.people / link.expected)} times expected"


def _whole(basis: Basis) -> Iterator[str]:
    """Name what shares are of."""
    if not basis.zones:
        return
    zones = counted(basis.zones, "zone", "zones")
    if basis.zones == basis.all_zones:
        yield f"Shares are of all jobs, or of all land, in the plan's {zones}."
        return
    yield (
        f"Shares are of all jobs, or of all land, in the plan's {zones}: those with their middle in the plan area, of "
        f"{count(basis.all_zones)} that it was computed from. Centres are cut to it, and their jobs counted from its "
        "zones."
    )


def _observed_or_modelled(basis: Basis) -> str:
    density = "; density is computed from them" if basis.density else ""
    commuting = {
        None: "",
        OBSERVED: " Commuting is observed.",
        MODELLED: " Commuting is modelled, not observed, and every title that rests on it says so.",
    }
    return f"Jobs are observed, as their source counts them{density}.{commuting[basis.flows]}"
