"""Which numbers the rule tree compares with, where they come from, and how a user replaces them.

The numbers are shipped in ``thresholds.csv``, one row each with its unit and its source or plain reason.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..ground.errors import PlanError

Thresholds = Mapping[str, float]
"""Name -> value, for every name in ``thresholds.csv``."""

_TABLE = Path(__file__).with_name("thresholds.csv")


class Threshold(NamedTuple):
    """One row of the table: its ``unit`` and the ``reason`` for the ``value`` in words."""

    name: str
    value: float
    unit: str
    reason: str


@lru_cache(maxsize=1)
def shipped_thresholds() -> tuple[Threshold, ...]:
    """Return the thresholds Agora comes with, in the order of the tests that use them.

    Examples
    --------
    >>> first = shipped_thresholds()[0]
    >>> first.name, first.value, first.unit
    ('rural_people', 3.0, 'people per hectare')
    """
    with _TABLE.open(encoding="utf-8", newline="") as table:
        return tuple(
            Threshold(row["name"], float(row["value"]), row["unit"], row["reason"]) for row in csv.DictReader(table)
        )


def role_thresholds(rows: Iterable[tuple[str, object]] = ()) -> Thresholds:
    """Return every threshold, the user's where there is one and the shipped one elsewhere.

    Parameters
    ----------
    rows : (name, value) of the user's table, in any order; values may be text

    Raises
    ------
    PlanError
        If a name is unknown or stands twice, or a value is missing, not a number, infinite, negative, or
        above 1 where a share is meant.

    Examples
    --------
    >>> thresholds = role_thresholds([("core_density", 150)])
    >>> thresholds["core_density"], thresholds["town_density"] == role_thresholds()["town_density"]
    (150.0, True)
    """
    shipped = {threshold.name: threshold for threshold in shipped_thresholds()}
    own: dict[str, float] = {}
    for name, value in rows:
        key = str(name).strip()
        if key not in shipped:
            raise PlanError(
                f"The thresholds table names {key!r}, which no rule uses. The thresholds are: {', '.join(shipped)}."
            )
        if key in own:
            raise PlanError(f"The thresholds table names {key!r} twice; keep one of the rows.")
        own[key] = _checked(shipped[key], value)
    return {name: own.get(name, threshold.value) for name, threshold in shipped.items()}


def _checked(threshold: Threshold, value: object) -> float:
    number = _number(value)
    if number is None or not math.isfinite(number):
        raise PlanError(
            f"The threshold {threshold.name} is {value!r}, not a number. Give {threshold.unit}, "
            f"or remove the row to keep {threshold.value:g}."
        )
    if number < 0:
        raise PlanError(f"The threshold {threshold.name} is {number:g}; it must be at least 0 ({threshold.unit}).")
    if threshold.unit.startswith("share") and number > 1:
        raise PlanError(
            f"The threshold {threshold.name} is {number:g}, but a share runs from 0 to 1. "
            f"If per cent was meant, give {number / 100:g}."
        )
    return number


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None
