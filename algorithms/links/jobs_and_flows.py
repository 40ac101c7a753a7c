"""Do the jobs of zones and the flows of people to work tell of the same place?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.flows import Flows


class Agreement(NamedTuple):
    """Jobs held against flows.

    ``apart`` by how many % of the jobs the people who work in the zones differ from them, above 0 where these are
    more. ``from_work`` and ``from_home``, 0 to 1, how unlike the pattern of jobs is to that of where people work, and
    to that of where they live: the share that would have to move to another zone for the two to be alike.
    """

    jobs: float
    commuters: float
    apart: float
    from_work: float
    from_home: float

    @property
    def looks_like_residents(self) -> bool:
        """Whether the jobs lie rather where people live than where they work."""
        return self.from_home < self.from_work


def agreement(jobs: Floats, flows: Flows) -> Agreement:
    """Return how well the jobs of zones, (n,), agree with flows between positions 0 to n - 1; both hold somebody.

    Unlikeness is the index of dissimilarity, half the sum of the differences of shares.

    References
    ----------
    Duncan & Duncan (1955), A methodological analysis of segregation indexes, American Sociological Review 20(2),
    210-217.

    Examples
    --------
    Jobs that stand where the 100 people live:

    >>> flows = Flows(np.array([0, 1]), np.array([1, 1]), np.array([75.0, 25.0]))
    >>> found = agreement(np.array([60.0, 20.0]), flows)
    >>> found.apart, found.from_work, found.from_home, found.looks_like_residents
    (25.0, 0.75, 0.0, True)
    """
    held = float(jobs.sum())
    works, lives = flows.jobs(len(jobs)), flows.workers(len(jobs))
    apart = 100 * (flows.total - held) / held
    return Agreement(held, flows.total, apart, _dissimilarity(jobs, works), _dissimilarity(jobs, lives))


def _dissimilarity(one: Floats, other: Floats) -> float:
    return float(np.abs(one / one.sum() - other / other.sum()).sum() / 2)
