"""What every centre is described by, whichever way it was found; centres stand in the order of their jobs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..ground.arrays import Floats, Ints
from ..ground.zones import totals


class Centres(NamedTuple):
    """One entry for each centre (k), most jobs first.

    ``jobs``; ``area`` ha; ``density`` and ``peak`` jobs per ha; ``share`` of all jobs, %; ``units`` zones or
    cells in it; ``threshold`` jobs per ha, the lowest density that was let in.
    """

    jobs: Floats
    area: Floats
    density: Floats
    peak: Floats
    share: Floats
    units: Ints
    threshold: Floats

    def __len__(self) -> int:
        return len(self.jobs)

    @property
    def rank(self) -> Ints:
        """1 for the centre with the most jobs, (k,)."""
        return np.arange(1, len(self) + 1)

    def columns(self, method: str) -> dict[str, Any]:
        """Return the table of centres by column, each (k,)."""
        names = [f"Centre {rank}" for rank in self.rank]  # until the planner gives better ones
        return {
            "centre_id": self.rank,
            "name": names,
            "method": [method] * len(self),
            "rank": self.rank,
            "jobs": self.jobs,
            "area_ha": self.area,
            "dens_ha": self.density,
            "peak_ha": self.peak,
            "share_jobs": self.share,
            "n_units": self.units,
            "threshold": self.threshold,
        }

    @staticmethod
    def ids(centre: Ints) -> list[int | None]:
        """Return the id of each unit's centre, None outside."""
        return [place + 1 if place >= 0 else None for place in centre.tolist()]


class Ranking(NamedTuple):
    """``centre`` of each unit: 0 for the first, -1 outside; same shape as the units."""

    centres: Centres
    centre: Ints


def ranked(group: Ints, jobs: Floats, hectares: Floats, threshold: Floats, keep: Ints | None = None) -> Ranking:
    """Return the groups of units as centres, ranked by jobs (ties: the group that stands first).

    Parameters
    ----------
    group : any shape; -1 where a unit is in none
    jobs, hectares, threshold : of each unit, broadcastable to ``group``
    keep : the groups that are centres; default all

    Examples
    --------
    >>> jobs, hectares = np.array([10.0, 20.0, 30.0, 140.0]), np.array([1.0, 1.0, 1.0, 2.0])
    >>> ranking = ranked(np.array([0, 0, -1, 1]), jobs, hectares, threshold=np.array(10.0))
    >>> ranking.centre.tolist()
    [1, 1, -1, 0]
    >>> ranking.centres.jobs.tolist(), ranking.centres.density.tolist(), ranking.centres.share.tolist()
    ([140.0, 30.0], [70.0, 15.0], [70.0, 15.0])
    """
    flat = group.reshape(-1)
    held = np.broadcast_to(jobs, group.shape).reshape(-1)
    area = np.broadcast_to(hectares, group.shape).reshape(-1)
    lowest = np.broadcast_to(threshold, group.shape).reshape(-1)
    inside = flat >= 0
    count = int(flat.max(initial=-1)) + 1
    total = totals(flat[inside], held[inside], count)
    kept = np.arange(count) if keep is None else keep
    order = kept[np.argsort(-total[kept], kind="stable")]
    place = np.full(count + 1, -1)  # the last entry serves units outside
    place[order] = np.arange(len(order))
    centre = place[flat]
    return Ranking(_described(centre, held, area, lowest, len(order)), centre.reshape(group.shape))


def _described(centre: Ints, jobs: Floats, area: Floats, threshold: Floats, count: int) -> Centres:
    inside = centre >= 0
    at = centre[inside]
    held, size = totals(at, jobs[inside], count), totals(at, area[inside], count)
    peak, lowest = np.zeros(count), np.full(count, np.inf)
    np.maximum.at(peak, at, jobs[inside] / area[inside])
    np.minimum.at(lowest, at, threshold[inside])
    share = 100 * held / np.maximum(jobs.sum(), np.finfo(np.float64).tiny)
    return Centres(held, size, held / size, peak, share, np.bincount(at, minlength=count), lowest)
