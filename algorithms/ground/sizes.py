"""How large is the work? Known before it starts: said where it will be long, refused where it does not fit.

A method states its ``Size`` by ``require``, once. Who listens is told (``heard_by``), as the log of a run is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Callable, NamedTuple, Optional

from .errors import PlanError
from .grid import Grid
from .workers import memory

LONG = 20_000_000
"""Cells, pairs or terms from which on work takes seconds, and its size is said."""
_GB, _MB = 2**30, 2**20

_tell: ContextVar[Callable[[str], None]] = ContextVar("tell", default=lambda text: None)


class Size(NamedTuple):
    """``what`` is worked on, with its number; ``steps`` are its cells, pairs or terms; ``memory`` and ``disk`` bytes.

    ``remedy`` says what would fit, for work that is so many times too large.
    """

    what: str
    steps: float
    remedy: Callable[[float], str]
    memory: float = 0.0
    disk: float = 0.0


def require(size: Size, room: Optional[float] = None) -> None:
    """Refuse work that does not fit as ``refuse_larger`` does, and say how large it is where it will be long.

    Examples
    --------
    >>> with heard_by(print):
    ...     require(Size("60,000 by 5,000 cells", 3e8, lambda times: "Give larger cells.", memory=3e8, disk=3e9))
    60,000 by 5,000 cells: about 2.8 GB of disk and 286 MB of memory.
    """
    refuse_larger(size, room)
    if size.steps >= LONG:
        needs = {"disk": size.disk, "memory": size.memory}
        said = " and ".join(f"{in_words(count)} of {kind}" for kind, count in needs.items() if count >= _MB)
        say(f"{size.what}: about {said}." if said else f"{size.what}.")


def refuse_larger(size: Size, room: Optional[float] = None) -> None:
    """Refuse work that takes more than the ``room`` on the disk, in bytes (None: any), or than half of the memory.

    Raises
    ------
    PlanError
        With what is needed, what there is, and what would fit.
    """
    half = memory() / 2
    if room is not None and size.disk > room:
        there = f"there are {in_words(room)} free"
        raise PlanError(
            f"{size.what}: about {in_words(size.disk)} of disk; {there}. {size.remedy(size.disk / max(room, 1.0))}"
        )
    if size.memory > half:
        there = f"half of this machine's, {in_words(half)}, may be used"
        raise PlanError(
            f"{size.what}: about {in_words(size.memory)} of memory; {there}. {size.remedy(size.memory / half)}"
        )


def say(text: str) -> None:
    """Tell whoever listens."""
    _tell.get()(text)


@contextmanager
def heard_by(tell: Callable[[str], None]) -> Iterator[None]:
    """Have ``tell`` called with each size that is said within the block."""
    before = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(before)


def in_words(count: float) -> str:
    """Return bytes as a reader counts them.

    Examples
    --------
    >>> in_words(2.5e9), in_words(80 * 2**30), in_words(3e6)
    ('2.3 GB', '80 GB', '3 MB')
    """
    if count < _GB:
        return f"{count / _MB:,.0f} MB"
    return f"{count / _GB:,.1f} GB" if count < 10 * _GB else f"{count / _GB:,.0f} GB"


def cells_of(grid: Grid, what: str = "A surface", in_memory: float = 0.0, on_disk: float = 0.0) -> Size:
    """Return the size of a surface, in bytes per cell.

    Examples
    --------
    >>> size = cells_of(Grid(0.0, 0.0, 10.0, 5_000, 20_000), in_memory=8)
    >>> size.what, size.memory, size.remedy(5.0)
    ('A surface of 20,000 by 5,000 cells', 800000000.0, 'Give cells of 23 m or more, or a smaller extent.')
    """
    count = float(grid.rows) * grid.cols
    words = f"{what} of {grid.cols:,} by {grid.rows:,} cells"
    return Size(words, count, lambda times: larger_cells(grid.cell, times), in_memory * count, on_disk * count)


def larger_cells(cell: float, times: float, otherwise: str = "a smaller extent") -> str:
    """Return in words how large cells must be for there to be so many ``times`` fewer, and what else helps."""
    return f"Give cells of {at_least(cell * math.sqrt(times))} m or more, or {otherwise}."


def at_least(length: float) -> str:
    """Return a length in two digits, rounded up from 1 % more: edges of grids are whole cells."""
    digit = 10.0 ** (math.floor(math.log10(1.01 * length)) - 1)
    return f"{math.ceil(1.01 * length / digit) * digit:,.6g}"


def all_pairs(zones: int, per_pair: float = 0.0, terms: int = 1, centres: int = 0) -> Size:
    """Return the size of work on all pairs of zones, or of zones and centres: bytes and terms per pair.

    Examples
    --------
    >>> size = all_pairs(20_000, per_pair=24)
    >>> size.what, size.memory, size.remedy(4.0)
    ('All 400,000,000 pairs of 20,000 zones', 9600000000.0, 'Use larger or fewer zones: 10,000 fit.')
    """
    count = zones * (centres or zones)  # a whole number, to be told to the last
    what = f"All {count:,} pairs of {zones:,} zones" + (f" and {centres:,} centres" if centres else "")

    def fewer(times: float) -> str:
        """Say how many zones fit where there are so many times too many."""
        fit = math.floor(zones / (times if centres else math.sqrt(times)))
        return f"Use larger or fewer zones: {fit:,} fit."

    return Size(what, float(count * terms), fewer, float(count * per_pair))
