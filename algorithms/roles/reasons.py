"""Why each zone has its role: two sentences per zone, made from the conditions of its rule."""

from __future__ import annotations

import numpy as np

from ..ground.arrays import Ints
from .certainty import CHANGEABLE, NO_ROLE, Margins
from .conditions import all_words
from .quantities import Quantities
from .rule_tree import ROLES, role_of_rule, rules
from .thresholds import Thresholds
from .wording import WORDINGS, relative_change

COARSE_SECTORS = "Coarse sectors."


def role_reasons(
    zones: Quantities, thresholds: Thresholds, first: Ints, margins: Margins, coarse: bool = False
) -> tuple[str, ...]:
    """Return why each zone has its role and what would change it, (n,) texts.

    Such as "City core: in a principal centre; 812 jobs per hectare (at least 75); 15.2 jobs per working
    resident (at least 2). Nearest change: jobs per working resident 87 % lower would make it town centre."

    Parameters
    ----------
    zones, thresholds, coarse : as in ``first_rule``
    first : (n,) positions of the rules that hold, from ``first_rule``
    margins : from ``role_margins``
    """
    ending = f" {COARSE_SECTORS}" if coarse else ""
    nearest = _nearest_changes(margins)
    reasons = [""] * len(first)
    roles = role_of_rule(coarse)
    for place, rule in enumerate(rules(coarse)):
        here = np.flatnonzero(first == place)
        title = ROLES[int(roles[place])].title
        for zone, text in zip(here.tolist(), all_words(rule.conditions, zones.at(here), thresholds)):
            reasons[zone] = f"{title}: {text}. {nearest[zone]}{ending}"
    return tuple(reasons)


def _nearest_changes(margins: Margins) -> list[str]:
    columns = (margins.percent, margins.second, margins.quantity, margins.higher)
    return [_nearest_change(*zone) for zone in zip(*(column.tolist() for column in columns))]


def _nearest_change(percent: float, second: int, quantity: int, higher: bool) -> str:
    if second == NO_ROLE:
        return "No change in one quantity alone would make it anything else."
    change = f"{WORDINGS[CHANGEABLE[quantity]].name} {relative_change(percent, higher)}"
    return f"Nearest change: {change} would make it {ROLES[second].title.lower()}."
