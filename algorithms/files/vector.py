"""GeoPackages: tables, tags, a clean end; files of any format read back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..ground.errors import PlanError
from .backends import sqlite_tables
from .backends.choice import backend

_KINDS = {"f": float, "i": int, "u": int, "b": int}
_KEY = "fid"
_DIGITS = 1e-9


def write_columns(path: str | Path, name: str, columns: Mapping[str, npt.ArrayLike]) -> None:
    """Add a table without geometry to a GeoPackage, or make one; a table of that name is replaced.

    GDAL makes the empty table, so that it is as any other of the file; SQLite writes the rows in one go. The file
    is closed, checked and counted. A million rows of three columns take some 1.5 s.

    Parameters
    ----------
    columns : by name, each (n,): numbers, NaN where missing; whole numbers; or text, None where missing

    Raises
    ------
    PlanError
        If columns are missing, not equally long, or of one name; or the file cannot be written, as when the disk
        is full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_columns(f"{folder}/plan.gpkg", "flows", {"origin": ["a", None], "people": [2.5, 4.0]})
    ...     layer_names(f"{folder}/plan.gpkg")
    ['flows']
    """
    arrays = {column: np.asarray(values) for column, values in columns.items()}
    _require_a_table(name, arrays)
    kinds = {column: _KINDS.get(values.dtype.kind, str) for column, values in arrays.items()}
    with _writing(path):
        backend("empty_table")(str(path), name, kinds)
        sqlite_tables.fill_table(str(path), name, list(arrays.values()))
    close_geopackage(path)
    require_rows(path, name, len(next(iter(arrays.values()))))


def require_rows(path: str | Path, name: str, count: int) -> None:
    """Refuse a GeoPackage that does not hold a layer, or not all ``count`` rows of it; see ``write_columns``.

    Raises
    ------
    PlanError
        With the number of rows that are there.
    """
    try:
        found = sqlite_tables.row_count(str(path), name) if name in layer_names(path) else 0
    except sqlite3.Error as error:
        raise PlanError(f"{path} cannot be read back: {error}. Is the disk full?") from error
    if found != count or name not in layer_names(path):
        raise PlanError(f"{path} holds {found:,} of {count:,} rows of {name}. Is the disk full?")


class Tally(NamedTuple):
    """How many ``features`` there are, and the sum of all ``sides`` of their boxes, None where that is not kept."""

    features: int
    sides: Optional[float]

    def agrees(self, other: Tally) -> bool:
        """Whether two tallies are of the same features; formats keep some 9 digits of a coordinate."""
        if self.sides is None or other.sides is None:
            return self.features == other.features
        slack = _DIGITS * max(abs(self.sides), abs(other.sides), 1.0)
        return self.features == other.features and abs(self.sides - other.sides) <= slack


def require_whole(path: str | Path, written: Tally) -> None:
    """Refuse a file of one layer that does not hold what was written to it.

    Raises
    ------
    PlanError
        If it cannot be read, or holds other features, as when the disk ran full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_columns(f"{folder}/flows.gpkg", "flows", {"people": [2.5, 4.0]})
    ...     require_whole(f"{folder}/flows.gpkg", Tally(2, 0.0))
    """
    try:
        found = Tally(*backend("tally")(str(path)))
    except Exception as error:  # fiona passes on GDAL's own kinds of error, which have no public root in common
        raise PlanError(f"{Path(path).name} cannot be read back: {error} Is the disk full?") from error
    if not found.agrees(written):
        raise PlanError(
            f"{Path(path).name} holds {found.features:,} of {written.features:,} features written, or other places. "
            "Is the disk full?"
        )


def tag_layer(path: str | Path, name: str, tags: Mapping[str, str]) -> None:
    """Store tags in the metadata of a GeoPackage's layer.

    Raises
    ------
    PlanError
        If they cannot be written, as when the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_columns(f"{folder}/plan.gpkg", "flows", {"people": [2.5]})
    ...     tag_layer(f"{folder}/plan.gpkg", "flows", {"tool": "agora:gravitymodel"})
    ...     layer_tags(f"{folder}/plan.gpkg", "flows")["tool"]
    'agora:gravitymodel'
    """
    with _writing(path):
        backend("tag_layer")(str(path), name, tags)


def layer_tags(path: str | Path, name: str) -> dict[str, str]:
    """Return the tags of a GeoPackage's layer; see ``tag_layer``."""
    tags: dict[str, str] = backend("layer_tags")(str(path), name)
    return tags


def layer_names(path: str | Path) -> list[str]:
    """Return the names of all layers and tables of a GeoPackage; see ``write_columns``."""
    return sqlite_tables.table_names(str(path))


def copy_geopackage(path: str | Path, copy: str | Path) -> None:
    """Copy a GeoPackage as it is now, with what other programs have saved beside it and not yet moved into it.

    Raises
    ------
    PlanError
        If it cannot be read, or the copy not be written.
    """
    place = f"{Path(path).resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(place, uri=True)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise PlanError(f"{path} cannot be copied to be read: {error}.") from error


def close_geopackage(path: str | Path) -> None:
    """Leave one whole file: no journal beside it, every page in order.

    Raises
    ------
    PlanError
        If the file is missing or damaged, as when the disk ran full, or in use elsewhere.
    """
    try:
        state = sqlite_tables.end_journal(str(path))
    except sqlite3.Error as error:
        raise PlanError(f"{path} cannot be closed well: {error}. Is the disk full, or the file in use?") from error
    if state != "ok":
        raise PlanError(f"{path} is damaged ({state}). Is the disk full?")


def _require_a_table(name: str, columns: Mapping[str, npt.NDArray[Any]]) -> None:
    shapes = {values.shape for values in columns.values()}
    if len(shapes) != 1 or any(len(shape) != 1 for shape in shapes):
        raise PlanError(f"The table {name} needs columns of one length; given are {sorted(shapes)}.")
    folded = [column.lower() for column in (_KEY, *columns)]
    twice = sorted({column for column in folded if folded.count(column) > 1})
    if twice:
        raise PlanError(f"The table {name} would have two columns called {', '.join(twice)}. Rename one.")


@contextmanager
def _writing(path: str | Path) -> Iterator[None]:
    try:
        yield
    except PlanError:
        raise
    except Exception as error:  # fiona passes on GDAL's own kinds of error, which have no public root in common
        raise PlanError(f"{path} could not be written: {error} Is the disk full?") from error
