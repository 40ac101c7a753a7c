"""The kernel sum, term by term: for kernels that are no polynomials, and where points are few.

Costs n (2r + 1)² for n points and a reach of r cells. Points are ``LocalPoints`` of a block of (rows, cols) cells;
terms are added in the order of the points.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ...ground.arrays import Floats, Ints
from .blocks import LocalPoints
from .smoothing import Kernel

_TERMS_AT_ONCE = 300_000
_WIDE = 1500  # terms of a point from which on it is worth while to take points one by one, without an index


class _Parcel(NamedTuple):
    """Some points: ``place`` (m, t) of their terms among the block's cells laid end to end, one more for others."""

    part: slice
    place: Ints
    terms: Floats


class _Stamp(NamedTuple):
    """One wide point: its terms (a, b) and where they stand in the block."""

    number: int
    slices: tuple[slice, slice]
    terms: Floats


def direct_sums(points: LocalPoints, shape: tuple[int, int], kernel: Kernel) -> Floats:
    """Return sum w k(u²) over the points, at every cell of a block, (rows, cols)."""
    from scipy.sparse import csc_matrix

    values = np.zeros(shape)
    if _is_wide(points, kernel):
        for stamp in _stamps(points, shape, kernel):
            values[stamp.slices] += stamp.terms * points.weight[stamp.number]
        return values
    cells = values.size
    for parcel in _parcels(points, shape, kernel):
        count, terms = parcel.terms.shape
        ends = np.arange(0, count * terms + 1, terms, dtype=np.int32)
        # a product with a sparse matrix lets other threads run, which counting into bins does not
        table = csc_matrix((parcel.terms.reshape(-1), parcel.place.reshape(-1), ends), shape=(cells + 1, count))
        values += (table @ points.weight[parcel.part])[:-1].reshape(shape)
    return values


def inside_terms(points: LocalPoints, inside: Floats, kernel: Kernel) -> Floats:
    """Return for each point the sum of k(u²) times ``inside`` (rows, cols) over a block's cells, (n,)."""
    sums, (rows, cols) = np.zeros(len(points)), inside.shape
    if _is_wide(points, kernel):
        for stamp in _stamps(points, (rows, cols), kernel):
            sums[stamp.number] = (stamp.terms * inside[stamp.slices]).sum()
        return sums
    flat = np.append(inside.reshape(-1), 0.0)
    for parcel in _parcels(points, (rows, cols), kernel):
        sums[parcel.part] = (parcel.terms * flat[parcel.place]).sum(axis=1)
    return sums


def plane_terms(points: LocalPoints, kernel: Kernel) -> Floats:
    """Return for each point the sum of k(u²) over all cells of the plane, (n,)."""
    sums = np.zeros(len(points))
    for part in _parts(points, kernel):
        sums[part] = _squares(points.taken(part), kernel)[2].sum(axis=(1, 2))
    return sums


def terms_of_a_point(points: LocalPoints, kernel: Kernel) -> int:
    """Return how many terms the sum has for each point."""
    return (2 * _cells(points, kernel) + 1) ** 2


def _cells(points: LocalPoints, kernel: Kernel) -> int:
    return int(np.ceil(kernel.reach * points.bandwidth.max())) if len(points.bandwidth) else 0


def _is_wide(points: LocalPoints, kernel: Kernel) -> bool:
    return terms_of_a_point(points, kernel) > _WIDE


def _parts(points: LocalPoints, kernel: Kernel) -> Iterator[slice]:
    at_once = max(_TERMS_AT_ONCE // terms_of_a_point(points, kernel), 1)
    for start in range(0, len(points), at_once):
        yield slice(start, min(start + at_once, len(points)))


def _parcels(points: LocalPoints, shape: tuple[int, int], kernel: Kernel) -> Iterator[_Parcel]:
    rows, cols = shape
    for part in _parts(points, kernel):
        some = points.taken(part)
        row, col, terms = _squares(some, kernel)
        place = np.where((col >= 0) & (col < cols), col, rows * cols)[:, None, :] + (row * cols)[:, :, None]
        outside = ((row < 0) | (row >= rows))[:, :, None] | ((col < 0) | (col >= cols))[:, None, :]
        place[outside] = rows * cols
        yield _Parcel(part, place.reshape(len(some), -1).astype(np.int32), terms.reshape(len(some), -1))


def _squares(some: LocalPoints, kernel: Kernel) -> tuple[Ints, Ints, Floats]:
    """Return the rows (n, t) and columns (n, t) around each point and the kernel there, (n, t, t)."""
    steps = np.arange(-_cells(some, kernel), _cells(some, kernel) + 1)
    row = np.rint(some.row).astype(np.intp)[:, None] + steps
    col = np.rint(some.col).astype(np.intp)[:, None] + steps
    width = some.bandwidth[:, None]
    down, across = ((row - some.row[:, None]) / width) ** 2, ((col - some.col[:, None]) / width) ** 2
    return row, col, kernel(down[:, :, None] + across[:, None, :])


def _stamps(points: LocalPoints, shape: tuple[int, int], kernel: Kernel) -> Iterator[_Stamp]:
    widths = np.broadcast_to(points.bandwidth, len(points))
    for number, (row, col, width) in enumerate(zip(points.row, points.col, widths)):
        reach = kernel.reach * width
        down = np.arange(max(np.ceil(row - reach), 0), min(np.floor(row + reach) + 1, shape[0]))
        across = np.arange(max(np.ceil(col - reach), 0), min(np.floor(col + reach) + 1, shape[1]))
        if len(down) and len(across):
            slices = slice(int(down[0]), int(down[-1]) + 1), slice(int(across[0]), int(across[-1]) + 1)
            squared = ((down - row) / width)[:, None] ** 2 + ((across - col) / width) ** 2
            yield _Stamp(number, slices, kernel(squared))
