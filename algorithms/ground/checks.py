"""What the numbers that a user hands over must satisfy: amounts, areas, totals, lengths.

Arrays come back as float64 in the shape they have; what cannot be is a ``PlanError`` with the remedy.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from .arrays import Bools, Floats
from .errors import PlanError

_MOST = 1e12  # jobs; a hundred times the people on Earth, so more is a mistake in the field


def amounts(values: npt.ArrayLike, name: str) -> Floats:
    """Return amounts such as jobs or people as they are, of any shape.

    Parameters
    ----------
    values : each 0 to 1e12
    name : what they are, in the plural: the message begins with it

    Raises
    ------
    PlanError
        If a value is missing, infinite, negative, or more than any economy has.

    Examples
    --------
    >>> amounts([120, 0], "Jobs").tolist()
    [120.0, 0.0]
    >>> amounts([120, -1], "Jobs")
    Traceback (most recent call last):
    ...
    agora.algorithms.ground.errors.PlanError: Jobs hold a negative number (-1); they must be at least 0. Negative
    numbers often mark suppressed counts: replace them by 0 or leave the rows out.
    """
    counted = np.asarray(values, dtype=np.float64)
    missing = np.count_nonzero(~np.isfinite(counted))
    if missing:
        raise PlanError(f"{name} hold {missing:,} values that are missing or infinite; fill or remove them.")
    if (counted > _MOST).any():
        raise PlanError(f"{name} hold {counted.max():g}, more than any economy has. Choose another field.")
    if (counted < 0).any():
        raise PlanError(
            f"{name} hold a negative number ({counted.min():g}); they must be at least 0. "
            "Negative numbers often mark suppressed counts: replace them by 0 or leave the rows out."
        )
    return counted


def areas(hectares: npt.ArrayLike) -> Floats:
    """Return areas as they are, (n,).

    Raises
    ------
    PlanError
        If one is 0, negative, infinite or not a number: a density needs land.

    Examples
    --------
    >>> areas([2.5, 10]).tolist()
    [2.5, 10.0]
    """
    land = np.asarray(hectares, dtype=np.float64)
    refuse(
        ~((land > 0) & np.isfinite(land)),
        "zones have no area, so no density: their areas are 0, negative or not finite. Mend their polygons, or leave "
        "them out.",
    )
    return land


def total(values: Floats, otherwise: str) -> float:
    """Return the sum of amounts of any shape; raise ``PlanError`` with the message ``otherwise`` where it is 0.

    Examples
    --------
    >>> total(np.array([120.0, 30.0]), "No zone has a job. Choose the field that holds jobs.")
    150.0
    """
    everything = float(values.sum())
    if not everything > 0:
        raise PlanError(otherwise)
    return everything


def positive(value: float, name: str, rest: str = ".") -> float:
    """Return a finite number above 0, such as a length; ``rest`` ends the message of the ``PlanError`` otherwise.

    Examples
    --------
    >>> positive(400.0, "The bandwidth")
    400.0
    """
    if not 0 < value < math.inf:
        raise PlanError(f"{name} is {value:g}; it must be more than 0{rest}")
    return value


def require_all_rows(path: str, layer: str, read: int, there: int) -> None:
    """Raise ``PlanError`` where a file did not give all the rows that are ``there``, -1 where they cannot be counted.

    Libraries end silently, or say so in a log, where a page of a file is damaged.

    Examples
    --------
    >>> require_all_rows("flows.csv", "flows", 120, there=120)
    """
    if read != there:
        counted = f" of {there:,}" if there >= 0 else ""
        raise PlanError(
            f"{path} is damaged: {read:,}{counted} rows of {layer} can be read. Restore it from a copy, or save what "
            "can be read to a new file."
        )


def refuse(wrong: Bools, said: str) -> None:
    """Raise ``PlanError`` where any value is wrong: how many are, and what is ``said`` of them.

    Examples
    --------
    >>> refuse(np.array([True, False]), "of 2 costs are negative; they must be 0 or more.")
    Traceback (most recent call last):
    ...
    agora.algorithms.ground.errors.PlanError: 1 of 2 costs are negative; they must be 0 or more.
    """
    count = np.count_nonzero(wrong)
    if count:
        raise PlanError(f"{count:,} {said}")
