"""The file functions of ``raster`` and ``vector`` on osgeo, which every QGIS has.

The only module that imports osgeo. Takes over where rasterio or fiona is missing, and gives the same
pixels and features.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Optional

import numpy as np
import numpy.typing as npt

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid
from ..ground.progress import Progress, no_progress

UNIT = "unit"
"""The tag that says what a raster counts by; it names the band too."""

GEOTIFF_OPTIONS = {
    "TILED": "YES",
    "BLOCKXSIZE": "512",
    "BLOCKYSIZE": "512",
    "COMPRESS": "DEFLATE",
    "PREDICTOR": "3",
    "ZLEVEL": "1",
    "NUM_THREADS": "ALL_CPUS",
    "BIGTIFF": "IF_SAFER",
}
_OVERVIEW_CACHE = 256 * 2**20  # bytes
_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("xy", "<f8", 2)])  # little-endian WKB of a point
_POINT_BYTES = _POINT.itemsize
_MOST_AT_FIRST = 20_000_000  # points to make room for on the word of a file alone
_EXACT = 2**53  # from here on not every whole number is a float64


class RawRaster(NamedTuple):
    """A band as stored: ``data`` (rows, cols), ``nodata``, GDAL's six numbers, WKT or "", tags."""

    data: npt.NDArray[Any]
    nodata: Optional[float]
    transform: tuple[float, ...]
    crs: str
    tags: dict[str, str]


class GeoTiff:
    """One float32 band that is written tile by tile; tiles are whole blocks, or end with the band."""

    def __init__(self, path: str, grid: Grid, crs: str, tags: Mapping[str, str], nodata: float):
        gdal = _gdal()
        options = [f"{key}={value}" for key, value in GEOTIFF_OPTIONS.items()]
        self._file = gdal.GetDriverByName("GTiff").Create(path, grid.cols, grid.rows, 1, gdal.GDT_Float32, options)
        self._file.SetGeoTransform((grid.west, grid.cell, 0, grid.north, 0, -grid.cell))
        self._file.SetProjection(crs)
        self._file.SetMetadata(dict(tags))
        self._file.GetRasterBand(1).SetNoDataValue(nodata)
        self._file.GetRasterBand(1).SetDescription(tags.get(UNIT, ""))

    def write(self, top: int, left: int, data: npt.NDArray[Any]) -> None:
        """Write a tile (rows, cols) at a row and column."""
        self._file.GetRasterBand(1).WriteArray(data, left, top)
        self._file.FlushCache()  # or GDAL would keep a twentieth of the machine's memory

    def close(self) -> None:
        """End the file."""
        try:
            self._file.FlushCache()
        finally:
            self._file = None  # closed even where writing failed: Windows does not delete open files


def read_windows(path: str, windows: Sequence[tuple[int, int, int, int]]) -> Iterator[npt.NDArray[Any]]:
    """Yield parts of the first band as stored: top, left, rows, cols."""
    file = _gdal().Open(path)
    for top, left, rows, cols in windows:
        yield file.GetRasterBand(1).ReadAsArray(left, top, cols, rows)


def add_overviews(path: str, factors: Sequence[int], progress: Progress) -> None:
    """Add smaller copies of a raster, each cell a mean, by which it is drawn at once at any scale.

    ``progress`` may raise to stop.
    """
    gdal, stopped = _gdal(), []

    def watched(share: float, *_: Any) -> int:
        """Hand progress on to the caller; 0 stops GDAL."""
        try:
            progress(share)
        except Exception as wish:  # handed on below: GDAL swallows what is raised here
            stopped.append(wish)
            return 0
        return 1

    before = gdal.GetCacheMax()
    gdal.SetCacheMax(_OVERVIEW_CACHE)
    try:
        with _threads(gdal):
            file = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_UPDATE)
            file.BuildOverviews("AVERAGE", list(factors), watched)
    except RuntimeError:
        if not stopped:
            raise
    finally:
        file = None
        gdal.SetCacheMax(before)
    if stopped:
        raise stopped[0]


@contextmanager
def _threads(gdal: Any) -> Iterator[None]:
    before = gdal.GetConfigOption("GDAL_NUM_THREADS")
    gdal.SetConfigOption("GDAL_NUM_THREADS", "ALL_CPUS")
    try:
        yield
    finally:
        gdal.SetConfigOption("GDAL_NUM_THREADS", before)


def tag_raster(path: str, tags: Mapping[str, str]) -> None:
    """Add tags to a file."""
    gdal = _gdal()
    file = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_UPDATE)
    file.SetMetadata({**file.GetMetadata(), **tags})
    file.FlushCache()


def read_raster(path: str) -> RawRaster:
    """Return the first band of a file."""
    file = _gdal().Open(path)
    if not file.RasterCount:
        raise RuntimeError("It holds no raster, or several of which none is named.")
    band = file.GetRasterBand(1)
    return RawRaster(
        band.ReadAsArray(),
        band.GetNoDataValue(),
        file.GetGeoTransform(),
        file.GetProjection(),
        file.GetMetadata(),
    )


def point_columns(
    path: str, layer: str, weight: str, progress: Progress = no_progress
) -> Optional[tuple[Floats, Floats]]:
    """Return places (n, 2) and weights (n,) of a file of plain points, read as one Arrow stream.

    Some forty times faster than feature by feature.

    Parameters
    ----------
    path, layer : the file and its layer ("" = the first)
    weight : a numeric field, or "" for weights of 1
    progress : called with 0 after each batch of 65,536 points, to learn of a wish to stop

    Returns
    -------
    NaN marks a feature without a place or a weight. None where GDAL is older than 3.6, or any geometry is
    not a single two-dimensional point.
    """
    _file, source = _opened(path, layer, (weight,) if weight else ())
    if source is None:
        return None
    count = min(max(source.GetFeatureCount(0), 1), _MOST_AT_FIRST)  # -1 where counting takes long
    places, weights, end = np.empty((count, 2)), np.empty(count), 0
    for batch in _batches(source):
        progress(0.0)
        *_, shapes = batch.values()  # the geometry comes last
        start, end = end, end + len(shapes)
        places, weights = _with_room(places, end), _with_room(weights, end)
        if not _read_places(shapes, places[start:end]):
            return None
        weights[start:end] = _numbers(batch[weight]) if weight else 1.0
    return (places[:end], weights[:end]) if end else None


def table_columns(path: str, layer: str, fields: Sequence[str]) -> Optional[list[npt.NDArray[Any]]]:
    """Return columns of a file's layer, each (m,), read as one Arrow stream.

    Numbers come as float64, NaN where missing; text, and whole numbers too long for that, as objects, None
    where missing. None where GDAL is older than 3.6, or the layer is empty.
    """
    _file, source = _opened(path, layer, fields)
    if source is None:
        return None
    batches = [[_column(batch[name]) for name in fields] for batch in _batches(source)]
    return [np.concatenate(parts) for parts in zip(*batches)] if batches else None


def _opened(path: str, layer: str, fields: Sequence[str]) -> tuple[Any, Any]:
    """Return a file and its layer, set to read these fields only; no layer where GDAL cannot stream it."""
    file = _gdal().OpenEx(path, 4)  # 4: vector, read only
    source = file.GetLayerByName(layer) if layer else file.GetLayer(0)
    if source is None or not hasattr(source, "GetArrowStreamAsNumPy"):
        return file, None
    if source.GetNextFeature() is None:  # GDAL 3.6 never ends on an empty FlatGeobuf
        return file, None
    source.ResetReading()
    definition = source.GetLayerDefn()
    names = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    source.SetIgnoredFields([each for each in names if each not in fields])
    return file, source  # whoever reads the layer holds the file: a layer does not keep it alive


def _batches(source: Any) -> Iterator[dict[str, npt.NDArray[Any]]]:
    """Yield the columns of a layer batch by batch."""
    # without the feature id, GDAL 3.6 leaves out the geometry too where no field of a GeoPackage is read
    return iter(source.GetArrowStreamAsNumPy(["INCLUDE_FID=YES"]))


def _with_room(values: Floats, rows: int) -> Floats:
    """Return the array, or a copy of it twice as long where it has fewer rows."""
    if rows <= len(values):
        return values
    longer = np.empty((max(rows, 2 * len(values)), *values.shape[1:]))
    longer[: len(values)] = values
    return longer


def _column(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    data, missing = np.ma.getdata(values), np.ma.getmaskarray(values)
    long = data.dtype.kind in "iu" and bool(((data > _EXACT) | (data < -_EXACT))[~missing].any())
    if data.dtype.kind in "iufb" and not long:
        return _numbers(values)
    if data.dtype.kind == "S":
        data = np.char.decode(data, "utf-8", "replace")
    objects: npt.NDArray[Any] = data.astype(np.object_)
    objects[missing] = None
    return objects


def write_table(path: str, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add a table without geometry; see ``vector.write_table``."""
    from osgeo import ogr

    kinds = {str: ogr.OFTString, float: ogr.OFTReal, int: ogr.OFTInteger64}
    file = _geopackage(path)
    layer = file.CreateLayer(name, None, ogr.wkbNone, ["OVERWRITE=YES"])
    for column, value in rows[0].items():
        layer.CreateField(ogr.FieldDefn(column, kinds[type(value)]))
    layer.StartTransaction()
    for row in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for column, value in row.items():
            feature[column] = value
        _require(layer.CreateFeature(feature))
    _require(layer.CommitTransaction())
    file.FlushCache()


def copy_layer(source: str, source_layer: str, target: str, name: str) -> None:
    """Add a layer of a file to a GeoPackage; see ``vector.copy_layer``."""
    gdal = _gdal()
    mode = "overwrite" if Path(target).exists() else None
    made = gdal.VectorTranslate(target, source, format="GPKG", accessMode=mode, layers=[source_layer], layerName=name)
    made.FlushCache()


def tag_layer(path: str, name: str, tags: Mapping[str, str]) -> None:
    """Store tags in the metadata of a layer."""
    file = _geopackage(path)
    file.GetLayerByName(name).SetMetadata(dict(tags))
    file.FlushCache()


def layer_tags(path: str, name: str) -> dict[str, str]:
    """Return the tags of a layer."""
    gdal = _gdal()
    file = gdal.OpenEx(path, gdal.OF_VECTOR)  # a layer does not keep its file alive
    return dict(file.GetLayerByName(name).GetMetadata())


def add_raster(path: str, target: str, name: str, title: str) -> None:
    """Add a GeoTIFF to a GeoPackage as the float raster ``name``; cells and values stay as they are.

    On osgeo alone: rasterio 1.3 turns the names of tables into capitals.

    Raises
    ------
    PlanError
        If it cannot be written, as when the disk is full.
    """
    gdal = _gdal()
    options = [
        "APPEND_SUBDATASET=YES",
        f"RASTER_TABLE={name}",
        f"RASTER_IDENTIFIER={title}",
        "TILE_FORMAT=TIFF",
    ]
    options += [f"FIELD_NAME={title}", f"QUANTITY_DEFINITION={title}"]
    try:
        gdal.Translate(target, path, format="GPKG", creationOptions=options).FlushCache()
    except RuntimeError as error:
        raise PlanError(f"{target} could not be written: {error} Is the disk full?") from error


def is_there() -> bool:
    """Whether osgeo is installed."""
    return importlib.util.find_spec("osgeo") is not None


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


def _read_places(shapes: npt.NDArray[Any], into: Floats) -> bool:
    """Write the coordinates of WKB points (n,) into (n, 2), NaN where there is none; return whether all are plain."""
    there = ~np.ma.getmaskarray(shapes)
    wkb = np.ma.getdata(shapes)
    if wkb.dtype.kind != "V":  # GDAL gives one block of bytes where all are there and equally long, else objects
        there &= wkb != None  # noqa: E711 - element by element
        each = wkb[there].tolist()
        if not set(map(len, each)) <= {_POINT_BYTES}:
            return False
        wkb = np.frombuffer(b"".join(each), _POINT)
    if wkb.dtype.itemsize != _POINT_BYTES:
        return False
    records = wkb.view(_POINT)
    if ((records["order"] != 1) | (records["kind"] != 1)).any():
        return False
    if there.all():
        into[:] = records["xy"]
    else:
        into[:] = np.nan
        into[there] = records["xy"]
    return True


def _numbers(column: npt.NDArray[Any]) -> Floats:
    numbers: Floats = np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan)
    return numbers


def _gdal() -> Any:
    from osgeo import gdal

    gdal.UseExceptions()
    return gdal


def gdal_version() -> str:
    """Return the release of GDAL, such as 3.6.2."""
    return str(_gdal().VersionInfo("RELEASE_NAME"))
