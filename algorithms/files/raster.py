"""Rasters in and out: one band, north up, square cells.

Values are (rows, cols), NaN where there is no data. Written as tiled, compressed float32 GeoTIFF.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid
from ..ground.progress import Progress, no_progress
from .atomic import staged
from .backends.choice import backend
from .backends.geotiff import UNIT as UNIT
from .backends.geotiff import RawRaster, Window

NODATA = -9999.0
_BLOCK = 512  # cells
_READ_BACK = 16_000_000  # cells


class WriteError(PlanError):
    """A file that cannot be written, or not be read back."""


class Raster(NamedTuple):
    """``values`` (rows, cols) float64, NaN without data; ``grid`` in units of ``crs`` (WKT, "" if none)."""

    values: Floats
    grid: Grid
    crs: str
    tags: dict[str, str]


class Layout(NamedTuple):
    """What a raster has besides values; ``grid`` in units of ``crs`` (WKT, "" if none)."""

    grid: Grid
    crs: str
    tags: dict[str, str]


class _Mark(NamedTuple):
    """Where a tile stands, and a checksum of it."""

    window: Window
    checksum: int


def write_raster(path: str | Path, raster: Raster, progress: Progress = no_progress) -> None:
    """Write the raster as a GeoTIFF, whole or not at all.

    Raises
    ------
    PlanError
        If the folder is missing or read-only, or the file written is not the one meant.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_raster(f"{folder}/density.tif", Raster(np.array([[1, np.nan]]), Grid(0, 10, 10, 1, 2), "", {}))
    ...     read_raster(f"{folder}/density.tif").values.tolist()
    [[1.0, nan]]
    """
    write_tiles(path, Layout(raster.grid, raster.crs, raster.tags), [(0, 0, raster.values)], progress)


def write_tiles(
    path: str | Path, layout: Layout, tiles: Iterable[tuple[int, int, Floats]], progress: Progress = no_progress
) -> None:
    """Write a raster of any size as it is made, with overviews: whole or not at all.

    Some of the tiles are read back and compared, all of them up to 16 million cells.

    Parameters
    ----------
    tiles : top row, left column and values (rows, cols), NaN without data; in rows of tiles from the north-west
    progress : from the last tile on, while overviews are made

    Raises
    ------
    PlanError
        If the folder is missing or read-only, or the file written is not the one meant.
    """
    with staged(path) as being_made:
        marks = _streamed(str(being_made), layout, tiles)
        with _said(path):
            if not _is_same(str(being_made), marks):
                raise WriteError(f"{path} could not be read back; is the disk full?")
            factors = _overview_factors(layout.grid)
            if factors:
                backend("add_overviews")(str(being_made), factors, progress)


@contextmanager
def _said(path: str | Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise WriteError(f"{path} could not be written: {error} Is the disk full?") from error


def add_surface(raster: Raster, target: str | Path, name: str, title: str) -> None:
    """Add a raster that is in memory to a GeoPackage, as ``add_raster`` does a file."""
    with tempfile.TemporaryDirectory(prefix=".agora-", dir=Path(target).parent) as folder:
        file = f"{folder}/surface.tif"
        _streamed(file, Layout(raster.grid, raster.crs, raster.tags), [(0, 0, raster.values)])
        add_raster(file, target, name, title)


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
    """Add tags to a GeoTIFF.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_raster(f"{folder}/density.tif", Raster(np.ones((1, 1)), Grid(0, 10, 10, 1, 1), "", {}))
    ...     tag_raster(f"{folder}/density.tif", {"tool": "agora:kerneldensity"})
    ...     read_raster(f"{folder}/density.tif").tags["tool"]
    'agora:kerneldensity'
    """
    backend("tag_raster")(str(path), tags)


def add_raster(path: str | Path, target: str | Path, name: str, title: str) -> None:
    """Add a GeoTIFF to a GeoPackage as the float raster ``name``; cells and values stay as they are.

    Raises
    ------
    PlanError
        If it cannot be written, as when the disk is full.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_raster(f"{folder}/density.tif", Raster(np.ones((1, 1)), Grid(0, 10, 10, 1, 1), "EPSG:27700", {}))
    ...     add_raster(f"{folder}/density.tif", f"{folder}/plan.gpkg", "density", "Jobs per hectare")
    ...     read_raster(f"GPKG:{folder}/plan.gpkg:density").values.tolist()
    [[1.0]]
    """
    try:
        backend("add_raster")(str(path), str(target), name, title)
    except Exception as error:  # rasterio passes on GDAL's own kinds of error, which have no public root in common
        raise WriteError(f"{target} could not be written: {error} Is the disk full?") from error


def gdal_version() -> str:
    """Return the release of GDAL, such as 3.6.2."""
    return str(backend("gdal_version")())


def _streamed(path: str, layout: Layout, tiles: Iterable[tuple[int, int, Floats]]) -> list[_Mark]:
    """Write all tiles; return the marks of some, evenly spaced."""
    every = max(layout.grid.rows * layout.grid.cols // _READ_BACK, 1)
    marks = []
    with _said(path):
        file = backend("GeoTiff")(path, layout.grid, layout.crs, layout.tags, NODATA)
    try:
        for number, (top, left, values) in enumerate(tiles):
            data = values.astype(np.float32)
            np.copyto(data, NODATA, where=np.isnan(data))
            with _said(path):
                file.write(top, left, data)
            if number % every == 0:
                marks.append(_Mark((top, left, data.shape[0], data.shape[1]), zlib.crc32(data.tobytes())))
    finally:
        with _said(path):
            file.close()
    return marks


def _is_same(path: str, marks: list[_Mark]) -> bool:
    parts = backend("read_windows")(path, [mark.window for mark in marks])
    return all(zlib.crc32(np.ascontiguousarray(part).tobytes()) == mark.checksum for part, mark in zip(parts, marks))


def _overview_factors(grid: Grid) -> list[int]:
    """Return 2, 4, … until the smallest copy fits one block."""
    factors: list[int] = []
    while max(grid.rows, grid.cols) > _BLOCK * (factors[-1] if factors else 1):
        factors.append(2 ** (len(factors) + 1))
    return factors


def _raw(path: str | Path) -> RawRaster:
    """Return the first band as stored; raises PlanError where there is none."""
    read = backend("read_raster")
    try:
        raw: RawRaster = read(str(path))
    except (OSError, RuntimeError, IndexError) as error:  # rasterio: IndexError where a file has no band
        raise PlanError(f"{path} cannot be read as a raster: {error}") from error
    return raw


def _grid(path: str | Path, transform: tuple[float, ...], shape: tuple[int, ...]) -> Grid:
    """Return the grid of a GDAL geotransform: west, dx, row skew, north, column skew, dy."""
    west, dx, skew, north, other_skew, dy = transform
    if skew or other_skew or dx <= 0 or dy >= 0:
        raise PlanError(f"{path} is rotated or south up; warp it north up first (gdalwarp).")
    if abs(dx + dy) > 1e-6 * dx:
        raise PlanError(f"{path} has cells of {dx:g} by {-dy:g}; resample it to square cells first.")
    return Grid(west, north, dx, shape[0], shape[1])
