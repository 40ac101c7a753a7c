"""The exact kernel sum for kernels that are polynomials: (1 - u²)^p inside the bandwidth.

Along a row of cells a point's kernel is one polynomial in the column, from where the row enters its circle
to where it leaves it. So its coefficients are added where it begins and taken away behind its end, summed up
along the row, and evaluated: n (2r + 1) steps for n points and a reach of r cells, not n (2r + 1)².

A row is cut into segments of few bandwidths, each with its own origin, or high powers would eat the digits.
Points are ``Near`` a frame of (rows, cols) cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import comb, factorial
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats, Ints
from .blocks import Near

_PAIRS = 2**15  # of points and rows at a time: they fit the cache, and Python's share of the time is small
_BANDWIDTHS = (16, 16, 16, 8)  # in a segment, by power: keeps 1e-9 of the peak


class _Spread(NamedTuple):
    """Points sorted by row, once for each segment they reach; ``x`` counts from the segment's first cell."""

    near: Near
    x: Floats
    segment: Ints


class _Segments(NamedTuple):
    """Equal segments of ``width`` columns, with one spare column for what ends behind the last."""

    number: int
    width: int

    @property
    def line(self) -> int:
        """The columns of one row, spare ones included."""
        return self.number * (self.width + 1)

    @property
    def half(self) -> float:
        """From the origin in a segment's middle to its outermost cells."""
        return max((self.width - 1) / 2, 0.5)

    @property
    def places(self) -> Floats:
        """The columns of a segment in halves, (width,): -1 to 1."""
        return (np.arange(self.width) - (self.width - 1) / 2) / self.half


class _Batch(NamedTuple):
    """Some rows and the points near them: ``inside`` (rows, m) is 1 - dy²/h²; a chord covers start <= x < stop."""

    top: int
    rows: int
    part: slice
    inside: Floats
    start: Floats
    stop: Floats


def row_sums(near: Near, shape: tuple[int, int], power: int) -> Floats:
    """Return sum w (1 - u²)^power over the points, at every cell of a frame, (rows, cols).

    Exactly 0 outside all kernels, and never below.
    """
    values = np.zeros(shape)
    cut = _segments(near, shape[1], power)
    spread = _spread(near, cut)
    terms = _terms(spread, cut, power)
    for batch in _batches(spread, shape[0]):
        moments = _moments(batch, spread, cut, terms)
        # the last is the number of kernels on the cell: whole numbers, so that 0 is 0
        found = _evaluated(moments[..., :-1], cut)
        np.maximum(found, 0.0, out=found)
        found[moments[..., -1] < 0.5] = 0.0
        values[batch.top : batch.top + batch.rows] = found.reshape(batch.rows, -1)[:, : shape[1]]
    return values


def inside_sums(near: Near, inside: Floats, power: int) -> Floats:
    """Return for each point the sum of (1 - u²)^power times ``inside`` over a frame's cells, (n,).

    Where ``inside`` (rows, cols) marks a study area, this is the share of each kernel that falls into it.
    """
    rows, cols = inside.shape
    found = np.zeros(len(near))
    cut = _segments(near, cols, power)
    alone = replace(near, weight=np.ones(len(near)), number=np.arange(len(near)))
    spread = _spread(alone, cut)
    terms = _terms(spread, cut, power)
    for batch in _batches(spread, rows):
        sums = _running(inside[batch.top : batch.top + batch.rows], cut, 2 * power + 1)
        start, stop = _places(batch, spread, cut)
        along = sums[stop] - sums[start]
        parts = np.einsum("rmk,rmk->m", along, _coefficients(batch, spread, cut, terms)[..., :-1])
        found += np.bincount(spread.near.number[batch.part], parts, len(near))
    return found


def plane_sums(near: Near, power: int) -> Floats:
    """Return for each point the sum of (1 - u²)^power over all cells of the plane, (n,).

    Close to the integral pi h² / (power + 1), and what a surface's total is made of. In closed form: sums of
    even powers of equally spaced steps.
    """
    reach = int(np.ceil(near.bandwidth.max()))
    found = np.zeros(len(near))
    step = max(_PAIRS // (2 * reach + 1), 1)
    for first in range(0, len(near), step):
        some = near.taken(slice(first, first + step))
        rows = np.rint(some.row) + np.arange(-reach, reach + 1)[:, None]
        inside = 1 - ((rows - some.row) / some.bandwidth) ** 2
        half = np.sqrt(np.maximum(inside, 0)) * some.bandwidth
        start, stop = np.floor(some.col - half) + 1, np.ceil(some.col + half)
        found[first : first + step] = _chord_sums(inside, start, stop, some, power).sum(axis=0)
    return found


def _chord_sums(inside: Floats, start: Floats, stop: Floats, near: Near, power: int) -> Floats:
    """Return the sum along each chord, (rows, m): sum over k of C(p, k) inside^(p-k) (-1/h²)^k M_2k."""
    count = np.maximum(stop - start, 0)
    even = _even_sums(count, ((start + stop - 1) / 2 - near.col) ** 2, power)
    sums = even[0].copy()
    for k in range(1, power + 1):  # Horner's rule in ``inside``
        sums *= inside
        sums += even[k] * (comb(power, k) * (-(near.bandwidth**-2.0)) ** k)
    sums[count == 0] = 0.0
    return sums


def _even_sums(count: Floats, off: Floats, power: int) -> list[Floats]:
    """Return the sums of even powers of ``count`` steps of 1 whose middle is off 0, ``off`` squared."""
    squared = count * count
    found = [count]
    if power > 0:
        second = count * (squared - 1) / 12  # around their own middle
        found.append(second + count * off)
    if power > 1:
        fourth = second * (3 * squared - 7) / 20
        found.append(fourth + off * (6 * second + count * off))
    if power > 2:
        sixth = second * ((3 * squared - 18) * squared + 31) / 112
        found.append(sixth + off * (15 * fourth + off * (15 * second + count * off)))
    return found


def _segments(near: Near, cols: int, power: int) -> _Segments:
    least = float(near.bandwidth.min()) if len(near.bandwidth) else 1.0
    width = int(min(max(_BANDWIDTHS[power] * least, 1), cols))
    return _Segments(-(-cols // width), width)


def _spread(near: Near, cut: _Segments) -> _Spread:
    """Return the points by segment and row, in an order that depends on nothing else."""
    first = np.clip((near.col - near.bandwidth) // cut.width, 0, cut.number - 1).astype(np.intp)
    last = np.clip((near.col + near.bandwidth) // cut.width, 0, cut.number - 1).astype(np.intp)
    times = last - first + 1
    owner = np.repeat(np.arange(len(near)), times)
    segment = first[owner] + np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times)
    order = np.argsort(near.row[owner], kind="stable")
    owner, segment = owner[order], segment[order]
    sorted_ = near.taken(owner)
    return _Spread(sorted_, sorted_.col - segment * cut.width, segment)


def _batches(spread: _Spread, rows: int) -> Iterator[_Batch]:
    """Yield consecutive rows with the points that reach them."""
    if not len(spread.near):
        return
    reach = float(spread.near.bandwidth.max())
    starts = np.searchsorted(spread.near.row, np.arange(rows) - reach)
    ends = np.searchsorted(spread.near.row, np.arange(rows) + reach)
    top = 0
    while top < rows:
        count = 1
        while top + count < rows and (count + 1) * (ends[top + count] - starts[top]) <= _PAIRS:
            count += 1
        part = slice(int(starts[top]), int(ends[top + count - 1]))
        if part.stop > part.start:
            yield _batch(top, count, part, spread)
        top += count


def _batch(top: int, rows: int, part: slice, spread: _Spread) -> _Batch:
    near = spread.near.taken(part)
    inside = np.arange(top, top + rows)[:, None] - near.row
    inside /= near.bandwidth
    inside *= inside
    np.subtract(1.0, inside, out=inside)
    half = np.maximum(inside, 0.0)
    np.sqrt(half, out=half)
    half *= near.bandwidth
    start = np.floor(spread.x[part] - half)
    start += 1.0
    half += spread.x[part]
    return _Batch(top, rows, part, inside, start, np.ceil(half, out=half))


def _places(batch: _Batch, spread: _Spread, cut: _Segments) -> tuple[Ints, Ints]:
    """Return where chords start and stop in the lines of a batch laid end to end; empty ones lie beyond all."""
    start, stop = np.maximum(batch.start, 0), np.minimum(batch.stop, cut.width)
    empty = stop <= start
    at = spread.segment[batch.part] * (cut.width + 1) + np.arange(batch.rows)[:, None] * cut.line
    start += at
    stop += at
    np.copyto(start, batch.rows * cut.line, where=empty)
    np.copyto(stop, batch.rows * cut.line, where=empty)
    return start.astype(np.int32), stop.astype(np.int32)


def _terms(spread: _Spread, cut: _Segments, power: int) -> list[list[tuple[int, Floats]]]:
    """Return by power of the column: the powers of q, and what each is multiplied by, (n,).

    With g = half / h the kernel is w (q + 2 g² x X - g² X²)^p, q = 1 - dy²/h² - g² x².
    """
    near = spread.near
    beta = -((cut.half / near.bandwidth) ** 2)
    alpha = -2 * beta * (spread.x - (cut.width - 1) / 2) / cut.half
    found: list[list[tuple[int, Floats]]] = [[] for _ in range(2 * power + 1)]
    for twice in range(power + 1):
        for once in range(power - twice + 1):
            rest = power - twice - once
            ways = factorial(power) // (factorial(twice) * factorial(once) * factorial(rest))
            found[2 * twice + once].append((rest, ways * near.weight * alpha**once * beta**twice))
    return found


def _coefficients(batch: _Batch, spread: _Spread, cut: _Segments, terms: list[list[tuple[int, Floats]]]) -> Floats:
    """Return the coefficients of each point in each row, and 1 to count it, (rows, m, powers + 1)."""
    x = (spread.x[batch.part] - (cut.width - 1) / 2) / spread.near.taken(batch.part).bandwidth
    powers: list[Floats] = [np.ones(1), batch.inside - x**2]
    while 2 * len(powers) <= len(terms):
        powers.append(powers[-1] * powers[1])
    made = np.empty((*batch.inside.shape, len(terms) + 1))
    for at, some in enumerate(terms):
        (first, factor), *others = some
        np.multiply(powers[first], factor[batch.part], out=made[..., at])
        for which, more in others:
            made[..., at] += powers[which] * more[batch.part]
    made[..., -1] = 1.0
    return made


def _moments(batch: _Batch, spread: _Spread, cut: _Segments, terms: list[list[tuple[int, Floats]]]) -> Floats:
    """Return the coefficients summed up along the rows, (rows, segments, width, powers + 1)."""
    from scipy.sparse import csc_matrix

    made = _coefficients(batch, spread, cut, terms)
    pairs, cells = batch.inside.size, batch.rows * cut.line
    place = np.empty((pairs, 2), dtype=np.int32)
    place[:, 0], place[:, 1] = (each.reshape(-1) for each in _places(batch, spread, cut))
    sign, ends = np.tile([1.0, -1.0], pairs), np.arange(0, 2 * pairs + 1, 2, dtype=np.int32)
    # a product with a sparse matrix adds all coefficients of a point at once, and lets other threads run
    steps = csc_matrix((sign, place.reshape(-1), ends), shape=(cells + 1, pairs)) @ made.reshape(pairs, -1)
    lines = steps[:-1].reshape(batch.rows, cut.number, cut.width + 1, -1)[:, :, :-1]
    return np.asarray(np.cumsum(lines, axis=2))


def _evaluated(moments: Floats, cut: _Segments) -> Floats:
    """Return the polynomials at their columns, by Horner's rule."""
    values = moments[..., -1].copy()
    for at in range(moments.shape[-1] - 2, -1, -1):
        values *= cut.places
        values += moments[..., at]
    return values


def _running(inside: Floats, cut: _Segments, powers: int) -> Floats:
    """Return the sums of inside X^k left of every place of the lines laid end to end, (places + 1, powers)."""
    rows, cols = inside.shape
    wide = np.zeros((rows, cut.number * cut.width))
    wide[:, :cols] = inside
    steps = wide.reshape(rows, cut.number, cut.width, 1) * cut.places[:, None] ** np.arange(powers)
    sums = np.zeros((rows * cut.line + 1, powers))
    lines = sums[:-1].reshape(rows, cut.number, cut.width + 1, powers)
    np.cumsum(steps, axis=2, out=lines[:, :, 1:])
    return sums
