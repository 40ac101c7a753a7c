"""The exact kernel sum for kernels that are polynomials: (1 - u²)^p inside the bandwidth.

Along a row of cells a point's kernel is one polynomial in the cell's place, from where the row enters its circle
to where it leaves it. Multiplied out, it is a sum of products: what depends on the point times what depends on
the cell. So the point's factors are added where its chord begins and taken away behind its end, summed up along
the row, and multiplied by the cell's: n (2r + 1) steps for n points and a reach of r cells, not n (2r + 1)².

A row is cut into segments of few bandwidths, and rows into bands, each with its own origin, or high powers would
eat the digits. Points are ``LocalPoints`` of a block of (rows, cols) cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import factorial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ...ground.arrays import Floats, Ints
from .blocks import LocalPoints

_PAIRS = 2**16  # of points and rows at a time: they fit the cache, and Python's share of the time is small
_BANDWIDTHS = (16, 16, 16, 8)  # in a segment, by power: keeps 1e-9 of the peak
_LEAST_ROWS = 16  # in a band


class _Spread(NamedTuple):
    """Points sorted by row, once for each segment they reach; ``x`` counts from the segment's first cell."""

    points: LocalPoints
    x: Floats
    segment: Ints


class _Segments(NamedTuple):
    """Equal segments of ``width`` columns, with one spare column for what ends behind the last."""

    number: int
    width: int
    unit: float  # the least bandwidth

    @property
    def line(self) -> int:
        """The columns of one row, spare ones included."""
        return self.number * (self.width + 1)

    @property
    def middle(self) -> float:
        """The origin of a segment, between its first and its last column."""
        return (self.width - 1) / 2

    @property
    def places(self) -> Floats:
        """The columns of a segment from its middle, in units, (width,)."""
        return (np.arange(self.width) - self.middle) / self.unit


class _Term(NamedTuple):
    """A product in the kernel multiplied out: ways (2 x X)^x (2 y Y)^y a^a (-X² - Y²)^c."""

    ways: int
    x: int
    y: int
    a: int
    c: int


class _Band(NamedTuple):
    """Rows with a common origin; ``factors`` (m, terms + 1) of the points ``part`` that reach them."""

    top: int
    rows: int
    part: slice
    factors: Floats


class _Batch(NamedTuple):
    """Some rows of a band; the points ``part`` have their chords at ``places`` (m, rows, 2), one behind the end."""

    top: int
    rows: int
    part: slice
    factors: Floats
    places: npt.NDArray[np.int32]
    cells: Floats


def row_sums(points: LocalPoints, shape: tuple[int, int], power: int) -> Floats:
    """Return sum w (1 - u²)^power over the points, at every cell of a block, (rows, cols).

    Exactly 0 outside all kernels, and never below.
    """
    values = np.zeros(shape)
    cut = _segments(points, shape[1], power)
    for batch in _batches(_spread(points, cut), shape[0], cut, power):
        moments = _moments(batch, cut)
        sums = np.einsum("rswk,rwk->rsw", moments[..., :-1], batch.cells)
        np.maximum(sums, 0.0, out=sums)
        # the last is the number of kernels on the cell: whole numbers, so that 0 is 0
        sums[moments[..., -1] < 0.5] = 0.0
        values[batch.top : batch.top + batch.rows] = sums.reshape(batch.rows, -1)[:, : shape[1]]
    return values


def inside_sums(points: LocalPoints, inside: Floats, power: int) -> Floats:
    """Return for each point the sum of (1 - u²)^power times ``inside`` over a block's cells, (n,).

    Where ``inside`` (rows, cols) marks a study area, this is the share of each kernel that falls into it.
    """
    rows, cols = inside.shape
    shares = np.zeros(len(points))
    cut = _segments(points, cols, power)
    spread = _spread(replace(points, weight=np.ones(len(points)), number=np.arange(len(points))), cut)
    for batch in _batches(spread, rows, cut, power):
        sums = _running(inside[batch.top : batch.top + batch.rows], batch.cells, cut)
        along = sums[batch.places[..., 1]] - sums[batch.places[..., 0]]
        parts = np.einsum("mrk,mk->m", along, batch.factors[:, :-1])
        shares += np.bincount(spread.points.number[batch.part], parts, len(points))
    return shares


def _segments(points: LocalPoints, cols: int, power: int) -> _Segments:
    least = float(points.bandwidth.min()) if len(points.bandwidth) else 1.0
    width = int(min(max(_BANDWIDTHS[power] * least, 1), cols))
    return _Segments(-(-cols // width), width, least)


def _spread(points: LocalPoints, cut: _Segments) -> _Spread:
    """Return the points by segment and row, in an order that depends on nothing else."""
    first = np.clip((points.col - points.bandwidth) // cut.width, 0, cut.number - 1).astype(np.intp)
    last = np.clip((points.col + points.bandwidth) // cut.width, 0, cut.number - 1).astype(np.intp)
    times = last - first + 1
    owner = np.repeat(np.arange(len(points)), times)
    segment = first[owner] + np.arange(len(owner)) - np.repeat(np.cumsum(times) - times, times)
    order = np.argsort(points.row[owner], kind="stable")
    owner, segment = owner[order], segment[order]
    sorted_ = points.taken(owner)
    return _Spread(sorted_, sorted_.col - segment * cut.width, segment)


def _batches(spread: _Spread, rows: int, cut: _Segments, power: int) -> Iterator[_Batch]:
    """Yield consecutive rows with the points that reach them."""
    if not len(spread.points):
        return
    reach = float(spread.points.bandwidth.max())
    starts = np.searchsorted(spread.points.row, np.arange(rows) - reach)
    ends = np.searchsorted(spread.points.row, np.arange(rows) + reach)
    height = max(int(cut.unit), _LEAST_ROWS)
    cells = _cells((np.arange(min(height, rows)) - (height - 1) / 2) / cut.unit, cut.places, power)
    for band in _bands(spread, starts, ends, cut, power, height):
        top, end = band.top, band.top + band.rows
        while top < end:
            count = _rows_at_once(top, min(end, top + max(int(reach / 4), _LEAST_ROWS // 4)), starts, ends)
            part = slice(int(starts[top]), int(ends[top + count - 1]))
            if part.stop > part.start:
                factors = band.factors[part.start - band.part.start : part.stop - band.part.start]
                places = _places(top, count, part, spread, cut)
                yield _Batch(top, count, part, factors, places, cells[top - band.top : top - band.top + count])
            top += count


def _rows_at_once(top: int, stop: int, starts: Ints, ends: Ints) -> int:
    """Return how many rows from ``top`` on, before ``stop``, have few enough points near them."""
    count = 1
    while top + count < stop and (count + 1) * (ends[top + count] - starts[top]) <= _PAIRS:
        count += 1
    return count


def _bands(spread: _Spread, starts: Ints, ends: Ints, cut: _Segments, power: int, rows: int) -> Iterator[_Band]:
    """Yield some rows at a time, with the points that reach them."""
    for top in range(0, len(starts), rows):
        count = min(rows, len(starts) - top)
        part = slice(int(starts[top]), int(ends[top + count - 1]))
        yield _Band(top, count, part, _factors(spread, part, top + (rows - 1) / 2, cut, power))


def _places(top: int, rows: int, part: slice, spread: _Spread, cut: _Segments) -> npt.NDArray[np.int32]:
    """Return where chords start and stop in the lines of some rows laid end to end; empty ones in a spare column."""
    points = spread.points.taken(part)
    first = (spread.segment[part] * (cut.width + 1)).astype(np.int32)
    x, last = spread.x[part] + first, first + np.int32(cut.width)
    half = np.arange(top, top + rows)[:, None] - points.row
    half *= half
    np.subtract(points.bandwidth**2, half, out=half)
    np.maximum(half, 0.0, out=half)
    np.sqrt(half, out=half)
    below = x - half
    half += x
    start = np.floor(below, out=below).astype(np.int32)
    stop = np.ceil(half, out=half).astype(np.int32)
    start += 1
    np.maximum(start, first, out=start)
    np.minimum(stop, last, out=stop)
    empty = start >= stop
    np.copyto(start, last, where=empty)
    np.copyto(stop, last, where=empty)
    places = np.empty((len(points), rows, 2), dtype=np.int32)
    for row in range(rows):
        np.add(start[row], row * cut.line, out=places[:, row, 0])
        np.add(stop[row], row * cut.line, out=places[:, row, 1])
    return places


def _terms(power: int) -> list[_Term]:
    """Return the products in (2 x X + 2 y Y + a - X² - Y²)^power."""
    terms = []
    for x in range(power + 1):
        for y in range(power - x + 1):
            for a in range(power - x - y + 1):
                c = power - x - y - a
                ways = factorial(power) // (factorial(x) * factorial(y) * factorial(a) * factorial(c))
                terms.append(_Term(ways, x, y, a, c))
    return terms


def _factors(spread: _Spread, part: slice, middle: float, cut: _Segments, power: int) -> Floats:
    """Return what points multiply the cells by, and 1 to count them, (m, terms + 1).

    For a point at (x, y) from the origin, in units, and g = (unit / h)², the kernel is
    w (2 g x X + 2 g y Y + a - g (X² + Y²))^p with a = 1 - g (x² + y²).
    """
    points = spread.points.taken(part)
    x, y = (spread.x[part] - cut.middle) / cut.unit, (points.row - middle) / cut.unit
    g = (cut.unit / points.bandwidth) ** 2
    a, terms = 1 - g * (x * x + y * y), _terms(power)
    made = np.ones((len(points), len(terms) + 1))
    for at, term in enumerate(terms):
        made[:, at] = term.ways * points.weight * (2 * g * x) ** term.x * (2 * g * y) ** term.y * a**term.a * g**term.c
    return made


def _cells(down: Floats, across: Floats, power: int) -> Floats:
    """Return what cells multiply the points by, (rows, columns, terms), for places from the origin in units."""
    away = -(down[:, None] ** 2 + across**2)
    terms = _terms(power)
    made = np.empty((*away.shape, len(terms)))
    for at, term in enumerate(terms):
        np.multiply(away**term.c, down[:, None] ** term.y * across**term.x, out=made[..., at])
    return made


def _moments(batch: _Batch, cut: _Segments) -> Floats:
    """Return the factors summed up along the rows, (rows, segments, width, terms + 1)."""
    from scipy.sparse import csc_matrix

    count = len(batch.factors)
    signs = np.ones(batch.places.size)
    signs[1::2] = -1.0
    ends = np.arange(0, len(signs) + 1, 2 * batch.rows, dtype=np.int32)
    # a product with a sparse matrix adds all factors of a point at once, and lets other threads run
    table = csc_matrix((signs, batch.places.reshape(-1), ends), shape=(batch.rows * cut.line, count))
    lines = (table @ batch.factors).reshape(batch.rows, cut.number, cut.width + 1, -1)[:, :, :-1]
    return np.asarray(np.cumsum(lines, axis=2, out=lines))


def _running(inside: Floats, factors: Floats, cut: _Segments) -> Floats:
    """Return the sums of inside times the cells' factors left of every place of the lines laid end to end."""
    rows, cols = inside.shape
    wide = np.zeros((rows, cut.number * cut.width))
    wide[:, :cols] = inside
    steps = wide.reshape(rows, cut.number, cut.width, 1) * factors[:, None]
    sums = np.zeros((rows * cut.line, factors.shape[-1]))
    np.cumsum(steps, axis=2, out=sums.reshape(rows, cut.number, cut.width + 1, -1)[:, :, 1:])
    return sums
