"""The kinds of condition that the rules are made of.

Each kind knows three things about itself, so that what is tested, what is said and what would have to change
can never differ: where it holds, (n,); the values of one quantity at which it turns, (n,) or one for all
zones; and its words for zones in which it holds.
"""

from __future__ import annotations

from typing import Callable, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Bools, Floats
from .quantities import Quantities
from .thresholds import Thresholds
from .wording import LARGEST_SHARE, at_least, number, plainly, under, wording


class Condition(Protocol):
    """What every kind of condition answers."""

    def holds(self, zones: Quantities, thresholds: Thresholds) -> Bools:
        """Return where it holds, (n,)."""

    def turns(self, name: str, zones: Quantities, thresholds: Thresholds) -> list[npt.ArrayLike]:
        """Return the values of the quantity ``name`` at which it turns while the others stay as they are."""

    def words(self, zones: Quantities, thresholds: Thresholds) -> list[str]:
        """Return it in words with the numbers of each zone; it must hold in all of them."""


class Reaches(NamedTuple):
    """The quantity, or the sum of several, is at least a threshold.

    With ``region``, the name of a factor, at least the larger of the threshold and that many times the
    region's share of the same groups.
    """

    names: tuple[str, ...]
    threshold: str
    region: str = ""

    def holds(self, zones: Quantities, thresholds: Thresholds) -> Bools:
        """Return where it holds, (n,)."""
        return np.asarray(_sum(zones, self.names) >= self.least(zones, thresholds))

    def turns(self, name: str, zones: Quantities, thresholds: Thresholds) -> list[npt.ArrayLike]:
        """Return what the quantity must reach: the threshold less the other terms of the sum."""
        if name not in self.names:
            return []
        rest = tuple(each for each in self.names if each != name)
        least = self.least(zones, thresholds)
        return [least - _sum(zones, rest) if rest else least]

    def words(self, zones: Quantities, thresholds: Thresholds) -> list[str]:
        """Return such as "812 jobs per hectare (at least 75)"."""
        least = self.least(zones, thresholds)
        origin = self._origin(least, thresholds)
        return at_least(_sum(zones, self.names), wording(self.names), least, origin)

    def least(self, zones: Quantities, thresholds: Thresholds) -> float:
        """Return what the quantity is compared with."""
        if not self.region:
            return thresholds[self.threshold]
        shares: list[float] = [getattr(zones.region, name) for name in self.names]
        return max(thresholds[self.threshold], thresholds[self.region] * sum(shares))

    def _origin(self, least: float, thresholds: Thresholds) -> str:
        if least == thresholds[self.threshold]:
            return ""
        return f", {number(thresholds[self.region])} times the region's share"


class Under(NamedTuple):
    """The quantity is less than a threshold."""

    name: str
    threshold: str

    def holds(self, zones: Quantities, thresholds: Thresholds) -> Bools:
        """Return where it holds, (n,)."""
        return np.asarray(zones.of(self.name) < thresholds[self.threshold])

    def turns(self, name: str, zones: Quantities, thresholds: Thresholds) -> list[npt.ArrayLike]:
        """Return the threshold, for its own quantity."""
        return [thresholds[self.threshold]] if name == self.name else []

    def words(self, zones: Quantities, thresholds: Thresholds) -> list[str]:
        """Return such as "0.4 jobs per working resident (under 0.5)"."""
        return under(zones.of(self.name), wording((self.name,)), thresholds[self.threshold])


class NoneReaches(NamedTuple):
    """None of several shares reaches a threshold."""

    names: tuple[str, ...]
    threshold: str

    def holds(self, zones: Quantities, thresholds: Thresholds) -> Bools:
        """Return where it holds, (n,)."""
        return np.asarray(_largest(zones, self.names) < thresholds[self.threshold])

    def turns(self, name: str, zones: Quantities, thresholds: Thresholds) -> list[npt.ArrayLike]:
        """Return the threshold, for each of its shares."""
        return [thresholds[self.threshold]] if name in self.names else []

    def words(self, zones: Quantities, thresholds: Thresholds) -> list[str]:
        """Return such as "45 % of jobs in the largest sector group (under 60 %)"."""
        return under(_largest(zones, self.names), LARGEST_SHARE, thresholds[self.threshold])


class Lies(NamedTuple):
    """The zone lies somewhere: a fact of the map that no relative change turns."""

    test: Callable[[Quantities], Bools]
    text: str

    def holds(self, zones: Quantities, thresholds: Thresholds) -> Bools:
        """Return where it holds, (n,)."""
        return self.test(zones)

    def turns(self, name: str, zones: Quantities, thresholds: Thresholds) -> list[npt.ArrayLike]:
        """Return nothing."""
        return []

    def words(self, zones: Quantities, thresholds: Thresholds) -> list[str]:
        """Return the same for every zone."""
        return [self.text] * len(zones.jobs)


class AnyOf(NamedTuple):
    """At least one of several alternatives holds, each made of conditions that hold together."""

    options: tuple[tuple[Condition, ...], ...]

    def holds(self, zones: Quantities, thresholds: Thresholds) -> Bools:
        """Return where it holds, (n,)."""
        found = [all_hold(each, zones, thresholds) for each in self.options]
        return np.asarray(np.logical_or.reduce(found))

    def turns(self, name: str, zones: Quantities, thresholds: Thresholds) -> list[npt.ArrayLike]:
        """Return the values at which any part of an alternative turns."""
        parts = (each for option in self.options for each in option)
        return [value for each in parts for value in each.turns(name, zones, thresholds)]

    def words(self, zones: Quantities, thresholds: Thresholds) -> list[str]:
        """Return the words of the first alternative that holds in each zone."""
        said = [""] * len(zones.jobs)
        open_zones = np.ones(len(said), dtype=np.bool_)
        for option in self.options:
            here = np.flatnonzero(open_zones & all_hold(option, zones, thresholds))
            open_zones[here] = False
            for zone, text in zip(here.tolist(), all_words(option, zones.at(here), thresholds)):
                said[zone] = text
        return said


class Otherwise(NamedTuple):
    """Nothing else held; says how the zone stands in some quantities."""

    names: tuple[str, ...]

    def holds(self, zones: Quantities, thresholds: Thresholds) -> Bools:
        """Return everywhere, (n,)."""
        return np.ones(len(zones.jobs), dtype=np.bool_)

    def turns(self, name: str, zones: Quantities, thresholds: Thresholds) -> list[npt.ArrayLike]:
        """Return nothing."""
        return []

    def words(self, zones: Quantities, thresholds: Thresholds) -> list[str]:
        """Return such as "no other role fits; 12 jobs per hectare"."""
        columns = [plainly(zones.of(name), wording((name,))) for name in self.names]
        return ["; ".join(("no other role fits", *each)) for each in zip(*columns)]


def all_hold(conditions: tuple[Condition, ...], zones: Quantities, thresholds: Thresholds) -> Bools:
    """Return where all the conditions hold, (n,)."""
    found = [each.holds(zones, thresholds) for each in conditions]
    return np.asarray(np.logical_and.reduce(found))


def all_words(conditions: tuple[Condition, ...], zones: Quantities, thresholds: Thresholds) -> list[str]:
    """Return the words of all the conditions, parted by semicolons, one text per zone."""
    return ["; ".join(each) for each in zip(*(one.words(zones, thresholds) for one in conditions))]


def _sum(zones: Quantities, names: tuple[str, ...]) -> Floats:
    total = zones.of(names[0])
    for name in names[1:]:
        total = total + zones.of(name)
    return total


def _largest(zones: Quantities, names: tuple[str, ...]) -> Floats:
    values: Floats = np.maximum.reduce([zones.of(name) for name in names])
    return values
