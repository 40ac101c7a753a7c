"""How long work reports how far it is, and learns that it should stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Callable, TypeVar

_EVERY = 500  # items between two reports
Item = TypeVar("Item")

Progress = Callable[[float], None]
"""Called with the share done, 0 to 1; raises ``Cancelled`` when the user wants to stop."""


def no_progress(share: float) -> None:
    """Report to nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress whose 0 to 1 is ``start`` to ``end`` of ``progress``.

    Examples
    --------
    >>> part(print, 0.5, 1.0)(0.5)
    0.75
    """
    return lambda share: progress(start + (end - start) * share)


def watched(items: Iterable[Item], count: int, progress: Progress) -> Iterator[Item]:
    """Yield items, of which there are to be ``count``, and report how far it is: first, now and again, and last.

    Examples
    --------
    >>> list(watched("ab", 2, print))
    0.0
    1.0
    ['a', 'b']
    """
    for seen, item in enumerate(items):
        if seen % _EVERY == 0:
            progress(min(seen / max(count, 1), 1.0))
        yield item
    progress(1.0)
