"""How mixed a zone's jobs are, and whether the mix is of kindred or of unlike sectors.

Jobs by sector are (n, k): a row per zone, a column per sector. Every result is (n,), NaN for zones without
jobs.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.zones import ratio
from .sectors import checked_jobs


class Variety(NamedTuple):
    """Six measures of mix, each (n,).

    ``shannon`` nats, 0 to ln k; ``shannon_n`` 0 to 1; ``hill1``, ``hill2`` effective numbers of sectors,
    1 to k; ``rel_var``, ``unrel_var`` bits, NaN without groups.
    """

    shannon: Floats
    shannon_n: Floats
    hill1: Floats
    hill2: Floats
    rel_var: Floats
    unrel_var: Floats


def variety(jobs: npt.ArrayLike, groups: Optional[npt.ArrayLike] = None) -> Variety:
    """Return how mixed the jobs of each zone are.

    With p the shares of the sectors and P those of the groups: ``H = sum p ln(1/p)``; normalised
    ``H / ln k``, k being the number of sectors there could be, not of those present; Hill numbers
    ``exp H`` and ``1 / sum p²``; unrelated variety ``sum P log2(1/P)``, related variety
    ``sum p log2(P/p)`` with P that of the sector's own group. The last two add up to ``H / ln 2``.

    Parameters
    ----------
    jobs : (n, k) jobs, at least 0
    groups : (k,) whole numbers, the group each sector belongs to

    Returns
    -------
    Variety
        NaN for zones without jobs; ``shannon_n`` is NaN where there is only one sector.

    Raises
    ------
    PlanError
        If jobs are negative or not finite, or the groups are not one per sector.

    References
    ----------
    Shannon, C. E. (1948), Bell System Technical Journal 27, 379-423. Hill, M. O. (1973), Ecology 54, 427-432.
    Frenken, K., van Oort, F. and Verburg, T. (2007), Regional Studies 41, 685-697.

    Examples
    --------
    >>> even = variety([[25, 25, 25, 25]], groups=[0, 0, 1, 1])  # four equal sectors in two equal groups
    >>> {name: round(float(values[0]), 6) for name, values in even._asdict().items()}
    {'shannon': 1.386294, 'shannon_n': 1.0, 'hill1': 4.0, 'hill2': 4.0, 'rel_var': 1.0, 'unrel_var': 1.0}
    """
    counted = checked_jobs(jobs)
    share = ratio(counted, counted.sum(axis=1, keepdims=True))
    shannon = (share * _log_of_one_over(share)).sum(axis=1)
    related, unrelated = _related_unrelated(share, groups)
    return Variety(
        shannon,
        shannon / np.log(share.shape[1]) if share.shape[1] > 1 else np.full(len(share), np.nan),
        np.exp(shannon),
        1 / (share**2).sum(axis=1),
        related,
        unrelated,
    )


def _related_unrelated(share: Floats, groups: Optional[npt.ArrayLike]) -> tuple[Floats, Floats]:
    if groups is None:
        return np.full(len(share), np.nan), np.full(len(share), np.nan)
    group = np.asarray(groups)
    if group.shape != share.shape[1:]:
        raise PlanError(f"There are {group.size} groups for {share.shape[1]} sectors; give one per sector.")
    number = np.unique(group, return_inverse=True)[1]
    members = np.equal.outer(number, np.arange(number.max() + 1)).astype(np.float64)
    whole = np.einsum("nk,kg->ng", share, members)
    apart = _log_of_one_over(share) - _log_of_one_over(whole)[:, number]
    bits = np.log(2.0)
    # a sector that is its whole group may come out a rounding error below 0
    related = np.maximum((share * apart).sum(axis=1), 0.0) / bits
    return related, (whole * _log_of_one_over(whole)).sum(axis=1) / bits


def _log_of_one_over(share: Floats) -> Floats:
    """``ln(1/p)``, 0 where p is 0 (p ln p tends to 0), NaN where there is no share."""
    return np.maximum(-np.log(share, out=np.zeros_like(share), where=share != 0), 0.0)
