"""What each part of the economy does for the whole: a role for every zone, with reason and certainty."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Floats
from ..ground.progress import Progress, no_progress, part
from .certainty import role_firmness, role_margins
from .quantities import Quantities
from .reasons import role_reasons
from .rule_tree import ROLES, first_rule, role_of_rule
from .thresholds import Thresholds, role_thresholds

Texts = npt.NDArray[np.str_]
_MARGINS_DONE = 0.3


class Roles(NamedTuple):
    """The roles of n zones.

    ``role`` (n,) keys of ``ROLES``; ``second`` (n,) the key it becomes at the smallest change, '' where none;
    ``margin`` (n,) % that smallest change, NaN where none; ``firm`` (n,) % of draws in which it stands;
    ``why`` (n,) in words.
    """

    role: Texts
    second: Texts
    margin: Floats
    firm: Floats
    why: tuple[str, ...]


def classify_roles(
    quantities: Quantities,
    thresholds: Optional[Thresholds] = None,
    coarse: bool = False,
    seed: int = 1,
    progress: Progress = no_progress,
) -> Roles:
    """Return the role of each zone: that of the first rule that holds.

    Parameters
    ----------
    quantities : from ``zone_quantities``
    thresholds : from ``role_thresholds``; None takes the shipped ones
    coarse : the sector groups are made from few sector fields, see ``rules``
    seed : of the draws behind ``firm``

    Examples
    --------
    >>> from .quantities import CentrePlace, zone_quantities
    >>> centres = CentrePlace(np.array([1, 0]), np.array([True, False]), np.array([0.0, 5_000.0]))
    >>> groups = [[10_000, 2_000, 1_000, 3_000], [50, 30, 20, 40]]
    >>> zones = zone_quantities([20_000, 200], [200, 50], groups, centres, residents=[2_500, 1_000])
    >>> roles = classify_roles(zones)
    >>> roles.role.tolist(), roles.second.tolist()[0], round(float(roles.margin[0]), 6), float(roles.firm[0])
    (['city_core', 'dormitory'], 'town_centre', 25.0, 100.0)
    >>> roles.why[0].partition(". ")[0]
    'City core: in a principal centre; 100 jobs per hectare (at least 75); 8 jobs per working resident (at least 2)'
    """
    limits = role_thresholds() if thresholds is None else thresholds
    first = first_rule(quantities, limits, coarse)
    margins = role_margins(quantities, limits, coarse, part(progress, 0.0, _MARGINS_DONE))
    firm = role_firmness(quantities, limits, coarse, seed, part(progress, _MARGINS_DONE, 1.0))
    why = role_reasons(quantities, limits, first, margins, coarse)
    keys = np.array([*(role.key for role in ROLES), ""])
    return Roles(keys[role_of_rule(coarse)[first]], keys[margins.second], margins.percent, firm, why)
