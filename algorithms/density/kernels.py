"""How weight spreads around a place: the kernels of a density surface.

A kernel is given by its profile: the density at a squared distance ``s``, for a bandwidth of 1. Every
profile integrates to 1 over the plane, so a surface holds the total of its weights.

References
----------
Silverman, B. W. (1986). Density Estimation for Statistics and Data Analysis, section 4.2.
Wand, M. P. & Jones, M. C. (1995). Kernel Smoothing, section 4.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Optional

import numpy as np

from ..ground.arrays import Floats

GAUSSIAN_REACH = 4.0  # standard deviations; beyond lies exp(-8) = 0.03 % of the mass


@dataclass(frozen=True)
class Kernel:
    """A kernel and what binning costs it.

    ``profile`` takes squared distances in bandwidths; it is 0 from ``reach`` bandwidths on. Where it is a
    polynomial it is (1 - s)^``power`` times its height. Counting a point by cells moves the surface by up to
    ``bend * (cell / bandwidth) ** order`` of the peak, besides the step at the edge: see ``smoothing``.
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


def _quartic(s: Floats) -> Floats:
    return 3 / np.pi * (1 - s) ** 2


def _triangular(s: Floats) -> Floats:
    return 3 / np.pi * (1 - np.sqrt(s))


def _uniform(s: Floats) -> Floats:
    return np.full(np.shape(s), 1 / np.pi)


def _triweight(s: Floats) -> Floats:
    rest = 1 - s
    return np.asarray(4 / np.pi * rest * rest * rest)


def _epanechnikov(s: Floats) -> Floats:
    return 2 / np.pi * (1 - s)


def _gaussian(s: Floats) -> Floats:
    return np.asarray(np.exp(-s / 2) / (2 * np.pi * (1 - np.exp(-(GAUSSIAN_REACH**2) / 2))))


# the bends are rounded up from the worst of many single points: tests/algorithms/density/test_fast.py
QUARTIC = Kernel("quartic", _quartic, 0.62, 2, power=2)
TRIANGULAR = Kernel("triangular", _triangular, 0.5, 1)
UNIFORM = Kernel("uniform", _uniform, 0.0, 1, power=0)
TRIWEIGHT = Kernel("triweight", _triweight, 1.8, 3, power=3)
EPANECHNIKOV = Kernel("Epanechnikov", _epanechnikov, 0.75, 1, power=1)
GAUSSIAN = Kernel("Gaussian", _gaussian, 0.08, 4, reach=GAUSSIAN_REACH)

KERNELS = (QUARTIC, TRIANGULAR, UNIFORM, TRIWEIGHT, EPANECHNIKOV, GAUSSIAN)
"""In the order of the tool's list, whose first five are those of QGIS's heatmap."""
