"""Layers and tables with osgeo, which every QGIS has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

import numpy.typing as npt

from ...ground.checks import require_all_rows
from .osgeo_raster import _gdal


def batches(path: str, layer: str, fields: Sequence[str]) -> Optional[Iterator[dict[str, npt.NDArray[Any]]]]:
    """Return these columns of a layer ("" = the first), batch by batch; the geometry comes last, as WKB.

    Numbers and text (bytes), masked where missing. None where there is no such layer or GDAL is older than 3.6.
    """
    file = _gdal().OpenEx(path, 4)  # 4: vector, read only
    source = file.GetLayerByName(layer) if layer else file.GetLayer(0)
    if source is None or not hasattr(source, "GetArrowStreamAsNumPy"):
        return None
    if source.GetNextFeature() is None:  # GDAL 3.6 never ends on an empty FlatGeobuf
        return iter(())
    source.ResetReading()
    definition = source.GetLayerDefn()
    names = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    source.SetIgnoredFields([name for name in names if name not in fields])
    return _stream(file, source)


def _stream(file: Any, source: Any) -> Iterator[dict[str, npt.NDArray[Any]]]:
    """Yield the batches; holds the file meanwhile, for a layer does not keep it alive.

    Raises PlanError where not all rows come: from a damaged file GDAL 3.6 gives batches of nothing for ever, later ones
    an error.
    """
    told, read = source.GetFeatureCount(), 0
    # without the feature id, GDAL 3.6 leaves out the geometry too where no field of a GeoPackage is read
    batches_of_all = iter(source.GetArrowStreamAsNumPy(["INCLUDE_FID=YES"]))
    while batch := _next(batches_of_all):
        yield batch
        read += len(next(iter(batch.values())))
    if read != told:
        require_all_rows(file.GetDescription(), source.GetName(), read, _counted(source))


def _next(stream: Iterator[dict[str, npt.NDArray[Any]]]) -> Optional[dict[str, npt.NDArray[Any]]]:
    """Return the next batch, None where there are no more rows, or none that can be read."""
    try:
        batch = next(stream, None)
    except RuntimeError:
        return None
    return batch if batch and len(next(iter(batch.values()))) else None


def _counted(source: Any) -> int:
    """Return how many rows a layer has, -1 where that cannot be known; GeoPackages may have a wrong number in store."""
    source.SetAttributeFilter("1 = 1")
    try:
        return int(source.GetFeatureCount())
    except RuntimeError:
        return -1


def empty_table(path: str, name: str, kinds: Mapping[str, type]) -> None:
    """Add a table without geometry and rows to a GeoPackage, or make one; a table of that name is replaced."""
    from osgeo import ogr

    types = {str: ogr.OFTString, float: ogr.OFTReal, int: ogr.OFTInteger64}
    file = _geopackage(path)
    layer = file.CreateLayer(name, None, ogr.wkbNone, ["OVERWRITE=YES"])
    for column, kind in kinds.items():
        _require(layer.CreateField(ogr.FieldDefn(column, types[kind])))
    file.FlushCache()


def tag_layer(path: str, name: str, tags: Mapping[str, str]) -> None:
    """Store tags in the metadata of a layer."""
    file = _geopackage(path)
    file.GetLayerByName(name).SetMetadata(dict(tags))
    file.FlushCache()


def layer_tags(path: str, name: str) -> dict[str, str]:
    """Return the tags of a layer."""
    file = _gdal().OpenEx(path, 4)  # a layer does not keep its file alive
    return dict(file.GetLayerByName(name).GetMetadata())


def _geopackage(path: str) -> Any:
    """Open a GeoPackage to write, or make it."""
    gdal = _gdal()
    if Path(path).exists():
        return gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE)
    return gdal.GetDriverByName("GPKG").Create(path, 0, 0, 0, gdal.GDT_Unknown)


def _require(code: int) -> None:
    """Raise where osgeo reports a failure by number: its vector side may have exceptions off."""
    if code:
        raise RuntimeError(f"OGR error {code}.")


def tally(path: str) -> tuple[int, float]:
    """Return how many features the first layer of a file has, and the sum of all sides of their boxes."""
    gdal = _gdal()
    count, sides = 0, 0.0
    file = gdal.OpenEx(path, gdal.OF_VECTOR)
    for feature in file.GetLayer(0):
        shape = feature.GetGeometryRef()
        count += 1
        sides += 0.0 if shape is None or shape.IsEmpty() else sum(shape.GetEnvelope())
    return count, sides
