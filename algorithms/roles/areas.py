"""Role areas: adjoining zones of one role, taken together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.contiguity import connected
from ..ground.zones import totals
from .classify_roles import Texts


class RoleAreas(NamedTuple):
    """``area_of_zone`` (n,) numbers areas from 0; the rest (k,): role key, zones, jobs, ha, jobs per ha."""

    area_of_zone: Ints
    role: Texts
    zones: Ints
    jobs: Floats
    area_ha: Floats
    dens_ha: Floats


def role_areas(role: Texts, jobs: Floats, hectares: Floats, neighbours: Ints) -> RoleAreas:
    """Return the areas that adjoining zones of one role form.

    Parameters
    ----------
    role, jobs, hectares : (n,)
    neighbours : (m, 2) positions of zones that adjoin

    Examples
    --------
    >>> role = np.array(["city_core", "city_core", "dormitory"])
    >>> areas = role_areas(role, np.array([90.0, 30.0, 5.0]), np.ones(3), np.array([(0, 1), (1, 2)]))
    >>> areas.area_of_zone.tolist(), areas.role.tolist(), areas.dens_ha.tolist()
    ([0, 0, 1], ['city_core', 'dormitory'], [60.0, 5.0])
    """
    kinds, kind = np.unique(role, return_inverse=True)
    area = connected(neighbours, np.ones(len(role), dtype=bool), kind)
    count = int(area.max(initial=-1)) + 1
    held, size = totals(area, jobs, count), totals(area, hectares, count)
    role_of_area = np.empty(count, dtype=kinds.dtype)
    role_of_area[area] = role
    return RoleAreas(area, role_of_area, np.bincount(area, minlength=count), held, size, held / size)
