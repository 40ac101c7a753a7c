"""How weight is spread over a grid: by which kernel, how far, and by which way of computing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, NamedTuple, Optional

import numpy as np

from ...ground.arrays import Floats
from ...ground.grid import Grid
from .polygons import StudyArea

AUTOMATIC, EXACT, FAST = range(3)


@dataclass(frozen=True)
class Kernel:
    """A kernel and what binning costs it.

    ``profile`` takes squared distances in bandwidths; it is 0 from ``reach`` bandwidths on. Where it is a
    polynomial it is (1 - s)^``power`` times its height. Counting a point by cells moves the surface by up to
    ``bend * (cell / bandwidth) ** order`` of the peak, besides the step at the edge: see ``convolution``.
    """

    name: str
    profile: Callable[[Floats], Floats]
    bend: float
    order: int
    power: Optional[int] = None
    reach: float = 1.0

    def __call__(self, squared: Floats) -> Floats:
        """Return the density at ``squared`` distances, in bandwidths squared; any shape."""
        limit = self.reach**2
        return np.where(squared < limit, self.profile(np.minimum(squared, limit)), 0.0)

    @property
    def height(self) -> float:
        """The density in the middle, for a bandwidth of 1."""
        return float(self.profile(np.zeros(1))[0])

    def binning_error(self, bandwidth: float, cell: float) -> float:
        """Return the largest error of the fast method at one point, as a share of the peak."""
        edge = float(self.profile(np.array([self.reach**2]))[0])
        return float(self.bend * (cell / bandwidth) ** self.order + 1.05 * edge / self.height)


class Smoothing(NamedTuple):
    """What is asked of a surface whose ``grid`` is known, lengths in metres.

    ``bandwidth`` is one for all points or (n,), one for each; the standard deviation where the kernel is Gaussian.
    ``method`` is ``EXACT``: the kernels summed at every cell's centre; ``FAST``: counted by cells and convolved where
    that costs at most 0.05 % of the peak, and exact else; or ``AUTOMATIC``: exact where that takes seconds. Kernels so
    narrow that they could fall between the cells' centres are always counted by cells. Cells outside ``area`` become
    NaN; with its edge correction each point's weight goes wholly to the inside (Jones-Diggle), and points outside must
    have been left out. ``scheduler`` is the address of a Dask cluster, "" = threads of this machine.
    """

    grid: Grid
    bandwidth: float | Floats
    kernel: Kernel
    method: int = AUTOMATIC
    area: Optional[StudyArea] = None
    scheduler: str = ""

    @property
    def widths(self) -> Floats:
        """The bandwidths in metres, (n,) or (1,) for all."""
        return np.atleast_1d(np.asarray(self.bandwidth, dtype=np.float64))

    @property
    def cells(self) -> Floats:
        """The bandwidths in cells, (n,) or (1,) for all."""
        return self.widths / self.grid.cell
