"""People who travel between zones, and how their zone ids are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .arrays import Bools, Floats, Ints
from .coded import Coded, coded
from .zones import totals

UNKNOWN = -1
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?")


@dataclass(frozen=True)
class Flows:
    """``origin`` and ``destination`` (m,) are positions in one list of zone ids; ``people`` (m,) >= 0.

    Examples
    --------
    >>> flows = Flows(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([30.0, 20.0, 10.0]))
    >>> flows.total, flows.workers(2).tolist(), flows.jobs(2).tolist()
    (60.0, [50.0, 10.0], [30.0, 30.0])
    """

    origin: Ints
    destination: Ints
    people: Floats

    def __len__(self) -> int:
        return len(self.people)

    @property
    def total(self) -> float:
        """All the people, those who stay in their zone included."""
        return float(self.people.sum())

    def taken(self, which: Ints | Bools) -> Flows:
        """Return some of the flows, by position or truth value."""
        return Flows(self.origin[which], self.destination[which], self.people[which])

    def within(self, chosen: Bools) -> Flows:
        """Return the flows between the chosen of all zones, (zones,); they then count from 0.

        Examples
        --------
        >>> flows = Flows(np.array([0, 2, 2]), np.array([2, 2, 1]), np.array([30.0, 20.0, 10.0]))
        >>> flows.within(np.array([True, False, True])).origin.tolist()
        [0, 1]
        """
        place = np.cumsum(chosen) - 1
        kept = self.taken(chosen[self.origin] & chosen[self.destination])
        return Flows(place[kept.origin], place[kept.destination], kept.people)

    def workers(self, zones: int) -> Floats:
        """Return how many people set out from each of ``zones`` zones, (zones,)."""
        return totals(self.origin, self.people, zones)

    def jobs(self, zones: int) -> Floats:
        """Return how many people arrive in each of ``zones`` zones, (zones,)."""
        return totals(self.destination, self.people, zones)


class MatchedIds(NamedTuple):
    """``position`` (m,) in the known ids, ``UNKNOWN`` where there is none; ``as_numbers``: see ``matched_ids``."""

    position: Ints
    as_numbers: bool


def matched_ids(known: Sequence[str], wanted: Sequence[str] | Coded) -> MatchedIds:
    """Return where each wanted id stands among the known ones.

    Ids match as text. Where under half of them do, they match as numbers too ("06001" and "6001"),
    provided that this keeps the known ids apart.
    """
    values, places = wanted if isinstance(wanted, Coded) else coded(wanted)
    as_text = _taken(_positions(known, values), places)
    if 2 * np.count_nonzero(as_text != UNKNOWN) >= len(places):
        return MatchedIds(as_text, False)
    plain = [_number_text(zone) for zone in known]
    if len(set(plain)) < len(plain):
        return MatchedIds(as_text, False)
    as_numbers = _taken(_positions(plain, [_number_text(value) for value in values]), places)
    better = np.count_nonzero(as_numbers != UNKNOWN) > np.count_nonzero(as_text != UNKNOWN)
    return MatchedIds(as_numbers, True) if better else MatchedIds(as_text, False)


def _taken(position: Ints, places: Ints) -> Ints:
    """Return the position of every row; where the known ids are the values themselves, there is nothing to copy."""
    is_same = np.array_equal(position, np.arange(len(position)))
    return places if is_same else position[places]


def _positions(known: Sequence[str], wanted: Sequence[str]) -> Ints:
    place = {zone: at for at, zone in enumerate(known)}
    return np.fromiter((place.get(value, UNKNOWN) for value in wanted), np.intp, len(wanted))


def _number_text(text: str) -> str:
    """Return a number without what does not change it; digits, not a float, so that long ids stay apart."""
    if not _NUMBER.fullmatch(text.strip()):
        return text
    whole, _, rest = text.strip().partition(".")
    return f"{whole.lstrip('0') or '0'}.{rest.rstrip('0')}"
