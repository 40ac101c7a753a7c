"""Which areas hang together: connected groups of zones, from pairs of neighbours."""

from __future__ import annotations

import numpy as np

from .arrays import Bools, Ints


def connected(neighbours: Ints, chosen: Bools, kind: Ints | None = None) -> Ints:
    """Return the group of each chosen zone, (n,): 0, 1, … in the order of their first zone, -1 where not chosen.

    Parameters
    ----------
    neighbours : (m, 2) positions of zones that adjoin
    chosen : (n,)
    kind : (n,) where given, only zones of one kind form a group

    Examples
    --------
    >>> connected(np.array([(0, 1), (1, 2), (2, 3)]), np.array([True, True, False, True])).tolist()
    [0, 0, -1, 1]
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    first, second = neighbours.T
    joined = chosen[first] & chosen[second]
    if kind is not None:
        joined &= kind[first] == kind[second]
    links = coo_matrix((np.ones(joined.sum()), (first[joined], second[joined])), shape=2 * (len(chosen),))
    group = connected_components(links, directed=False)[1].astype(np.intp)
    group[~chosen] = -1
    return renumbered(group)


def renumbered(group: Ints) -> Ints:
    """Return the groups numbered 0, 1, … in the order in which they first stand; -1 stays.

    Examples
    --------
    >>> renumbered(np.array([5, -1, 2, 5])).tolist()
    [0, -1, 1, 0]
    """
    labels, first, inverse = np.unique(group, return_index=True, return_inverse=True)
    rank = np.empty(len(labels), dtype=np.intp)
    real = labels >= 0
    rank[~real] = -1
    rank[np.flatnonzero(real)[np.argsort(first[real])]] = np.arange(real.sum())
    return np.asarray(rank[inverse.reshape(-1)])
