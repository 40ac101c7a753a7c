"""How long work reports how far it is, and learns that it should stop."""

from __future__ import annotations

from typing import Callable

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
