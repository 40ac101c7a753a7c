"""Columns of values that repeat: what is turned or looked up is each distinct value, not each row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple, Union

import numpy as np
import numpy.typing as npt

from .arrays import Bools, Ints

_AT_ONCE = 1 << 20  # rows


class Coded(NamedTuple):
    """``values`` (k,) are those that occur; ``places`` (m,) says which of them stands in each row."""

    values: list[Any]
    places: Ints

    def blocks(self) -> Iterator[npt.NDArray[Any]]:
        """Yield the column row by row in arrays of limited length, so that it need not all be there at once."""
        values = np.array(self.values)
        for start in range(0, len(self.places), _AT_ONCE):
            yield values[self.places[start : start + _AT_ONCE]]


_Column = Union[Coded, Sequence[Any], npt.NDArray[Any]]


def length(column: _Column) -> int:
    """Return how many rows a column has."""
    return len(column.places if isinstance(column, Coded) else column)


def plain(column: _Column) -> Sequence[Any] | npt.NDArray[Any]:
    """Return a column row by row, (m,).

    Examples
    --------
    >>> plain(Coded(["b", "a"], np.array([0, 1, 0]))).tolist(), plain([7])
    (['b', 'a', 'b'], [7])
    """
    return np.array(column.values, dtype=object)[column.places] if isinstance(column, Coded) else column


def some(column: _Column, chosen: Bools) -> _Column:
    """Return some rows of a column, by a truth value for each, (m,).

    Examples
    --------
    >>> plain(some(Coded(["b", "a"], np.array([0, 1, 0])), np.array([False, True, True]))).tolist()
    ['a', 'b']
    """
    if isinstance(column, Coded):
        return column._replace(places=column.places[chosen])
    return np.asarray(column)[chosen]


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
