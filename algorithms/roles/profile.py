"""What each role holds of the economy.

One row per role that occurs, in the order of ``ROLES``; arrays are (m,) for m such roles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Floats, Ints
from ..ground.sums import over_columns
from ..ground.zones import ratio
from .classify_roles import Roles
from .quantities import Quantities
from .rule_tree import ROLES

FIRM = 80.0


class RoleProfile(NamedTuple):
    """What the zones of each role have together, (m,).

    ``role`` keys; ``zones`` how many; ``jobs``; ``share_jobs`` % of all jobs; ``area_ha``; ``dens_ha`` jobs
    per hectare; ``job_ratio`` jobs per working resident, NaN without residents; ``knowledge``, ``consumer``,
    ``industry``, ``public`` % of the role's jobs; ``marginal`` % of its jobs in zones whose role stands in
    under 80 % of the draws. The last five are NaN for a role without jobs.
    """

    role: tuple[str, ...]
    zones: Ints
    jobs: Floats
    share_jobs: Floats
    area_ha: Floats
    dens_ha: Floats
    job_ratio: Floats
    knowledge: Floats
    consumer: Floats
    industry: Floats
    public: Floats
    marginal: Floats


def role_profile(
    roles: Roles, quantities: Quantities, hectares: npt.ArrayLike, residents: npt.ArrayLike
) -> RoleProfile:
    """Return what each role holds of the economy.

    Parameters
    ----------
    roles : from ``classify_roles``; quantities : what they were told from
    hectares : (n,) area in ha
    residents : (n,) working residents, as ``working_residents`` returns them

    Examples
    --------
    >>> from .classify_roles import classify_roles
    >>> from .quantities import outside_centres, zone_quantities
    >>> groups, hectares, residents = [[40, 60, 20, 60], [20, 40, 20, 20]], [50, 50], [1_000, 600]
    >>> zones = zone_quantities([200, 100], hectares, groups, outside_centres(2), residents)
    >>> profile = role_profile(classify_roles(zones), zones, hectares, residents)
    >>> profile.role, profile.jobs.tolist(), profile.dens_ha.tolist(), profile.consumer.round(1).tolist()
    (('dormitory',), [300.0], [3.0], [33.3])
    """
    keys = [role.key for role in ROLES if np.any(roles.role == role.key)]
    member = (np.array(keys, dtype=np.str_)[:, np.newaxis] == roles.role).astype(np.float64)
    jobs, area = over_columns(member, quantities.jobs), over_columns(member, np.asarray(hectares, dtype=np.float64))

    def per_cent_of_jobs(part: Floats) -> Floats:
        """Return the share of all jobs, in per cent."""
        return 100 * ratio(over_columns(member, quantities.jobs * part), jobs)

    return RoleProfile(
        role=tuple(keys),
        zones=member.sum(axis=1).astype(np.intp),
        jobs=jobs,
        share_jobs=100 * ratio(jobs, quantities.jobs.sum()),
        area_ha=area,
        dens_ha=ratio(jobs, area),
        job_ratio=ratio(jobs, over_columns(member, np.asarray(residents, dtype=np.float64))),
        knowledge=per_cent_of_jobs(quantities.knowledge),
        consumer=per_cent_of_jobs(quantities.consumer),
        industry=per_cent_of_jobs(quantities.industry),
        public=per_cent_of_jobs(quantities.public),
        marginal=per_cent_of_jobs((roles.firm < FIRM).astype(np.float64)),
    )
