"""Which commuting flows to draw, and along which line.

Flows are (m,) between positions 0 to n - 1, centroids (n, 2) in metres, paths (m, vertices, 2) in the unit of
their ends. Flows that have no length are handed back apart, to be drawn as points; none is dropped unseen.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np

from ..ground.arrays import Bools, Floats, Ints
from ..ground.flows import Flows
from ..ground.sizes import Size, require
from ..ground.zones import ratio, totals

_BYTES_PER_LINE = 4000.0  # of 25 places, as numbers and as a shape


class DesireLines(NamedTuple):
    """All (k,), strongest first.

    ``origin``, ``destination`` positions; ``commuters`` people; ``reverse`` people the other way, NaN within
    a zone; ``share`` per cent of all people who set out from the origin, those who stay in it included.
    """

    origin: Ints
    destination: Ints
    commuters: Floats
    reverse: Floats
    share: Floats


class DrawnFlows(NamedTuple):
    """``lines`` run between two places, ``points`` have no length.

    ``left_out`` is the share of all people asked for, 0 to 1, whose flow between two places is too small to be drawn.
    """

    lines: DesireLines
    points: DesireLines
    left_out: float


def drawn_flows(
    flows: Flows,
    centroids: Floats,
    min_commuters: float = 0.0,
    top: Optional[int] = None,
    area: Optional[Bools] = None,
) -> DrawnFlows:
    """Return what a map of desire lines shows.

    Parameters
    ----------
    flows : people between zones; several flows of one pair add up
    centroids : (n, 2)
    min_commuters : lines for flows of at least so many people
    top : lines for the so many largest flows; None for all
    area : (n,) zones of which a flow has to begin or end in one; None for all

    Returns
    -------
    DrawnFlows
        Points are all flows within a zone, or between zones with one centroid, however small.

    Examples
    --------
    >>> flows = Flows(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([50.0, 30.0, 20.0]))
    >>> drawn = drawn_flows(flows, np.array([(0.0, 0.0), (4000.0, 0.0)]), min_commuters=25.0)
    >>> drawn.lines.commuters.tolist(), drawn.lines.reverse.tolist(), drawn.lines.share.tolist()
    ([30.0], [20.0], [37.5])
    >>> drawn.points.commuters.tolist(), drawn.left_out
    ([50.0], 0.2)
    """
    every = merged(flows, len(centroids))
    asked = np.ones(len(every), np.bool_) if area is None else area[every.origin] | area[every.destination]
    pointlike = has_no_length(every, centroids)
    between = np.flatnonzero(asked & ~pointlike)
    among = every.people[between]
    kept = between[strongest(among, min_commuters, top)]
    within = np.flatnonzero(asked & pointlike)
    within = within[np.argsort(-every.people[within], kind="stable")]
    lost, total = float(among.sum() - every.people[kept].sum()), float(every.people[asked].sum())
    left_out = max(lost / total, 0.0) if total > 0 else 0.0
    return DrawnFlows(_rows(every, kept, len(centroids)), _rows(every, within, len(centroids)), left_out)


def merged(flows: Flows, zones: int) -> Flows:
    """Return one flow per pair of zones, ordered by origin and destination, without those of nobody.

    Examples
    --------
    >>> once = merged(Flows(np.array([1, 0, 1]), np.array([0, 1, 0]), np.array([5.0, 0.0, 7.0])), zones=2)
    >>> once.origin.tolist(), once.destination.tolist(), once.people.tolist()
    ([1], [0], [12.0])
    """
    key = np.ravel_multi_index((flows.origin, flows.destination), (zones, zones))
    if zones * zones <= len(flows):  # as of all pairs: to be counted, not sorted
        every = totals(key, flows.people, zones * zones)
        pair = np.flatnonzero(every)
        return Flows(pair // zones, pair % zones, every[pair])
    pair, place = np.unique(key, return_inverse=True)
    people = totals(place, flows.people, len(pair))
    return Flows(pair // zones, pair % zones, people).taken(people > 0)


def strongest(people: Floats, min_commuters: float = 0.0, top: Optional[int] = None) -> Ints:
    """Return the positions of the flows to draw, (k,), by their people (m,), strongest first; equal ones as they stand.

    Examples
    --------
    >>> strongest(np.array([20.0, 5.0, 30.0]), min_commuters=10).tolist()
    [2, 0]
    """
    order = np.argsort(-people, kind="stable")
    enough = order[people[order] >= min_commuters]
    return enough if top is None else enough[:top]


def has_no_length(flows: Flows, centroids: Floats) -> Bools:
    """Return which flows run within a zone or between zones with one centroid, (m,)."""
    _, place = np.unique(centroids, axis=0, return_inverse=True)
    place = place.reshape(-1)  # numpy 2.0 alone gives it a second dimension
    return np.asarray(place[flows.origin] == place[flows.destination])


def reverse_people(flows: Flows, rows: Ints, zones: int) -> Floats:
    """Return the people of the flow the other way, (k,): 0 where there is none, NaN within a zone.

    Parameters
    ----------
    flows : as ``merged`` returns them, each pair once and in order
    rows : positions of those that are asked for
    zones : number of zones n

    Examples
    --------
    >>> flows = Flows(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([50.0, 30.0, 20.0]))
    >>> reverse_people(flows, np.arange(3), zones=2).tolist()
    [nan, 20.0, 30.0]
    """
    forth = flows.origin * zones + flows.destination
    back = flows.destination[rows] * zones + flows.origin[rows]
    place = np.minimum(np.searchsorted(forth, back), max(len(forth) - 1, 0))
    people = np.where(forth[place] == back, flows.people[place], 0.0)
    people[forth[rows] == back] = np.nan
    return people


def share_of_origin(flows: Flows, rows: Ints, zones: int) -> Floats:
    """Return the per cent of all people who live in the origin zone, by flow asked for, (k,).

    Examples
    --------
    >>> flows = Flows(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([30.0, 10.0, 7.0]))
    >>> share_of_origin(flows, np.array([0, 2]), zones=2).tolist()
    [75.0, 100.0]
    """
    return 100 * ratio(flows.people[rows], flows.workers(zones)[flows.origin[rows]])


def arcs(start: Floats, end: Floats, bend: float = 0.1, vertices: int = 25) -> Floats:
    """Return a curved path for each pair of ends, (m, vertices, 2).

    A quadratic Bézier curve, symmetric about its middle, that bows to the left of the way it runs by ``bend``
    times the distance between its ends. The path back bows to its own left, so the two lie side by side.

    Parameters
    ----------
    start, end : (m, 2) in one unit
    bend : height of the bow over the distance between the ends; 0 for a straight line, below 0 for the right
    vertices : points per path, its ends included, 2 or more

    Examples
    --------
    >>> arcs(np.array([(0.0, 0.0)]), np.array([(100.0, 0.0)]), bend=0.1, vertices=3).tolist()
    [[[0.0, 0.0], [50.0, 10.0], [100.0, 0.0]]]
    """
    require(Size(f"{len(start):,} lines", float(len(start)) * vertices, _fewer, len(start) * _BYTES_PER_LINE))
    chord = end - start
    left = np.stack([-chord[:, 1], chord[:, 0]], axis=1)
    control = (start + end) / 2 + 2 * bend * left  # the curve reaches half way to its control point
    t = np.linspace(0.0, 1.0, vertices)[np.newaxis, :, np.newaxis]
    first, middle, last = start[:, np.newaxis], control[:, np.newaxis], end[:, np.newaxis]
    paths: Floats = (1 - t) ** 2 * first + 2 * t * (1 - t) * middle + t**2 * last
    return paths


def _fewer(times: float) -> str:
    return "Ask for fewer lines: give TOP, or more MIN_COMMUTERS."


def _rows(flows: Flows, rows: Ints, zones: int) -> DesireLines:
    taken, reverse = flows.taken(rows), reverse_people(flows, rows, zones)
    share = share_of_origin(flows, rows, zones)
    return DesireLines(taken.origin, taken.destination, taken.people, reverse, share)
