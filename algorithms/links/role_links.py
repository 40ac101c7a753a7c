"""How the roles of a region link up: commuting between roles, held against what sizes alone would give.

Zones (n,) carry a role, as a position 0 to k - 1 in a list of roles, and an area of adjoining zones of one role.

References
----------
Haberman, S. J. (1973). The analysis of residuals in cross-classified tables. Biometrics 29: 205-220.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.flows import Flows
from ..ground.zones import ratio, totals
from .desire_lines import merged, strongest
from .flow_fit import flow_matrix


class RoleLinks(NamedTuple):
    """One entry for each pair of roles (k²).

    ``role_from`` and ``role_to`` are positions; ``observed`` and ``expected`` people; ``ratio`` of the two (NaN
    where none are expected), and ``z``, the adjusted residual (NaN where a role
    sends or takes all people or none).
    """

    role_from: Ints
    role_to: Ints
    observed: Floats
    expected: Floats
    ratio: Floats
    z: Floats


class AreaLinks(NamedTuple):
    """Flows between areas (m), the largest first: positions of the areas, people, ends (m, 2) of the line."""

    origin: Ints
    destination: Ints
    people: Floats
    start: Floats
    end: Floats


def role_links(flows: Flows, role: Ints, roles: int) -> RoleLinks:
    """Return commuting between roles: observed, expected, their ratio, and how far apart they are.

    ``expected = O_r D_s / T``: people who set out from role r times people who arrive in role s over all
    people. ``z = (observed - expected) / sqrt(expected (1 - O_r / T) (1 - D_s / T))``.

    Parameters
    ----------
    flows : between zones
    role : (n,) 0 to ``roles`` - 1
    roles : how many there are, k

    Examples
    --------
    Of 100 people 60 set out from the first role and 50 arrive there: 60 x 50 / 100 are expected to do both.

    >>> flows = Flows(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([40.0, 20.0, 10.0, 30.0]))
    >>> links = role_links(flows, role=np.array([0, 1]), roles=2)
    >>> links.observed.tolist(), links.expected.tolist()
    ([40.0, 20.0, 10.0, 30.0], [30.0, 30.0, 20.0, 20.0])
    >>> links.ratio.round(2).tolist(), links.z.round(2).tolist()
    ([1.33, 0.67, 0.5, 1.5], [4.08, -4.08, -4.08, 4.08])
    """
    observed = flow_matrix(Flows(role[flows.origin], role[flows.destination], flows.people), roles)
    out, into, total = observed.sum(axis=1), observed.sum(axis=0), observed.sum()
    whole = total if total > 0 else 1.0
    expected = np.outer(out, into) / whole
    spread = np.sqrt(expected * np.outer(1 - out / whole, 1 - into / whole))
    start, end = np.divmod(np.arange(roles * roles), roles)
    gap = (observed - expected).reshape(-1)
    flat, least = expected.reshape(-1), spread.reshape(-1)
    return RoleLinks(start, end, observed.reshape(-1), flat, ratio(observed.reshape(-1), flat), ratio(gap, least))


def area_links(flows: Flows, area: Ints, places: Floats, most: int) -> AreaLinks:
    """Return the largest flows between areas; people who stay within their area are left aside.

    Parameters
    ----------
    flows : between zones
    area : (n,) the area of each zone, from 0
    places : (n, 2) of the zones; an area lies at their mean, weighted by the people who set out and arrive
    most : how many links

    Examples
    --------
    >>> flows = Flows(np.array([0, 1, 2]), np.array([2, 2, 2]), np.array([30.0, 10.0, 60.0]))
    >>> places = np.array([(0.0, 0.0), (4.0, 0.0), (0.0, 9.0)])
    >>> links = area_links(flows, area=np.array([0, 0, 1]), places=places, most=1)
    >>> links.people.tolist(), links.start.tolist(), links.end.tolist()
    ([40.0], [[1.0, 0.0]], [[0.0, 9.0]])
    """
    count = int(area.max(initial=-1)) + 1
    start, end = area[flows.origin], area[flows.destination]
    links = merged(Flows(start, end, flows.people).taken(start != end), max(count, 1))
    largest = links.taken(strongest(links.people, top=most))
    middle = _middles(flows, area, places, count)
    ends = middle[largest.origin], middle[largest.destination]
    return AreaLinks(largest.origin, largest.destination, largest.people, *ends)


def _middles(flows: Flows, area: Ints, places: Floats, count: int) -> Floats:
    moving = flows.workers(len(area)) + flows.jobs(len(area))
    weight = np.maximum(moving, np.finfo(np.float64).tiny)  # an area without people lies at its zones' mean
    held = totals(area, weight, count)
    return np.column_stack([totals(area, weight * axis, count) / held for axis in places.T])
