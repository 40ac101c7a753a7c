"""What the kernel of a point adds up to over all cells of the plane, by where the point lies in its cell.

Close to the integral pi h² / (power + 1), and what a surface's total is made of.
"""

from __future__ import annotations

from math import comb

import numpy as np

from ...ground.arrays import Floats, Ints
from .blocks import LocalPoints

_PAIRS = 2**15  # of points and rows at a time
_PARTS = 64  # of half a cell
_SMOOTH = 38.0  # cells in a bandwidth from which on a table is within 1e-9


def plane_sums(points: LocalPoints, power: int) -> Floats:
    """Return for each point the sum of (1 - u²)^power over all cells of the plane, (n,).

    In closed form: sums of even powers of equally spaced steps.
    """
    reach = int(np.ceil(points.bandwidth.max()))
    sums = np.zeros(len(points))
    step = max(_PAIRS // (2 * reach + 1), 1)
    for first in range(0, len(points), step):
        some = points.taken(slice(first, first + step))
        rows = np.rint(some.row) + np.arange(-reach, reach + 1)[:, None]
        inside = 1 - ((rows - some.row) / some.bandwidth) ** 2
        half = np.sqrt(np.maximum(inside, 0)) * some.bandwidth
        start, stop = np.floor(some.col - half) + 1, np.ceil(some.col + half)
        sums[first : first + step] = _chord_sums(inside, start, stop, some, power).sum(axis=0)
    return sums


def has_table(points: LocalPoints, power: int) -> bool:
    """Whether a table says what ``plane_sums`` would within 1e-9, sooner: where many points share a smooth kernel."""
    shared = len(points.bandwidth) == 1 and points.bandwidth[0] >= _SMOOTH
    return bool(shared and power >= 2 and len(points) > 4 * (_PARTS + 1) ** 2)


def plane_table(points: LocalPoints, power: int) -> Floats:
    """Return the sums for points that lie off a cell's middle by 0 to 1/2 down and across, (parts + 1, parts + 1)."""
    off = np.repeat(np.arange(_PARTS + 1) / (2 * _PARTS), _PARTS + 1).reshape(_PARTS + 1, -1)
    some = LocalPoints(off.reshape(-1), off.T.reshape(-1), np.ones(off.size), points.bandwidth, np.arange(off.size))
    return plane_sums(some, power).reshape(off.shape)


def sums_from_table(table: Floats, points: LocalPoints) -> Floats:
    """Return the sums of points by a ``plane_table``, bilinearly, (n,).

    Off by at most 1e-9: for a kernel like (1 - u²)^p the sums differ from the integral by some (cell / h)^(p + 3/2)
    alone, and within a part of a cell few cells cross the rim, where they bend.
    """
    (row, down), (col, across) = (_part_of_half_a_cell(place) for place in (points.row, points.col))
    above = table[row, col] * (1 - across) + table[row, col + 1] * across
    below = table[row + 1, col] * (1 - across) + table[row + 1, col + 1] * across
    return np.asarray(above + down * (below - above))


def _part_of_half_a_cell(place: Floats) -> tuple[Ints, Floats]:
    """Return which part a place lies in, off its cell's middle to either side, and how far, 0 to 1."""
    off = np.abs(place - np.rint(place)) * (2 * _PARTS)
    part = np.minimum(off.astype(np.intp), _PARTS - 1)
    return part, off - part


def _chord_sums(inside: Floats, start: Floats, stop: Floats, points: LocalPoints, power: int) -> Floats:
    """Return the sum along each chord, (rows, m): sum over k of C(p, k) inside^(p-k) (-1/h²)^k M_2k."""
    count = np.maximum(stop - start, 0)
    even = _even_sums(count, ((start + stop - 1) / 2 - points.col) ** 2, power)
    sums = even[0].copy()
    for k in range(1, power + 1):  # Horner's rule in ``inside``
        sums *= inside
        sums += even[k] * (comb(power, k) * (-(points.bandwidth**-2.0)) ** k)
    sums[count == 0] = 0.0
    return sums


def _even_sums(count: Floats, off: Floats, power: int) -> list[Floats]:
    """Return the sums of even powers of ``count`` steps of 1 whose middle is off 0, ``off`` squared."""
    squared = count * count
    even = [count]
    if power > 0:
        second = count * (squared - 1) / 12  # around their own middle
        even.append(second + count * off)
    if power > 1:
        fourth = second * (3 * squared - 7) / 20
        even.append(fourth + off * (6 * second + count * off))
    if power > 2:
        sixth = second * ((3 * squared - 18) * squared + 31) / 112
        even.append(sixth + off * (15 * fourth + off * (15 * second + count * off)))
    return even
