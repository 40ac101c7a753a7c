"""Jobs by sector, and the tables that say something of each sector.

Jobs by sector are (n, k): a row per zone, a column per sector. A table names its sectors in words; what
comes out follows the order of the columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Floats, Ints
from ..ground.checks import amounts, total
from ..ground.errors import PlanError

Value = TypeVar("Value")


def by_sector(table: Mapping[str, Value], sectors: Sequence[str], kind: str) -> list[Value]:
    """Return what ``table`` says of each sector, in the order of ``sectors``.

    Parameters
    ----------
    table : sector name -> value
    sectors : (k,) the names of the columns
    kind : what the table is, for the message ("reference", "group")

    Raises
    ------
    PlanError
        If the table names a sector that there is not, or leaves one out.

    Examples
    --------
    >>> by_sector({"shops": 2, "offices": 1}, ("offices", "shops"), kind="group")
    [1, 2]
    """
    known = ", ".join(sectors)
    unknown = [name for name in table if name not in set(sectors)]
    if unknown:
        raise PlanError(
            f"The {kind} table names {_listed(unknown)}, which no sector field is called. "
            f"The sectors are: {known}. Correct the names or remove the rows."
        )
    missing = [name for name in sectors if name not in table]
    if missing:
        raise PlanError(
            f"The {kind} table has no row for {_listed(missing)}. It needs one row for each sector: {known}."
        )
    return [table[name] for name in sectors]


def reference_jobs(table: Mapping[str, float], sectors: Sequence[str]) -> Floats:
    """Return the jobs of the reference economy by sector, (k,), from a table ``{sector: jobs}``.

    Raises
    ------
    PlanError
        If the names differ from ``sectors``, a value is not a number of at least 0, or all are 0.

    Examples
    --------
    >>> reference_jobs({"shops": 3_000, "offices": 9_000}, ("offices", "shops")).tolist()
    [9000.0, 3000.0]
    """
    return checked_reference(np.array(by_sector(table, sectors, "reference"), dtype=np.float64), len(sectors))


def sector_groups(table: Mapping[str, object], sectors: Sequence[str]) -> Ints:
    """Return the group of each sector, (k,), numbered from 0 in the order of the groups' names.

    Raises
    ------
    PlanError
        If the names differ from ``sectors``.

    Examples
    --------
    >>> groups = {"shops": "consumer", "offices": "business", "pubs": "consumer"}
    >>> sector_groups(groups, ("offices", "pubs", "shops")).tolist()
    [0, 1, 1]
    """
    names = [str(group) for group in by_sector(table, sectors, "group")]
    return np.unique(np.array(names, dtype=np.str_), return_inverse=True)[1].astype(np.intp)


def checked_jobs(jobs: npt.ArrayLike) -> Floats:
    """Return jobs by sector as an array (n, k).

    Raises
    ------
    PlanError
        If there is no sector, or a number is negative, infinite or missing.

    Examples
    --------
    >>> checked_jobs([[120, 30], [0, 5]]).shape
    (2, 2)
    """
    counted = amounts(jobs, "Jobs by sector")
    if counted.ndim != 2 or counted.shape[1] == 0:
        raise PlanError("Jobs by sector need one field per sector; there is none.")
    return counted


def checked_reference(jobs: npt.ArrayLike, sectors: int) -> Floats:
    """Return the reference economy's jobs by sector as an array (k,).

    Raises
    ------
    PlanError
        If their number differs from ``sectors``, one is negative, infinite or missing, or all are 0.
    """
    counted = amounts(jobs, "The reference's jobs")
    if counted.shape != (sectors,):
        raise PlanError(f"The reference has {counted.size} values for {sectors} sectors; give one for each.")
    total(counted, "The reference has no jobs, so no share of it can be taken. Give its jobs by sector.")
    return counted


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(str(name)) for name in names)
