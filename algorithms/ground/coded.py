"""Columns of values that repeat: what is turned or looked up is each distinct value, not each row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .arrays import Ints


class Coded(NamedTuple):
    """``values`` (k,) are those that occur; ``places`` (m,) says which of them stands in each row."""

    values: list[Any]
    places: Ints

    @property
    def rows(self) -> npt.NDArray[Any]:
        """The column row by row, (m,)."""
        return np.array(self.values)[self.places]


def coded(values: Collection[Any]) -> Coded:
    """Return a column with each distinct value once, in order of appearance.

    Examples
    --------
    >>> column = coded(["b", "a", "b"])
    >>> column.values, column.places.tolist()
    (['b', 'a'], [0, 1, 0])
    """
    known: dict[Any, int] = {}
    places = places_among(known, values)
    return Coded(list(known), places)


def places_among(known: dict[Any, int], values: Collection[Any]) -> Ints:
    """Return the place of each value, (m,); new values are added to ``known``."""
    return np.fromiter((known.setdefault(value, len(known)) for value in values), np.intp, len(values))
