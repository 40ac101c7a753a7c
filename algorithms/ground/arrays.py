"""The array types of the whole house, float64 numbers, integer positions, truth values; large ones by rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from .progress import Progress, no_progress

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

_AT_ONCE = 1 << 18  # cells of a table: they fit the cache, and take a moment


def row_blocks(shape: tuple[int, ...], progress: Progress = no_progress) -> Iterator[slice]:
    """Yield the rows of a table of that shape (rows, columns), some at a time, and report how many are done.

    Examples
    --------
    >>> list(row_blocks((600, 1000)))
    [slice(0, 262, None), slice(262, 524, None), slice(524, 600, None)]
    """
    rows, columns = shape
    step = max(_AT_ONCE // max(columns, 1), 1)
    for start in range(0, rows, step):
        progress(start / rows)
        yield slice(start, min(start + step, rows))
