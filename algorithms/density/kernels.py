"""How weight spreads around a place: the kernels of a density surface.

A kernel is given by its profile: the density at a squared distance ``s``, for a bandwidth of 1. Every
profile integrates to 1 over the plane, so a surface holds the total of its weights.

Examples
--------
The quartic is highest in the middle, 3/pi, 9/16 of that half a bandwidth away, and nothing from the bandwidth on.

>>> (QUARTIC(np.array([0.0, 0.5, 1.0]) ** 2) / QUARTIC.height).round(4).tolist()
[1.0, 0.5625, 0.0]

References
----------
Silverman, B. W. (1986). Density Estimation for Statistics and Data Analysis, section 4.2.
Wand, M. P. & Jones, M. C. (1995). Kernel Smoothing, section 4.5.
"""

from __future__ import annotations

import math

import numpy as np

from ..ground.arrays import Floats
from .engine.smoothing import Kernel

GAUSSIAN_REACH = 4.0  # standard deviations; beyond lies exp(-8) = 0.03 % of the mass


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


# the bends are rounded up from the worst of many single points: tests/algorithms/density/engine/test_proof.py
QUARTIC = Kernel("quartic", _quartic, 0.62, 2, power=2)
TRIANGULAR = Kernel("triangular", _triangular, 0.5, 1)
UNIFORM = Kernel("uniform", _uniform, 0.0, 1, power=0)
TRIWEIGHT = Kernel("triweight", _triweight, 1.8, 3, power=3)
EPANECHNIKOV = Kernel("Epanechnikov", _epanechnikov, 0.75, 1, power=1)
GAUSSIAN = Kernel("Gaussian", _gaussian, 0.08, 4, reach=GAUSSIAN_REACH)

_VARIANCE = {QUARTIC: 1 / 8, TRIANGULAR: 3 / 20, UNIFORM: 1 / 4, TRIWEIGHT: 1 / 10, EPANECHNIKOV: 1 / 6, GAUSSIAN: 1.0}


def bandwidth_per_sigma(kernel: Kernel) -> float:
    """Return the bandwidth at which a kernel has a standard deviation of 1 along each axis: such kernels smooth alike.

    The variance of a bandwidth of 1 is  1/2 ∫ r² · profile(r²) · 2π r dr; of the Gaussian, whose bandwidth is its
    standard deviation, it is taken as 1, whatever is cut off.

    Examples
    --------
    >>> round(bandwidth_per_sigma(QUARTIC), 4), bandwidth_per_sigma(GAUSSIAN)
    (2.8284, 1.0)
    """
    return math.sqrt(1 / _VARIANCE[kernel])


KERNELS = (QUARTIC, TRIANGULAR, UNIFORM, TRIWEIGHT, EPANECHNIKOV, GAUSSIAN)
"""In the order of the tool's list, whose first five are those of QGIS's heatmap."""
