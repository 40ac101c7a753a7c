"""A layer into a database in one transaction, with osgeo: fiona has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

_STYLES = "layer_styles"
_WITHIN = ("-gt", "0")  # or GDAL would begin and end transactions of its own, and with them ours
_OVERWRITE, _APPEND = "overwrite", "append"


class Replaced(NamedTuple):
    """How many features there were to copy, and how many stand in the database."""

    wanted: int
    there: int


def replace_table(source: str, layer: str, database: str, name: str) -> Replaced:
    """Copy a layer of a GeoPackage over a table of another, with its tags and styles; the rest of that is kept.

    Styles must have the name of the table already. A database is made where there is none. What fails, is killed or
    does not take all features leaves the old table.
    """
    from osgeo import gdal

    gdal.UseExceptions()
    made = gdal.OpenEx(source, gdal.OF_VECTOR)
    if not Path(database).exists():
        gdal.GetDriverByName("GPKG").Create(database, 0, 0, 0, gdal.GDT_Unknown)
    file = gdal.OpenEx(database, gdal.OF_VECTOR | gdal.OF_UPDATE)
    _require(file.StartTransaction())
    try:
        _copy(gdal, made, layer, file, name, _OVERWRITE)
        if made.GetLayerByName(_STYLES) is not None:
            _make_room(file.GetLayerByName(_STYLES), name)
            _copy(gdal, made, _STYLES, file, _STYLES, _APPEND)
        file.FlushCache()  # writes the index and the tags too
        replaced = Replaced(*(_count(*place) for place in ((made, layer), (file, name))))
        if replaced.wanted == replaced.there:
            _require(file.CommitTransaction())
        else:
            file.RollbackTransaction()
    except BaseException:
        file.RollbackTransaction()
        raise
    finally:
        made = file = None  # an error keeps this frame, and with it the files open
    return replaced


def _copy(gdal: Any, source: Any, layer: str, target: Any, name: str, mode: str) -> None:
    options = {"layers": [layer], "layerName": name, "accessMode": mode, "options": list(_WITHIN)}  # GDAL adds to it
    if gdal.VectorTranslate(target, source, **options) is None:
        raise RuntimeError(gdal.GetLastErrorMsg())


def _make_room(styles: Any, name: str) -> None:
    """Drop the style of a table that is named as the table is; its others stay, none as the default."""
    for style in [] if styles is None else list(styles):
        if str(style["f_table_name"]).lower() != name.lower():
            continue
        if style["styleName"] == name:
            _require(styles.DeleteFeature(style.GetFID()))
        else:
            style["useAsDefault"] = 0
            _require(styles.SetFeature(style))


def _count(file: Any, name: str) -> int:
    layer = file.GetLayerByName(name)
    layer.SetAttributeFilter("1 = 1")  # has the rows counted; else GDAL takes the file's word for it
    return int(layer.GetFeatureCount())


def _require(code: int) -> None:
    """Raise where osgeo reports a failure by number."""
    if code:
        raise RuntimeError(f"OGR error {code}.")
