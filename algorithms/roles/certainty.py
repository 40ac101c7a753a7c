"""How sure each zone's role is: the smallest change that turns it, and how often it stands.

Arrays are (n,). Roles are positions in ``ROLES``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Bools, Floats, Ints
from ..ground.progress import Progress, no_progress
from .quantities import GROUPS, Quantities
from .rule_tree import first_rule, role_of_rule, rules
from .thresholds import Thresholds, shipped_thresholds

CHANGEABLE = ("density", "ratio", "people", "jobs", *GROUPS, "distance")
DRAWS = 200
SPREAD = 0.1
NO_ROLE = -1
_HAIR = 1e-12  # how far beside a critical value the roles on its two sides are read


class Margins(NamedTuple):
    """The smallest relative change of one quantity that turns each zone's role.

    ``percent``, NaN where none does; ``second`` the role it becomes, ``NO_ROLE`` where none; ``quantity`` its
    position in ``CHANGEABLE``; ``higher`` whether it must rise.
    """

    percent: Floats
    second: Ints
    quantity: Ints
    higher: Bools


def role_margins(
    zones: Quantities, thresholds: Thresholds, coarse: bool = False, progress: Progress = no_progress
) -> Margins:
    """Return the smallest relative change of one quantity that turns each zone's role, and into what.

    A role is constant between the critical values of the rules' conditions, so it is enough to read it just
    beside each of them. One quantity changes at a time, the others and the region stay as they are; a share
    stays within 0 and 1. A quantity that is 0 or infinite has no relative change. A change of 0 % means that
    the quantity stands exactly at its critical value.

    Parameters
    ----------
    zones, thresholds, coarse : as in ``first_rule``
    """
    nearest = _nothing_turns(len(zones.jobs))
    roles = role_of_rule(coarse)
    today = roles[first_rule(zones, thresholds, coarse)]
    for place, name in enumerate(CHANGEABLE):
        progress(place / len(CHANGEABLE))
        now = zones.of(name)
        for turn in _critical_values(name, zones, thresholds, coarse):
            change = _relative_change(now, turn, np.inf if name not in GROUPS else 1.0)
            for beside in _both_sides(turn):
                becomes = roles[first_rule(zones.changed(name, beside), thresholds, coarse)]
                _keep_nearest(nearest, change, (becomes != today) & (beside >= 0), becomes, place, turn > now)
    nearest.percent[np.isinf(nearest.percent)] = np.nan
    return nearest


def role_firmness(
    zones: Quantities,
    thresholds: Thresholds,
    coarse: bool = False,
    seed: int = 1,
    progress: Progress = no_progress,
) -> Floats:
    """Return the share of draws in which each zone keeps its role, (n,) in %.

    In each of 200 draws every threshold is multiplied by its own number, uniform between 0.9 and 1.1. The
    two thresholds that make quantities, ``principal_share`` and ``workers_per_person``, have done their work.

    Parameters
    ----------
    zones, thresholds, coarse : as in ``first_rule``
    seed : of the draws; the same seed gives the same result
    """
    roles = role_of_rule(coarse)
    today = roles[first_rule(zones, thresholds, coarse)]
    stands = np.zeros(len(today), dtype=np.intp)
    names = [threshold.name for threshold in shipped_thresholds()]
    factors = np.random.default_rng(seed).uniform(1 - SPREAD, 1 + SPREAD, (DRAWS, len(names)))
    for draw, row in enumerate((factors * [thresholds[name] for name in names]).tolist()):
        progress(draw / DRAWS)
        stands += roles[first_rule(zones, dict(zip(names, row)), coarse)] == today
    return stands * (100.0 / DRAWS)


def _nothing_turns(zones: int) -> Margins:
    none = np.full(zones, NO_ROLE, dtype=np.intp)
    return Margins(np.full(zones, np.inf), none, none.copy(), np.zeros(zones, dtype=np.bool_))


def _critical_values(name: str, zones: Quantities, thresholds: Thresholds, coarse: bool) -> Iterator[Floats]:
    """Yield each value, (n,) or of no dimension, at which a condition of any rule turns; plain ones once."""
    seen: set[float] = set()
    for rule in rules(coarse):
        for condition in rule.conditions:
            for turn in condition.turns(name, zones, thresholds):
                value = np.asarray(turn, dtype=np.float64)
                if value.ndim or float(value) not in seen:
                    yield value
                if not value.ndim:
                    seen.add(float(value))


def _relative_change(now: Floats, turn: Floats, most: float) -> Floats:
    """How far, in %, a quantity is from a critical value; infinity where it cannot get there."""
    possible = np.isfinite(now) & (now > 0) & (turn >= 0) & (turn <= most)
    apart = np.abs(turn - np.where(possible, now, 0.0))
    return np.divide(100.0 * apart, now, out=np.full(now.shape, np.inf), where=possible)


def _both_sides(turn: Floats) -> tuple[Floats, Floats]:
    # both are read whatever side a zone is on: in sums, rounding may place it on the other one
    hair = _HAIR * np.maximum(np.abs(turn), 1.0)
    return np.asarray(turn + hair), np.asarray(turn - hair)


def _keep_nearest(nearest: Margins, change: Floats, turned: Bools, becomes: Ints, quantity: int, higher: Bools) -> None:
    nearer = turned & (change < nearest.percent)
    nearest.percent[nearer] = change[nearer]
    nearest.second[nearer] = becomes[nearer]
    nearest.quantity[nearer] = quantity
    nearest.higher[nearer] = higher[nearer]
