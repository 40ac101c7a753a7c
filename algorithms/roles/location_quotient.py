"""Which sectors each zone holds more of than the economy it is compared with.

Jobs by sector and every result are (n, k): a row per zone, a column per sector.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Floats
from ..ground.checks import total
from ..ground.zones import ratio
from .sectors import checked_jobs, checked_reference

MIN_JOBS = 50.0
_EQUAL = 1e-12  # a spread of ln LQ below this is rounding, not a difference between zones


class LocationQuotients(NamedTuple):
    """Three readings of one comparison, each (n, k), NaN where it cannot be made.

    ``lq`` 0 and more, 1 = as in the reference; ``symmetric`` -1 to 1, 0 = as in the reference;
    ``standardised`` standard deviations of ln LQ from the mean of the zones.
    """

    lq: Floats
    symmetric: Floats
    standardised: Floats


def location_quotients(
    jobs: npt.ArrayLike,
    reference: Optional[npt.ArrayLike] = None,
    min_jobs: float = MIN_JOBS,
    shrink: bool = False,
) -> LocationQuotients:
    """Return the location quotients of every zone and sector.

    ``LQ = (e_ij / e_j) / (R_i / R)`` with e the jobs of sector i in zone j and R those of the reference;
    symmetric ``(LQ - 1) / (LQ + 1)``; standardised ``(ln LQ - mean) / sd`` over the zones of one sector,
    sd with n - 1.

    Parameters
    ----------
    jobs : (n, k) jobs, at least 0
    reference : (k,) jobs of the reference economy; None takes the sum of the zones
    min_jobs : zones with fewer jobs in all are NaN and stay out of the mean and sd
    shrink : take the zone's shares after ``shrunk_shares``

    Returns
    -------
    LocationQuotients
        NaN for zones under ``min_jobs`` or without jobs and for sectors the reference has no job in. The
        standardised one also where LQ is 0, and where fewer than two zones can be compared or all are equal.

    Raises
    ------
    PlanError
        If jobs are negative, not finite or all 0, or the reference does not fit.

    References
    ----------
    Florence, P. S. (1939), Report on the Location of Industry. Laursen, K. (2015), Eurasian Business Review
    5, 99-115 (symmetric). O'Donoghue, D. and Gleave, B. (2004), Regional Studies 38, 419-427 (standardised).
    Tian, Z. (2013), Journal of Regional Analysis and Policy 43, 186-197 (logarithms).

    Examples
    --------
    A zone of 79,006 jobs among 15,593,224 holds 1,714 of the 879,213 in one sector: see ``REAT::locq`` (Farhauer
    and Kröll 2013).

    >>> jobs, reference = [[1_714, 79_006 - 1_714]], [879_213, 15_593_224 - 879_213]
    >>> quotients = location_quotients(jobs, reference)
    >>> round(float(quotients.lq[0, 0]), 7), round(float(quotients.symmetric[0, 0]), 3)
    (0.3847623, -0.444)
    """
    counted = checked_jobs(jobs)
    total(counted, "No zone has a job in any sector. Choose the fields that hold jobs by sector.")
    own = reference is None
    whole = counted.sum(axis=0) if reference is None else checked_reference(reference, counted.shape[1])
    shared = shrunk_jobs(counted, whole, own) if shrink else counted
    lq = _quotients(shared, whole)
    in_zone = counted.sum(axis=1)
    lq[(in_zone < min_jobs) | (in_zone == 0)] = np.nan
    return LocationQuotients(lq, (lq - 1) / (lq + 1), _standardised(lq))


def prior_strength(jobs: Floats, reference: Floats, own: bool) -> float:
    """Return how many jobs the reference is worth as prior knowledge of a zone's shares, 0 to infinity.

    A zone's jobs are multinomial with shares drawn from a Dirichlet distribution of mean ``reference`` and
    strength s. Mosimann's variance of a share is then ``p (1 - p) [1 + (E - 1) r] / E`` with
    ``r = 1 / (1 + s)`` and E the zone's jobs. Summed over sectors, with V = 1 - sum p², these are
    expected

    - ``b = sum_j E_j sum_i (share_ij - p_i)² / m``: ``V [1 + (c - 1) r]``, m = n and c = sum E / n; with p
      taken from the zones themselves m = n - 1 and c = (sum E - sum E² / sum E) / (n - 1);
    - ``w = sum_j E_j (1 - sum_i share_ij²) / (sum E - n)``: ``V (1 - r)``.

    Solved for r and then s: ``s = c w / (b - w)``, and infinity where b <= w, that is where the zones differ
    by no more than chance.

    Parameters
    ----------
    jobs : (n, k) jobs; every zone that has any counts, small ones by their few jobs
    reference : (k,) jobs
    own : whether the reference is the sum of the zones

    References
    ----------
    Mosimann, J. E. (1962), Biometrika 49, 65-82, on the covariances of the compound multinomial.

    Examples
    --------
    >>> alike, apart = np.array([[20.0, 80.0], [20.0, 80.0]]), np.array([[100.0, 0.0], [0.0, 100.0]])
    >>> prior_strength(alike, alike.sum(axis=0), own=True)  # all zones are the reference
    inf
    >>> prior_strength(apart, apart.sum(axis=0), own=True)  # the reference says nothing of a zone
    0.0
    """
    total = jobs.sum(axis=1)
    present = total > 0
    total, share = total[present], jobs[present] / total[present, np.newaxis]
    zones, everything = len(total), float(total.sum())
    between = float((total * ((share - reference / reference.sum()) ** 2).sum(axis=1)).sum())
    within = float((total * (1 - (share**2).sum(axis=1))).sum())
    free = zones - 1 if own else zones
    if free < 1 or everything <= zones:
        return float("inf")
    size = (everything - float((total**2).sum()) / everything) / free if own else everything / zones
    within /= everything - zones
    excess = between / free - within
    return size * within / excess if excess > 0 else float("inf")


def shrunk_jobs(jobs: Floats, reference: Floats, own: bool) -> Floats:
    """Return what each zone's sectors weigh once its shares are drawn towards the reference's, (n, k).

    ``e_ij + s p_i`` with p the reference's shares and s their strength: divided by their row sum these are
    the empirical Bayes shares. With an infinite strength they are the reference's shares.

    Examples
    --------
    By hand: b = 18, w = 200 (1 - 0.68) / 198 = 0.3232, so s = 100 x 0.3232 / (18 - 0.3232) = 1.83 jobs.

    >>> shrunk_jobs(np.array([[20.0, 80.0], [20.0, 80.0]]), np.array([50.0, 50.0]), own=False).round(2).tolist()
    [[20.91, 80.91], [20.91, 80.91]]
    """
    shares = reference / reference.sum()
    strength = prior_strength(jobs, reference, own)
    if np.isinf(strength):
        return np.broadcast_to(reference, jobs.shape)
    return np.asarray(jobs + strength * shares)


def _quotients(jobs: Floats, reference: Floats) -> Floats:
    # multiplied crosswise: products of whole numbers are exact, so an LQ of exactly 1 comes out as 1
    return ratio(jobs * reference.sum(), np.multiply.outer(jobs.sum(axis=1), reference))


def _standardised(lq: Floats) -> Floats:
    logs = np.log(lq, out=np.full(lq.shape, np.nan), where=lq > 0)
    known = np.isfinite(logs)
    count = known.sum(axis=0)
    filled = np.where(known, logs, 0.0)
    mean = filled.sum(axis=0) / np.maximum(count, 1)
    apart = np.where(known, logs - mean, 0.0)
    spread = np.sqrt((apart**2).sum(axis=0) / np.maximum(count - 1, 1))
    return ratio(apart, np.where(known & (spread > _EQUAL), spread, 0.0))
