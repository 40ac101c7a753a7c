"""A layer into a database in one transaction, with osgeo: fiona has none."""

from __future__ import annotations

from pathlib import Path
from traceback import clear_frames
from typing import Any

_STYLES = "layer_styles"
_PATIENCE = 300  # ms that a statement waits for another program


def replace_table(source: str, layer: str, database: str, name: str) -> None:
    """Copy a layer of a GeoPackage over a table of another, with its tags and styles; the rest of that is kept.

    A database is made where there is none. What fails, is killed or does not take all rows leaves the old table: a
    reader is kept in the database until all is done, for SQLite commits nothing meanwhile. GDAL alone would go on after
    a write that failed, by which SQLite had already ended the transaction, and empty the table (GDAL 3.6; a database in
    WAL mode, which another program has open, has no such guard).
    Row by row, 350,000 a second: GDAL's own copies begin and end transactions of their own.

    Raises
    ------
    RuntimeError
        If it cannot be written.
    """
    from osgeo import gdal

    gdal.UseExceptions()
    if not Path(database).exists():
        gdal.GetDriverByName("GPKG").Create(database, 0, 0, 0, gdal.GDT_Unknown)
    made, reader, file = gdal.OpenEx(source, gdal.OF_VECTOR), _Reader(database), _opened(database)
    try:
        _require(file.StartTransaction())
        _replace(made, layer, file, name)
        reader.leave()
        _require(file.CommitTransaction())
    except BaseException as error:
        clear_frames(error.__traceback__)  # which hold the files open, as the error does the frames
        raise
    finally:
        made = file = None
        reader.leave()


class _Reader:
    """Reads from a database until it leaves."""

    def __init__(self, database: str):
        from osgeo import gdal

        self._file = gdal.OpenEx(database, gdal.OF_VECTOR | gdal.OF_UPDATE)  # else a new, empty one is refused
        self._rows = self._file.ExecuteSQL("SELECT name FROM sqlite_master")
        self._rows.GetNextFeature()

    def leave(self) -> None:
        """Let others commit; leaving twice is no harm."""
        if self._rows is not None:
            self._file.ReleaseResultSet(self._rows)
        self._file = self._rows = None


def _opened(database: str) -> Any:
    """Open a database to write, waiting for other programs only a moment, and keeping all in memory meanwhile."""
    from osgeo import gdal

    file = gdal.OpenEx(database, gdal.OF_VECTOR | gdal.OF_UPDATE)
    file.ExecuteSQL(f"PRAGMA busy_timeout = {_PATIENCE}")
    file.ExecuteSQL("PRAGMA cache_spill = 0")  # or SQLite would try to write early, past the reader
    return file


def _replace(made: Any, layer: str, file: Any, name: str) -> None:
    wanted, styles = made.GetLayerByName(layer), made.GetLayerByName(_STYLES)
    table = _empty_table(file, wanted, name)
    for row in wanted:
        _require(table.CreateFeature(row))
    table.SetMetadata(wanted.GetMetadata())
    if styles is not None:
        _put_styles(styles, file, name)
    _require(table.SyncToDisk())  # writes the index
    if _count(table) != _count(wanted):
        raise RuntimeError(f"it took {_count(table):,} of {_count(wanted):,} rows.")


def _empty_table(file: Any, like: Any, name: str) -> Any:
    fid, shape = like.GetFIDColumn(), like.GetGeometryColumn()
    options = ["OVERWRITE=YES", f"FID={fid}", *([f"GEOMETRY_NAME={shape}"] if shape else [])]
    table = file.CreateLayer(name, like.GetSpatialRef(), like.GetGeomType(), options)
    fields = like.GetLayerDefn()
    for at in range(fields.GetFieldCount()):
        _require(table.CreateField(fields.GetFieldDefn(at)))
    return table


def _put_styles(made: Any, file: Any, name: str) -> None:
    """Take the place of the style that is called as the table is; its others stay, none as the default."""
    from osgeo import ogr

    styles = file.GetLayerByName(_STYLES) or _empty_table(file, made, _STYLES)
    for style in [style for style in styles if str(style["f_table_name"]).lower() == name.lower()]:
        if style["styleName"] == name:
            _require(styles.DeleteFeature(style.GetFID()))
        else:
            style["useAsDefault"] = 0
            _require(styles.SetFeature(style))
    for style in made:
        copy = ogr.Feature(styles.GetLayerDefn())
        _require(copy.SetFrom(style))
        copy["f_table_name"] = copy["styleName"] = name
        _require(styles.CreateFeature(copy))


def _count(layer: Any) -> int:
    layer.SetAttributeFilter("1 = 1")  # has the rows counted; else GDAL takes the file's word for it
    return int(layer.GetFeatureCount())


def _require(code: int) -> None:
    """Raise where osgeo reports a failure by number: its vector side may have exceptions off."""
    if code:
        from osgeo import gdal

        raise RuntimeError(gdal.GetLastErrorMsg() or f"OGR error {code}.")
