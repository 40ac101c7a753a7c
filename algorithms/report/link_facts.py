"""What does the plan say of commuting in a few numbers?

People are those of the flows, observed or modelled; shares are per cent, 0 to 100.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Bools
from ..ground.errors import PlanError
from ..ground.flows import Flows

LARGE = 0.01  # of all people: a link of fewer says little of the whole


class EdgeCommuting(NamedTuple):
    """People who cross the edge of the plan area ``into`` it and ``out`` of it.

    ``work_here`` is the % of its working residents whose job lies in it, None where it has none.
    """

    into: float
    out: float
    work_here: Optional[float]


class Link(NamedTuple):
    """The ``people`` who commute from one role to another, and how many the sizes of the two would give."""

    origin: str
    destination: str
    people: float
    expected: float


class RoleLinks(NamedTuple):
    """Between two different roles, the ``largest`` flow and the ``strongest`` link.

    The strongest is the large one, of at least 1 % of all people, by whom most more commute than are expected;
    None where no large one has more.
    """

    largest: Link
    strongest: Optional[Link]


class Modelled(NamedTuple):
    """How flows were modelled: to a mean commute of ``km`` where ``asked_km`` were asked for.

    ``job_factor`` is what jobs were multiplied by so that all workers find one; ``least`` the people of the smallest
    flows that the plan stores, and ``stored`` the share of all people, in %, that these have.
    """

    km: float
    asked_km: float
    job_factor: float
    least: float
    stored: float


class PlanCommuting(NamedTuple):
    """What is known of the flows of a plan besides its layers.

    ``people`` who live or work in the plan area; ``edge``, who crosses its edge, None where no one can; ``modelled``,
    None where flows were observed; ``doubts``, in what these do not agree with the jobs, a sentence each.
    """

    people: float
    edge: Optional[EdgeCommuting] = None
    modelled: Optional[Modelled] = None
    doubts: tuple[str, ...] = ()


def edge_commuting(flows: Flows, inside: Bools) -> Optional[EdgeCommuting]:
    """Return who crosses the edge of the plan area, None where all zones lie inside and no flow can cross it.

    Parameters
    ----------
    flows : people between positions 0 to n - 1, home workers left out
    inside : (n,) zones of the plan area

    Raises
    ------
    PlanError
        If no zone lies inside.

    Examples
    --------
    Of the 100 who live in the one zone inside, 90 work there; 12 come in:

    >>> flows = Flows(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([90.0, 10.0, 12.0]))
    >>> edge_commuting(flows, np.array([True, False]))
    EdgeCommuting(into=12.0, out=10.0, work_here=90.0)
    """
    mask = np.asarray(inside, dtype=np.bool_)
    if not mask.any():
        raise PlanError(
            "None of the zones that the flows name lies in the plan area, so nobody commutes across its edge. "
            "Choose a plan area that holds at least one zone, or leave it empty."
        )
    if mask.all():
        return None
    lives, works = mask[flows.origin], mask[flows.destination]
    residents = float(flows.people[lives].sum())
    stay = float(flows.people[lives & works].sum())
    into, out = float(flows.people[~lives & works].sum()), float(flows.people[lives & ~works].sum())
    return EdgeCommuting(into, out, 100 * stay / residents if residents > 0 else None)


def role_links(
    origins: Sequence[str], destinations: Sequence[str], people: npt.ArrayLike, expected: npt.ArrayLike
) -> Optional[RoleLinks]:
    """Return the largest flow and the strongest link between two different roles, None where nobody commutes.

    Parameters
    ----------
    origins, destinations : (m,) titles of roles, those of people who stay in one role among them
    people, expected : (m,) as observed or modelled, and as ``links.role_links`` expects them

    Examples
    --------
    The largest flow may well be smaller than expected, and so no strong link:

    >>> found = role_links(["Home", "Home", "Shop"], ["Mill", "Shop", "Mill"], [500, 90, 9], [520, 60, 2])
    >>> found.largest.destination, found.strongest.destination
    ('Mill', 'Shop')
    """
    observed = np.asarray(people, dtype=np.float64)
    more = observed - np.asarray(expected, dtype=np.float64)
    across = np.array([start != end for start, end in zip(origins, destinations)], dtype=np.bool_)
    if not (observed * across).any():
        return None
    links = [Link(*link) for link in zip(origins, destinations, observed.tolist(), (observed - more).tolist())]
    excess = np.where(across & (observed >= LARGE * observed.sum()), more, 0.0)
    at = int(np.argmax(excess))
    return RoleLinks(links[int(np.argmax(observed * across))], links[at] if excess[at] > 0 else None)
