"""Raster files with osgeo, which every QGIS has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy.typing as npt

from ...ground.grid import Grid
from ...ground.progress import Progress
from .geotiff import OPTIONS, UNIT, RawRaster, Window

_OVERVIEW_CACHE = 256 * 2**20  # bytes


class GeoTiff:
    """One float32 band that is written tile by tile; tiles are whole blocks, or end with the band."""

    def __init__(self, path: str, grid: Grid, crs: str, tags: Mapping[str, str], nodata: float):
        gdal = _gdal()
        options = [f"{key}={value}" for key, value in OPTIONS.items()]
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


def read_windows(path: str, windows: Sequence[Window]) -> Iterator[npt.NDArray[Any]]:
    """Yield parts of the first band as stored."""
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


def add_raster(path: str, target: str, name: str, title: str) -> None:
    """Add a GeoTIFF to a GeoPackage as the float raster ``name``."""
    names = {"RASTER_TABLE": name, "RASTER_IDENTIFIER": title, "FIELD_NAME": title, "QUANTITY_DEFINITION": title}
    options = [f"{key}={value}" for key, value in names.items()]
    options += ["APPEND_SUBDATASET=YES", "TILE_FORMAT=TIFF"]
    _gdal().Translate(target, path, format="GPKG", creationOptions=options).FlushCache()


def gdal_version() -> str:
    """Return the release of GDAL, such as 3.6.2."""
    return str(_gdal().VersionInfo("RELEASE_NAME"))


def _gdal() -> Any:
    from osgeo import gdal

    gdal.UseExceptions()
    return gdal
