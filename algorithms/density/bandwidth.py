"""How far should a job reach? Four ways to choose the bandwidth of a surface from the points themselves.

Points are ``Points`` (xy in metres); those of weight 0 do not count, others as so many jobs. Three selectors give σ,
the standard deviation of a Gaussian kernel, the reference rule gives the radius h of a quartic one. Kernels of one
standard deviation smooth alike (``kernels.bandwidth_per_sigma``): per axis a quartic of radius h has the variance h²/8,
so h = √8 σ.

Many points are summed by cells, and the searching selectors judged by 20,000 of them (see ``engine.gaussian_sums``).

References
----------
Silverman, B. W. (1986). Density Estimation for Statistics and Data Analysis, section 3.4.2.
Scott, D. W. (1992). Multivariate Density Estimation, section 6.3.
Loader, C. (1999). Local Regression and Likelihood, section 5.3.
Cronie, O. & van Lieshout, M. N. M. (2018). A non-model-based approach to bandwidth selection for kernel estimators of
spatial intensity functions. Biometrika 105: 455-462.
Ripley, B. D. & Rasson, J.-P. (1977). Finding the edge of a Poisson forest. J. Appl. Prob. 14: 483-491.
"""

from __future__ import annotations

import math
from itertools import count
from typing import Callable, NamedTuple, Optional

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.points import Points
from ..ground.progress import Progress, no_progress, part
from ..ground.sums import dot, over_rows
from .engine.gaussian_sums import GaussianSums
from .engine.smoothing import Kernel
from .kernels import QUARTIC, bandwidth_per_sigma

QUARTIC_PER_SIGMA = bandwidth_per_sigma(QUARTIC)
_TRIED = 20  # bandwidths, in equal ratios, before the best is refined
_PRECISION = 0.002  # of a bandwidth
_FLAT = 1e-9  # width over length of points that lie on a line


class Chosen(NamedTuple):
    """What one selector chose, in metres, NaN where there is none; ``note`` what to know.

    ``radius`` is the bandwidth of the kernel asked for, ``sigma`` that of a Gaussian, ``quartic`` that of a quartic.
    """

    selector: str
    radius: float
    sigma: float
    quartic: float
    note: str = ""


class Criteria(NamedTuple):
    """What the two searching selectors look at, by σ in metres (k,)."""

    sigma: Floats
    likelihood: Floats
    area: Floats


def bandwidths(
    points: Points, progress: Progress = no_progress, kernel: Kernel = QUARTIC
) -> tuple[Chosen, Chosen, Chosen, Chosen]:
    """Return what each selector chooses: normal reference, Scott, likelihood cross-validation, Cronie and van Lieshout.

    All are bandwidths of the one ``kernel``, and of a Gaussian and a quartic beside.

    Raises
    ------
    PlanError
        If there are fewer than two places with weight.

    Examples
    --------
    >>> square = Points(np.array([[0.0, 0.0], [2000.0, 0.0], [2000.0, 2000.0], [0.0, 2000.0]]), np.ones(4))
    >>> for choice in bandwidths(square)[:2]:
    ...     print(f"{choice.selector}: sigma {choice.sigma:.0f} m, a quartic of {choice.quartic:.0f} m")
    Normal reference: sigma 341 m, a quartic of 965 m
    Scott: sigma 916 m, a quartic of 2592 m
    """
    used = _with_weight(points)
    (likelihood, about_likelihood), (area, about_area) = _searched(used, progress)
    chosen = (
        ("Normal reference", normal_reference(used) / QUARTIC_PER_SIGMA, _REFERENCE),
        ("Scott", scott_sigma(used), _SCOTT),
        ("Likelihood cross-validation", likelihood, _LIKELIHOOD + about_likelihood),
        ("Cronie and van Lieshout", area, _CRONIE + about_area),
    )
    factor = bandwidth_per_sigma(kernel)
    first, second, third, fourth = (
        Chosen(selector, factor * sigma, sigma, QUARTIC_PER_SIGMA * sigma, note) for selector, sigma, note in chosen
    )
    return first, second, third, fourth


def effective_count(weight: Floats) -> float:
    """Return how many equal weights tell as much as these: (Σw)² / Σw².

    Examples
    --------
    >>> effective_count(np.array([3.0, 1.0]))
    1.6
    """
    return float(weight.sum() ** 2 / (weight**2).sum())


def normal_reference(points: Points) -> float:
    """Return the radius of a quartic kernel by the rule that ArcGIS starts from, in metres.

    h = 0.9 min(SD, √(1/ln 2) Dm) n^(-1/5), with SD the weighted standard distance, Dm the weighted median distance to
    the weighted mean place, and n the effective number of points, as Σw would make h tiny.

    Examples
    --------
    Four corners, all √2 km from their middle: 0.9 · 1414 · 4^(-1/5).

    >>> square = Points(np.array([[0.0, 0.0], [2000.0, 0.0], [2000.0, 2000.0], [0.0, 2000.0]]), np.ones(4))
    >>> round(normal_reference(square), 1)
    964.6
    """
    share = points.weight / points.weight.sum()
    away = np.hypot(*(points.xy - over_rows(share, points.xy)).T)
    spread = math.sqrt(dot(share, away**2))
    typical = math.sqrt(1 / math.log(2)) * _median(away, points.weight)
    return float(0.9 * min(spread, typical) * effective_count(points.weight) ** -0.2)


def scott_sigma(points: Points) -> float:
    """Return σ by Scott's rule, in metres: sd n^(-1/6) with sd² the mean of the variances along x and y.

    One number for both axes, and the same however the map is turned. Variances are unbiased: Σw (x - m)² over
    Σw (1 - 1/n), with n the effective number of points.

    Examples
    --------
    Four corners, 1 km from their middle along each axis: 1000 √(4/3) · 4^(-1/6).

    >>> square = Points(np.array([[0.0, 0.0], [2000.0, 0.0], [2000.0, 2000.0], [0.0, 2000.0]]), np.ones(4))
    >>> round(scott_sigma(square), 1)
    916.5
    """
    number = effective_count(points.weight)
    share = points.weight / points.weight.sum()
    variance = over_rows(share, (points.xy - over_rows(share, points.xy)) ** 2) / (1 - 1 / number)
    return float(math.sqrt(variance.mean()) * number ** (-1 / 6))


def criteria(points: Points, sigma: Floats, progress: Progress = no_progress) -> Criteria:
    """Return what the searching selectors look at, for given σ.

    likelihood  Σ w_i log λ_-i(x_i), with λ_-i the density of all points but i: largest where the surface foretells
                best where jobs are. A point of weight w is w jobs, each foretold from the jobs at all other points
                (with weights of 1 spatstat's bw.ppl without edge correction; the density's integral, the same for
                all σ, is left out).
    area        Σ w_i / λ(x_i), point i included, in m²: the area of the region where σ is right (spatstat's
                bw.CvL, which has no weights)

    Examples
    --------
    Two points σ apart: 2 ln (e^(-1/2) / 2πσ²) and 2 · 2πσ² / (1 + e^(-1/2)).

    >>> found = criteria(Points(np.array([[0.0, 0.0], [100.0, 0.0]]), np.ones(2)), np.array([100.0]))
    >>> found.likelihood.round(4).tolist(), found.area.round(1).tolist()
    ([-23.0964], [78220.5])
    """
    sums = GaussianSums(points)
    rows = []
    for number, width in enumerate(sigma):
        rows.append(_criteria(sums, points.weight, float(width), part(progress, number / len(sigma), 1.0)))
    return Criteria(np.asarray(sigma), *np.array(rows).T)


def region_area(xy: Floats) -> float:
    """Return the area of the region that points come from, in m², NaN where they lie on a line.

    Ripley and Rasson's estimate: the area of the convex hull over 1 - m/n, with m of the n points on the hull.

    Examples
    --------
    A hectare by its four corners and four places inside it.

    >>> corners, inside = [(0, 0), (100, 0), (100, 100), (0, 100)], [(30, 40), (50, 50), (60, 20), (70, 80)]
    >>> round(region_area(np.array(corners + inside, dtype=float)), 6)
    20000.0
    """
    from scipy.spatial import ConvexHull

    middle = xy - xy.mean(axis=0)
    width, length = np.sqrt(np.linalg.eigvalsh(np.einsum("ni,nj->ij", middle, middle)).clip(0))
    if width <= _FLAT * length:
        return math.nan
    hull = ConvexHull(middle)
    inner = 1 - _corners(middle[hull.vertices], hull.volume) / len(xy)
    return float(hull.volume / inner if inner > 0 else hull.volume)


def _corners(hull: Floats, area: float) -> int:
    """Return how many places of a hull (m, 2) are corners: rounding may leave one on it along a straight side."""
    before, after = hull - np.roll(hull, 1, axis=0), np.roll(hull, -1, axis=0) - hull
    return int(np.count_nonzero(before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0] > _FLAT * area))


_REFERENCE = "As ArcGIS starts from. For one cluster; too wide for several."
_SCOTT = "For one bell-shaped cluster; too wide for several."
_LIKELIHOOD = "Foretells each job from those elsewhere. Narrow where jobs come in clumps, wide where many lie alone."
_CRONIE = "Fits the density to the area of the region. Wide where points crowd into a small part of it."
_NO_REGION = " None here: the points lie on one line, a region without area."
_AT_NARROW_END = " The narrowest that was tried: points that share a place make it so."
_AT_WIDE_END = " The widest that was tried: half the diagonal of all points."


def _with_weight(points: Points) -> Points:
    used = points.weight > 0
    kept = Points(points.xy[used], points.weight[used])
    if not len(kept) or (kept.xy == kept.xy[0]).all():
        raise PlanError(
            f"INPUT: its {len(kept):,} points with weight lie in {min(len(kept), 1)} place; a bandwidth is chosen from "
            "how places lie to each other, so at least two are needed. Check the layer, its filter and WEIGHT."
        )
    return kept


def _median(values: Floats, weight: Floats) -> float:
    """Return the value with half of the weight on either side, the middle of two where it falls between them."""
    order = np.argsort(values)
    values, below = values[order], np.cumsum(weight[order])
    half = below[-1] / 2
    first = int(np.searchsorted(below, half * (1 - 1e-12)))
    last = int(np.searchsorted(below, half * (1 + 1e-12), side="right"))
    return float(values[first] + values[min(last, len(values) - 1)]) / 2


def _searched(points: Points, progress: Progress) -> tuple[tuple[float, str], tuple[float, str]]:
    """Return σ by likelihood and by area, and what to add to their notes."""
    sums = GaussianSums(points)
    apart = sums.nearest[sums.nearest > 0]
    widest = math.hypot(*np.ptp(points.xy, axis=0)) / 2
    tried = np.geomspace(min(apart.min(), widest / 2) if len(apart) else widest / 1e4, widest, _TRIED)
    done = count()

    def look(sigma: float) -> tuple[float, float]:
        """Report, and learn of a cancel."""
        return _criteria(sums, points.weight, sigma, part(progress, min(next(done) / (2 * _TRIED), 1.0), 1.0))

    likelihood, area = np.array([look(float(sigma)) for sigma in tried]).T
    best = _highest(lambda sigma: look(sigma)[0], tried, likelihood)
    region = region_area(points.xy)
    if math.isnan(region):
        return best, (math.nan, _NO_REGION)
    return best, _crossing(lambda sigma: look(sigma)[1] - region, tried, area - region)


def _criteria(sums: GaussianSums, weight: Floats, sigma: float, progress: Progress) -> tuple[float, float]:
    progress(0.0)
    others, asked, total = sums.others(sigma, progress), weight[sums.asked], float(weight.sum())
    likelihood = total * (dot(asked, others) / float(asked.sum()) - math.log(2 * math.pi * sigma**2))
    share = len(weight) / len(asked)  # what each point asked stands for
    with np.errstate(over="ignore"):
        held = 1 / (1 + np.exp(others) / asked)
    return likelihood, share * 2 * math.pi * sigma**2 * float(held.sum())


def _highest(value: Callable[[float], float], tried: Floats, values: Floats) -> tuple[float, str]:
    """Return where the value is highest, refined between the neighbours of the best that was tried."""
    from scipy.optimize import minimize_scalar

    best = int(np.argmax(values))
    if best == 0:
        return float(tried[0]), _AT_NARROW_END
    if best == len(tried) - 1:
        return float(tried[-1]), _AT_WIDE_END
    bounds = math.log(tried[best - 1]), math.log(tried[best + 1])
    best = minimize_scalar(
        lambda log: -value(math.exp(log)), bounds=bounds, method="bounded", options={"xatol": _PRECISION}
    )
    return math.exp(best.x), ""


def _crossing(value: Callable[[float], float], tried: Floats, values: Floats) -> tuple[float, str]:
    """Return the narrowest σ at which the value reaches 0 from below."""
    from scipy.optimize import brentq

    over = _first(values >= 0)
    if over is None:
        return float(tried[-1]), _AT_WIDE_END
    if over == 0:
        return float(tried[0]), _AT_NARROW_END
    low, high = math.log(tried[over - 1]), math.log(tried[over])
    return math.exp(brentq(lambda log: value(math.exp(log)), low, high, xtol=_PRECISION)), ""


def _first(true: np.ndarray) -> Optional[int]:  # type: ignore[type-arg]
    places = np.flatnonzero(true)
    return int(places[0]) if len(places) else None
