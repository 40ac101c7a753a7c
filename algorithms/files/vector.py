"""GeoPackages: tables, copies of layers, tags, a clean end. The only module that imports fiona."""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Union

from ..ground.errors import PlanError
from . import gdal_twin

Cell = Union[str, float, int]
_KINDS = {str: "str", float: "float", int: "int"}


def write_table(path: str | Path, name: str, rows: Sequence[Mapping[str, Cell]]) -> None:
    """Add a table without geometry to a GeoPackage; columns and their types are those of the first row."""
    if not has_fiona():
        gdal_twin.write_table(str(path), name, rows)
        return
    import fiona

    kinds = {column: _KINDS[type(value)] for column, value in rows[0].items()}
    schema = {"geometry": "None", "properties": kinds}
    with fiona.open(str(path), "w", driver="GPKG", layer=name, schema=schema) as table:
        table.writerecords([{"type": "Feature", "geometry": None, "properties": dict(row)} for row in rows])


def copy_layer(source: str | Path, source_layer: str, target: str | Path, name: str) -> None:
    """Add a layer of a file to a GeoPackage under a new name; makes the file where there is none.

    GDAL copies in one call where osgeo is there, which is always so in QGIS and some fifteen times faster;
    fiona copies record by record.
    """
    if gdal_twin.is_there():
        gdal_twin.copy_layer(str(source), source_layer, str(target), name)
        return
    import fiona

    with (
        fiona.open(str(source), layer=source_layer) as read,
        fiona.open(str(target), "w", driver="GPKG", layer=name, schema=read.schema, crs_wkt=read.crs_wkt) as written,
    ):
        written.writerecords(read)


def tag_layer(path: str | Path, name: str, tags: Mapping[str, str]) -> None:
    """Store tags in the metadata of a GeoPackage's layer."""
    if not has_fiona():
        gdal_twin.tag_layer(str(path), name, tags)
        return
    import fiona

    with fiona.open(str(path), "a", layer=name) as layer:
        layer.update_tags(dict(tags))


def layer_tags(path: str | Path, name: str) -> dict[str, str]:
    """Return the tags of a GeoPackage's layer."""
    if not has_fiona():
        return gdal_twin.layer_tags(str(path), name)
    import fiona

    with fiona.open(str(path), layer=name) as layer:
        return dict(layer.tags())


def close_geopackage(path: str | Path) -> None:
    """Leave one whole file: no journal beside it, every page in order.

    Raises
    ------
    PlanError
        If the file is damaged, as when the disk ran full.
    """
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
        (state,) = file.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        raise PlanError(f"{path} is damaged ({state}). Is the disk full?")


def has_fiona() -> bool:
    """Whether fiona is installed; without it the osgeo twin reads and writes."""
    return importlib.util.find_spec("fiona") is not None
