"""GeoPackages: tables, copies of layers, tags, a clean end. The only module that imports fiona."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Union

from ..ground.errors import PlanError
from . import gdal_twin

Cell = Union[str, float, int]
_KINDS = {str: "str", float: "float", int: "int"}


def write_table(path: str | Path, name: str, rows: Sequence[Mapping[str, Cell]]) -> None:
    """Add a table without geometry to a GeoPackage; columns and their types are those of the first row.

    A table of that name is replaced.

    Raises
    ------
    PlanError
        If it cannot be written, as when the disk is full.
    """
    with _writing(path):
        write = _write_table if has_fiona() else gdal_twin.write_table
        write(str(path), name, rows)


def copy_layer(source: str | Path, source_layer: str, target: str | Path, name: str) -> None:
    """Add a layer of a file to a GeoPackage under a new name; makes the file where there is none.

    GDAL copies in one call where osgeo is there, which is always so in QGIS and some fifteen times faster;
    fiona copies record by record. A layer of that name is replaced.

    Raises
    ------
    PlanError
        If the source cannot be read or the target not written, as when the disk is full.
    """
    with _writing(target):
        copy = gdal_twin.copy_layer if gdal_twin.is_there() else _copy_layer
        copy(str(source), source_layer, str(target), name)


def tag_layer(path: str | Path, name: str, tags: Mapping[str, str]) -> None:
    """Store tags in the metadata of a GeoPackage's layer.

    Raises
    ------
    PlanError
        If they cannot be written, as when the disk is full.
    """
    with _writing(path):
        tag = _tag_layer if has_fiona() else gdal_twin.tag_layer
        tag(str(path), name, tags)


def layer_tags(path: str | Path, name: str) -> dict[str, str]:
    """Return the tags of a GeoPackage's layer."""
    if not has_fiona():
        return gdal_twin.layer_tags(str(path), name)
    import fiona

    with fiona.open(str(path), layer=name) as layer:
        return dict(layer.tags())


def layer_names(path: str | Path) -> list[str]:
    """Return the names of all layers and tables of a GeoPackage."""
    with closing(sqlite3.connect(path)) as file:
        return [name for (name,) in file.execute("SELECT table_name FROM gpkg_contents")]


def close_geopackage(path: str | Path) -> None:
    """Leave one whole file: no journal beside it, every page in order.

    Raises
    ------
    PlanError
        If the file is missing or damaged, as when the disk ran full, or in use elsewhere.
    """
    try:
        with closing(sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=rw", uri=True)) as file:
            file.execute("PRAGMA journal_mode=DELETE")
            (state,) = file.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise PlanError(f"{path} cannot be closed well: {error}. Is the disk full, or the file in use?") from error
    if state != "ok":
        raise PlanError(f"{path} is damaged ({state}). Is the disk full?")


def has_fiona() -> bool:
    """Whether fiona is installed; without it the osgeo twin reads and writes."""
    return importlib.util.find_spec("fiona") is not None


@contextmanager
def _writing(path: str | Path) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # fiona passes on GDAL's own kinds of error, which have no public root in common
        raise PlanError(f"{path} could not be written: {error} Is the disk full?") from error


def _write_table(path: str, name: str, rows: Sequence[Mapping[str, Cell]]) -> None:
    import fiona

    kinds = {column: _KINDS[type(value)] for column, value in rows[0].items()}
    schema = {"geometry": "None", "properties": kinds}
    with fiona.open(path, "w", driver="GPKG", layer=name, schema=schema) as table:
        table.writerecords([{"type": "Feature", "geometry": None, "properties": dict(row)} for row in rows])


def _tag_layer(path: str, name: str, tags: Mapping[str, str]) -> None:
    import fiona

    with fiona.open(path, "a", layer=name) as layer:
        layer.update_tags(dict(tags))


def _copy_layer(source: str, source_layer: str, target: str, name: str) -> None:
    import fiona

    with fiona.open(source, layer=source_layer) as read:
        sameness = {"schema": read.schema, "crs_wkt": read.crs_wkt}
        with fiona.open(target, "w", driver="GPKG", layer=name, **sameness) as written:
            written.writerecords(read)


def write_columns(path, name, columns):
    """Write a table into a GeoPackage from its columns."""
    rows = [
        {k: (v.item() if hasattr(v, "item") else v) for k, v in zip(columns, row)} for row in zip(*columns.values())
    ]
    rows = [{k: (str(v) if isinstance(v, str) else v) for k, v in r.items()} for r in rows]
    with _writing(path):
        gdal_twin.write_table(str(path), name, rows)
