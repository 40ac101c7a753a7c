"""Zones: the areas a planning authority counts by. All arrays follow one order of zones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Floats

M2_PER_HA = 10_000.0


@dataclass(frozen=True)
class Zones:
    """``ids`` (n,) text, unique; ``area`` (n,) m²; ``centroid`` (n, 2) in metres."""

    ids: tuple[str, ...]
    area: Floats
    centroid: Floats

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def hectares(self) -> Floats:
        """The areas in hectares, (n,)."""
        return self.area / M2_PER_HA

    def distances(self) -> Floats:
        """Return the straight-line km between all centroids, (n, n).

        A zone's distance to itself is two thirds of the radius of a circle of its area, the mean
        distance from the centre of such a circle to a place in it.
        """
        between = np.subtract.outer(self.centroid[:, 0], self.centroid[:, 0])
        np.hypot(between, np.subtract.outer(self.centroid[:, 1], self.centroid[:, 1]), out=between)
        np.fill_diagonal(between, 2 / 3 * np.sqrt(self.area / np.pi))
        between /= 1000.0
        return between


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return ``part / whole``, NaN where the whole is 0."""
    return np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=np.asarray(whole) != 0)
