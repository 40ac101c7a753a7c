"""What lies near every place, summed over all pairs of places:

    sum over j other than i of  m_j / max(d_ij, least) ^ decay

Distance is the same both ways, so each block of pairs is computed once and counts for both its ends. A block's
logarithm is taken once, and raised to every decay. Blocks depend on the number of places alone and are added in
their order, so the result has the same bits whoever computes them (on machines of one kind).

Places are (n, 2) and mass (n,); sums are (n, k) for k decays. Doubles throughout: each term is within 1e-14 of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Optional

import numpy as np

from ...ground.arrays import Floats, Ints
from ...ground.progress import Progress, no_progress
from .tiles import results

_ROWS = 256  # places of a block on one side; a tile of 256 by 512 pairs stays in a core's cache
_TILE = 512
_COLUMNS = 16_384  # places of a block on the other side: a tenth of a second of work


class Masses(NamedTuple):
    """``place`` (n, 2) and ``mass`` (n,)."""

    place: Floats
    mass: Floats

    def cut(self, some: range) -> Masses:
        """Return the places of a range."""
        return Masses(self.place[some.start : some.stop], self.mass[some.start : some.stop])


class PairBlock(NamedTuple):
    """Two ranges of places; without ``columns`` the pairs within ``rows``."""

    rows: range
    columns: Optional[range]


def pair_sums(
    masses: Masses, decays: Floats, least: float = 0.0, scheduler: str = "", progress: Progress = no_progress
) -> Floats:
    """Return for each place the mass of all others over their distance to each decay, (n, k).

    Parameters
    ----------
    masses : places all distinct, where ``least`` is 0
    decays : (k,) at least 0
    least : nearer than this counts as this far
    scheduler : address of a Dask cluster, "" = threads of this machine
    """
    total = np.zeros((len(decays), len(masses.mass)))
    blocks = list(_blocks(len(masses.mass)))
    calls = ((_block_sums, (*_handed(masses, block), decays, least)) for block in blocks)
    # results first: the last one is seen to be the last, and the pool closed
    for (to_rows, to_columns), block in zip(results(calls, len(blocks), scheduler, progress), blocks):
        total[:, block.rows.start : block.rows.stop] += to_rows
        if block.columns is not None:
            total[:, block.columns.start : block.columns.stop] += to_columns
    return total.T


def _blocks(n: int) -> Iterator[PairBlock]:
    for top in range(0, n, _ROWS):
        rows = range(top, min(top + _ROWS, n))
        yield PairBlock(rows, None)
        for left in range(rows.stop, n, _COLUMNS):
            yield PairBlock(rows, range(left, min(left + _COLUMNS, n)))


def _handed(masses: Masses, block: PairBlock) -> tuple[Masses, Optional[Masses]]:
    return masses.cut(block.rows), None if block.columns is None else masses.cut(block.columns)


def _block_sums(here: Masses, there: Optional[Masses], decays: Floats, least: float) -> tuple[Floats, Floats]:
    """Return what the places of either side get from the other, (k, rows) and (k, columns)."""
    other = here if there is None else there
    to_here = np.zeros((len(decays), len(here.mass)))
    to_there = np.empty((len(decays), len(other.mass)))
    for start in range(0, len(other.mass), _TILE):
        tile = range(start, min(start + _TILE, len(other.mass)))
        some = other.cut(tile)
        own = (np.array(tile), np.arange(len(tile))) if there is None else None
        logarithm = _log_squared(here.place, some.place, least, own)
        reach = np.empty_like(logarithm)
        for column, decay in enumerate(decays.tolist()):
            np.exp2(np.multiply(logarithm, -decay / 2, out=reach), out=reach)
            if own is not None:
                reach[own] = 0.0
            # not a product of matrices: how BLAS adds depends on how many threads it has
            to_here[column] += np.einsum("ij,j->i", reach, some.mass)
            to_there[column, tile.start : tile.stop] = np.einsum("i,ij->j", here.mass, reach)
    return to_here, to_there


def _log_squared(here: Floats, there: Floats, least: float, own: Optional[tuple[Ints, Ints]]) -> Floats:
    """Return the logarithm (base 2) of the squared distances, (rows, columns); 0 from a place to itself."""
    squared = np.subtract.outer(here[:, 0], there[:, 0])
    across = np.subtract.outer(here[:, 1], there[:, 1])
    np.add(np.multiply(squared, squared, out=squared), np.multiply(across, across, out=across), out=squared)
    np.maximum(squared, least * least, out=squared)
    if own is not None:
        squared[own] = 1.0
    return np.asarray(np.log2(squared, out=squared))
