"""Rasters in and out: one band, north up, square cells. The only module that imports rasterio.

Values are (rows, cols), NaN where there is no data. Written as tiled, compressed float32 GeoTIFF.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid
from . import gdal_twin
from .atomic import staged

NODATA = -9999.0
UNIT = "unit"  # the tag that says what a density counts by


class Raster(NamedTuple):
    """``values`` (rows, cols) float64, NaN without data; ``grid`` in units of ``crs`` (WKT, "" if none)."""

    values: Floats
    grid: Grid
    crs: str
    tags: dict[str, str]


def write_raster(path: str | Path, raster: Raster) -> None:
    """Write the raster as a GeoTIFF, whole or not at all.

    Raises
    ------
    PlanError
        If the folder is missing or read-only, or the file written is not the one meant.
    """
    data = np.where(np.isnan(raster.values), NODATA, raster.values).astype(np.float32)
    with staged(path) as being_made:
        write = _write if has_rasterio() else gdal_twin.write_geotiff
        try:
            write(str(being_made), data, raster.grid, raster.crs, raster.tags, NODATA)
        except (OSError, RuntimeError) as error:
            raise PlanError(f"{path} could not be written: {error} Is the disk full?") from error
        if not np.array_equal(_raw(being_made).data, data):
            raise PlanError(f"{path} could not be read back; is the disk full?")


def read_raster(path: str | Path) -> Raster:
    """Return the first band of a raster file.

    Raises
    ------
    PlanError
        If it cannot be read, is rotated or south up, or its cells are not square.
    """
    data, nodata, transform, crs, tags = _raw(path)
    values = np.asarray(data, dtype=np.float64)
    if nodata is not None:
        values[data == nodata] = np.nan
    return Raster(values, _grid(path, transform, data.shape), crs, tags)


def tag_raster(path: str | Path, tags: Mapping[str, str]) -> None:
    """Add tags to a GeoTIFF."""
    if not has_rasterio():
        gdal_twin.tag_raster(str(path), tags)
        return
    import rasterio

    with rasterio.open(path, "r+") as file:
        file.update_tags(**tags)


def has_rasterio() -> bool:
    """Whether rasterio is installed; without it the osgeo twin reads and writes."""
    return importlib.util.find_spec("rasterio") is not None


def _raw(path: str | Path) -> gdal_twin.RawRaster:
    """Return the first band as stored; raises PlanError where there is none."""
    read = _read if has_rasterio() else gdal_twin.read_raster
    try:
        return read(str(path))
    except (OSError, RuntimeError, IndexError) as error:  # rasterio: IndexError where a file has no band
        raise PlanError(f"{path} cannot be read as a raster: {error}") from error


def _grid(path: str | Path, transform: tuple[float, ...], shape: tuple[int, ...]) -> Grid:
    """Return the grid of a GDAL geotransform: west, dx, row skew, north, column skew, dy."""
    west, dx, skew, north, other_skew, dy = transform
    if skew or other_skew or dx <= 0 or dy >= 0:
        raise PlanError(f"{path} is rotated or south up; warp it north up first (gdalwarp).")
    if abs(dx + dy) > 1e-6 * dx:
        raise PlanError(f"{path} has cells of {dx:g} by {-dy:g}; resample it to square cells first.")
    return Grid(west, north, dx, shape[0], shape[1])


def _write(path: str, data: np.ndarray, grid: Grid, crs: str, tags: Mapping[str, str], nodata: float) -> None:  # type: ignore[type-arg]
    import rasterio

    transform = rasterio.Affine(grid.cell, 0, grid.west, 0, -grid.cell, grid.north)
    with rasterio.open(
        path, "w", driver="GTiff", height=grid.rows, width=grid.cols, count=1, dtype="float32", nodata=nodata,
        crs=crs or None, transform=transform, **{k.lower(): v for k, v in gdal_twin.GEOTIFF_OPTIONS.items()},
    ) as file:  # fmt: skip
        file.write(data, 1)
        file.update_tags(**tags)


def _read(path: str) -> gdal_twin.RawRaster:
    import rasterio

    with rasterio.open(path) as file:
        crs = file.crs.to_wkt() if file.crs else ""
        return gdal_twin.RawRaster(file.read(1), file.nodata, file.transform.to_gdal(), crs, file.tags())
