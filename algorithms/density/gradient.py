"""How does density fall with distance from the centre?

    ln D = ln D0 - gamma x

with D jobs per hectare and x km from the centre. Zones are (n,).

References
----------
Clark, C. (1951). Urban population densities. J. R. Stat. Soc. A 114: 490-496.
McCullagh, P. & Nelder, J. A. (1989). Generalized Linear Models, sections 2.5 and 6.2 (quasi-likelihood).
Cameron, A. C. & Windmeijer, F. A. G. (1997). An R-squared measure of goodness of fit. J. Econometrics 77: 329-342.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Bools, Floats
from ..ground.errors import PlanError
from ..ground.sums import dot, over_columns

OLS, POISSON = range(2)
_STEPS, _HALVINGS = 100, 60
_CLOSE = 1e-12  # of the deviance: no step betters the fit any more
_LEAST_ZONES = 3  # two lie on any line
_UNSETTLED = "The Poisson gradient does not settle: nearly all jobs lie at one distance. Use OLS on logs."
_ALIKE = 1e-7  # of a density: what differs by less differs by rounding
_BANDS = 40  # at most
_WIDTHS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0, 100.0)  # km


class Gradient(NamedTuple):
    """``d0`` jobs per hectare at the centre; ``gradient`` per km, above 0 where density falls.

    ``se`` is the gradient's standard error, ``r2`` 0 to 1 the share of the variance (OLS) or deviance (Poisson)
    explained (0 where all are alike), ``used`` (n,) the zones that entered.
    """

    d0: float
    gradient: float
    se: float
    r2: float
    used: Bools

    def density(self, distance: Floats) -> Floats:
        """Return the fitted jobs per hectare at distances in km, any shape."""
        return np.asarray(self.d0 * np.exp(-self.gradient * distance))


class Bands(NamedTuple):
    """Rings around the centre (b,): from ``start`` to ``end`` km; zones, jobs, hectares, jobs per hectare.

    ``fitted`` is what the gradient gives for the same zones. A ring without zones is left out.
    """

    start: Floats
    end: Floats
    zones: Floats
    jobs: Floats
    hectares: Floats
    density: Floats
    fitted: Floats


def density_gradient(jobs: Floats, hectares: Floats, distance: Floats, model: int = OLS) -> Gradient:
    """Return the gradient of density.

    ``OLS``: a line through the logarithms, every zone with jobs counting alike; a zone without jobs has no logarithm
    and is left out. ``POISSON``: jobs ~ Poisson(hectares exp(ln D0 - gamma x)), so zones without jobs count, zones
    weigh by their jobs, and the fitted jobs add up to all jobs. Jobs come in firms and vary far more than a Poisson
    count, so its standard error is widened by the dispersion found (Pearson's X² / (n - 2), quasi-Poisson).

    Parameters
    ----------
    jobs : (n,) at least 0
    hectares : (n,) more than 0
    distance : (n,) km
    model : ``OLS`` or ``POISSON``

    Raises
    ------
    PlanError
        If fewer than three zones have jobs, or all of those lie at one distance.

    Examples
    --------
    100 jobs a hectare in the centre, and half as many with every kilometre: gamma = ln 2.

    >>> distance, hectares = np.array([0.0, 1.0, 2.0]), np.array([10.0, 20.0, 40.0])
    >>> fit = density_gradient(hectares * np.array([100.0, 50.0, 25.0]), hectares, distance)
    >>> round(fit.d0, 6), round(fit.gradient, 4), round(fit.r2, 6)
    (100.0, 0.6931, 1.0)
    """
    with_jobs = jobs > 0
    count = np.count_nonzero(with_jobs)
    if count < _LEAST_ZONES:
        raise PlanError(f"{count} zones have jobs; a gradient needs at least {_LEAST_ZONES}. Is JOBS the right field?")
    if np.ptp(distance[with_jobs]) == 0:
        raise PlanError("All zones with jobs lie at one distance from the centre, so no gradient can be told.")
    used = with_jobs if model == OLS else np.ones(len(jobs), dtype=bool)
    fit = _line if model == OLS else _poisson
    return Gradient(*fit(jobs[used], hectares[used], distance[used]), used)


def distance_bands(jobs: Floats, hectares: Floats, distance: Floats, gradient: Gradient) -> Bands:
    """Return the density of rings around the centre, at most forty of one round width; a zone lies where its middle is.

    Parameters
    ----------
    jobs, hectares, distance : (n,) as in ``density_gradient``, all zones

    Examples
    --------
    The first two zones lie in the ring of the first 100 m: 3000 jobs on 20 hectares.

    >>> jobs, hectares = np.array([2000.0, 1000.0, 400.0]), np.array([10.0, 10.0, 8.0])
    >>> fit = Gradient(d0=200.0, gradient=1.0, se=0.0, r2=1.0, used=np.ones(3, bool))
    >>> bands = distance_bands(jobs, hectares, np.array([0.0, 0.05, 0.25]), fit)
    >>> bands.end.round(1).tolist(), bands.density.tolist(), bands.zones.tolist()
    ([0.1, 0.3], [150.0, 50.0], [2.0, 1.0])
    """
    furthest = float(distance.max())
    width = next((width for width in _WIDTHS if furthest < width * _BANDS), furthest / (_BANDS - 1))
    ring = np.floor(np.round(distance / width, 9)).astype(np.intp)  # 0.5 km begins the sixth ring of 0.1 km
    zones = np.bincount(ring).astype(np.float64)
    there = np.flatnonzero(zones)
    modelled = hectares * gradient.density(distance)
    held, land, fitted = (
        np.bincount(ring, amount)[there].astype(np.float64, copy=False) for amount in (jobs, hectares, modelled)
    )
    start = there * width
    return Bands(start, start + width, zones[there], held, land, held / land, fitted / land)


def _line(jobs: Floats, hectares: Floats, distance: Floats) -> tuple[float, float, float, float]:
    """Return D0, gamma, its standard error and R² of least squares on logarithms."""
    log = np.log(jobs / hectares)
    across, up = distance - distance.mean(), log - log.mean()
    spread = dot(across, across)
    slope = dot(across, up) / spread
    left = float(np.sum((up - slope * across) ** 2))
    whole = dot(up, up)
    se = float(np.sqrt(left / (len(jobs) - 2) / spread))
    return float(np.exp(log.mean() - slope * distance.mean())), -slope, se, _explained(left, whole, len(jobs))


def _poisson(jobs: Floats, hectares: Floats, distance: Floats) -> tuple[float, float, float, float]:
    """Return D0, gamma, its standard error and the share of deviance explained, by Newton's method."""
    across = distance - np.average(distance, weights=jobs)  # around the middle of the jobs the two steps hardly mix
    level = np.log(jobs.sum() / hectares.sum())
    slope = 0.0
    whole = now = _deviance(jobs, hectares * np.exp(level))
    for _ in range(_STEPS):
        expected = hectares * np.exp(level + slope * across)
        lack = np.array([np.sum(jobs - expected), dot(across, jobs - expected)])
        step = over_columns(_covariance(expected, across), lack)
        before = now
        level, slope, now = _bettered(jobs, hectares, across, (level, slope), step, before)
        if before - now <= _CLOSE * max(whole, 1.0):
            break
    else:
        raise PlanError(_UNSETTLED)
    expected = hectares * np.exp(level + slope * across)
    dispersion = float(np.sum((jobs - expected) ** 2 / expected)) / (len(jobs) - 2)
    se = float(np.sqrt(dispersion * _covariance(expected, across)[1, 1]))
    d0 = float(np.exp(level - slope * np.average(distance, weights=jobs)))
    return d0, -float(slope), se, _explained(now, whole, float(jobs.sum()))


def _explained(left: float, whole: float, of: float) -> float:
    """Return the share explained; none where densities differ by no more than rounding, which would be explained."""
    return 1 - left / whole if whole > _ALIKE**2 * of else 0.0


def _covariance(expected: Floats, across: Floats) -> Floats:
    """Return the inverse of Fisher's information of level and slope, (2, 2)."""
    off = dot(expected, across)
    try:
        return np.linalg.inv(np.array([[expected.sum(), off], [off, dot(expected, across**2)]]))
    except np.linalg.LinAlgError as error:
        raise PlanError(_UNSETTLED) from error


def _bettered(
    jobs: Floats, hectares: Floats, across: Floats, start: tuple[float, float], step: Floats, deviance: float
) -> tuple[float, float, float]:
    """Return level, slope and deviance after the step, halved until it does not worsen the fit."""
    for _ in range(_HALVINGS):
        level, slope = start[0] + step[0], start[1] + step[1]
        with np.errstate(over="ignore"):
            now = _deviance(jobs, hectares * np.exp(level + slope * across))
        if now <= deviance:
            return level, slope, now
        step = step / 2
    return (*start, deviance)


def _deviance(jobs: Floats, expected: Floats) -> float:
    there = jobs > 0
    logs = jobs[there] * np.log(jobs[there] / expected[there])
    return float(2 * (logs.sum() - np.sum(jobs - expected)))
