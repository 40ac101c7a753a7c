"""Points that carry a weight, as read from a layer."""

from __future__ import annotations

from dataclasses import dataclass

from .arrays import Floats


@dataclass(frozen=True)
class Points:
    """``xy`` (n, 2) in metres, ``weight`` (n,) finite and at least 0."""

    xy: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.weight)

    @property
    def total(self) -> float:
        """The sum of the weights."""
        return float(self.weight.sum())
