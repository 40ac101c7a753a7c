"""How self-contained each zone is, and who travels in and out.

Zones are positions 0 to n - 1 in one list; results are (n,) in that order. A commuter who lives and works in
the same zone counts among both its workers and its jobs.
"""

from __future__ import annotations

from typing import NamedTuple

from ..ground.arrays import Floats
from ..ground.checks import refuse
from ..ground.flows import Flows
from ..ground.zones import ratio, totals


class CommutingSummary(NamedTuple):
    """All (n,).

    ``workers`` people who live in the zone, ``jobs`` people who work in it, ``live_work`` people who do both;
    ``self_sup`` and ``self_dem`` per cent, 0 to 100, NaN without workers or jobs;
    ``inflow``, ``outflow`` people who cross the zone's edge, ``net_comm`` people, in minus out;
    ``job_ratio`` jobs per worker, NaN without workers.
    """

    workers: Floats
    jobs: Floats
    live_work: Floats
    self_sup: Floats
    self_dem: Floats
    inflow: Floats
    outflow: Floats
    net_comm: Floats
    job_ratio: Floats


def commuting_summary(flows: Flows, zones: int) -> CommutingSummary:
    """Return each zone's workers, jobs, self-containment and commuting balance.

    ``self_sup_i = 100 T_ii / sum_j T_ij`` is the supply side (residence based): the share of resident workers
    whose job is in the zone. ``self_dem_i = 100 T_ii / sum_j T_ji`` is the demand side (workplace based): the
    share of the zone's jobs that its own residents hold.

    Parameters
    ----------
    flows : people between positions 0 to ``zones`` - 1; several flows of one pair add up
    zones : number of zones n

    Returns
    -------
    CommutingSummary
        Zeros, and NaN ratios, for a zone that no flow names.

    References
    ----------
    Goodman (1970), The definition and analysis of local labour markets, British Journal of Industrial
    Relations 8(2), 179-196. Coombes & Bond (2008), Travel-to-Work Areas: the 2007 review, Office for National
    Statistics.

    Examples
    --------
    30 people stay in the first zone, 20 go to the second, 10 stay there.

    >>> import numpy as np
    >>> flows = Flows(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([30.0, 20.0, 10.0]))
    >>> summary = commuting_summary(flows, zones=2)
    >>> summary.self_sup.tolist(), summary.self_dem.round(1).tolist(), summary.net_comm.tolist()
    ([60.0, 100.0], [100.0, 33.3], [-20.0, 20.0])
    """
    workers, jobs = flows.workers(zones), flows.jobs(zones)
    stays = flows.origin == flows.destination
    live_work = totals(flows.origin[stays], flows.people[stays], zones)
    return CommutingSummary(
        workers=workers,
        jobs=jobs,
        live_work=live_work,
        self_sup=100 * ratio(live_work, workers),
        self_dem=100 * ratio(live_work, jobs),
        inflow=jobs - live_work,
        outflow=workers - live_work,
        net_comm=jobs - workers,
        job_ratio=ratio(jobs, workers),
    )


def without_home_workers(people: Floats, at_home: Floats) -> Floats:
    """Return the people of each flow who do travel to work, (m,).

    Parameters
    ----------
    people : (m,) all workers of the flow, those who work at home included
    at_home : (m,) those of them who work at home

    Raises
    ------
    PlanError
        If a flow has fewer than 0, or more than all its people, at home.

    Notes
    -----
    The census of England and Wales of 2021 counts people who work at home, some of them because of the
    pandemic, as flows from a zone to itself; the tables of 2011 hold them in a column of their own.
    Self-containment with and without them is not comparable.

    Examples
    --------
    >>> import numpy as np
    >>> without_home_workers(np.array([50.0, 20.0]), at_home=np.array([15.0, 0.0])).tolist()
    [35.0, 20.0]
    """
    refuse(
        ~(at_home >= 0),
        f"of {len(people):,} flows have a number of people working at home that is negative or not a number; it must "
        "be 0 or more. Correct the field, or leave it empty in the tool.",
    )
    refuse(
        at_home > people,
        f"of {len(people):,} flows have more people working at home than commuters. The commuters must include those "
        "who work at home; where the table counts them apart, add the two fields first or leave the field for people "
        "at home empty.",
    )
    return people - at_home
