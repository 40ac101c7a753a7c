"""Rasters in and out: one band, north up, square cells. The only module that imports rasterio.

Values are (rows, cols), NaN where there is no data. Written as tiled, compressed float32 GeoTIFF.
"""

from __future__ import annotations

import importlib.util
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError
from ..ground.grid import Grid
from ..ground.progress import Progress, no_progress
from . import gdal_twin
from .atomic import staged

NODATA = -9999.0
_BLOCK = 512  # cells
_READ_BACK = 16_000_000  # cells
UNIT = gdal_twin.UNIT


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

    window: tuple[int, int, int, int]  # top, left, rows, cols
    checksum: int


def write_raster(path: str | Path, raster: Raster) -> None:
    """Write the raster as a GeoTIFF, whole or not at all.

    Raises
    ------
    PlanError
        If the folder is missing or read-only, or the file written is not the one meant.
    """
    write_tiles(path, Layout(raster.grid, raster.crs, raster.tags), [(0, 0, raster.values)])


def write_tiles(
    path: str | Path, layout: Layout, tiles: Iterable[tuple[int, int, Floats]], progress: Progress = no_progress
) -> None:
    """Write a raster of any size as it is made, with overviews: whole or not at all.

    On osgeo where it is there: rasterio 1.3 keeps what is written in a cache of a twentieth of the memory, and
    cannot be stopped while it makes overviews. Some of the tiles are read back and compared, all of them up to
    16 million cells.

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
                add = gdal_twin.add_overviews if gdal_twin.is_there() else _add_overviews
                add(str(being_made), factors, progress)


@contextmanager
def _said(path: str | Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise WriteError(f"{path} could not be written: {error} Is the disk full?") from error


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


def _streamed(path: str, layout: Layout, tiles: Iterable[tuple[int, int, Floats]]) -> list[_Mark]:
    """Write all tiles; return the marks of some, evenly spaced."""
    every = max(layout.grid.rows * layout.grid.cols // _READ_BACK, 1)
    marks = []
    with _said(path):
        open_ = gdal_twin.GeoTiff if gdal_twin.is_there() else _GeoTiff
        file = open_(path, layout.grid, layout.crs, layout.tags, NODATA)
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
    read = gdal_twin.read_windows if gdal_twin.is_there() else _read_windows
    parts = read(path, [each.window for each in marks])
    return all(zlib.crc32(np.ascontiguousarray(part).tobytes()) == mark.checksum for part, mark in zip(parts, marks))


def _overview_factors(grid: Grid) -> list[int]:
    """Return 2, 4, … until the smallest copy fits one block."""
    factors: list[int] = []
    while max(grid.rows, grid.cols) > _BLOCK * (factors[-1] if factors else 1):
        factors.append(2 ** (len(factors) + 1))
    return factors


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


def _profile(grid: Grid, crs: str, nodata: float) -> dict[str, object]:
    import rasterio

    options = {key.lower(): value for key, value in gdal_twin.GEOTIFF_OPTIONS.items()}
    transform = rasterio.Affine(grid.cell, 0, grid.west, 0, -grid.cell, grid.north)
    size = dict(height=grid.rows, width=grid.cols, count=1, dtype="float32", nodata=nodata)
    return dict(driver="GTiff", crs=crs or None, transform=transform, **size, **options)


class _GeoTiff:
    """See ``gdal_twin.GeoTiff``."""

    def __init__(self, path: str, grid: Grid, crs: str, tags: Mapping[str, str], nodata: float):
        import rasterio

        self._file = rasterio.open(path, "w", **_profile(grid, crs, nodata))
        self._file.update_tags(**tags)
        self._file.set_band_description(1, tags.get(UNIT, ""))

    def write(self, top: int, left: int, data: np.ndarray) -> None:  # type: ignore[type-arg]
        """Write a tile (rows, cols) at a row and column."""
        from rasterio.windows import Window

        self._file.write(data, 1, window=Window(left, top, data.shape[1], data.shape[0]))

    def close(self) -> None:
        """End the file."""
        self._file.close()


def _read_windows(path: str, windows: Sequence[tuple[int, int, int, int]]) -> Iterator[np.ndarray]:  # type: ignore[type-arg]
    import rasterio
    from rasterio.windows import Window

    with rasterio.open(path) as file:
        for top, left, rows, cols in windows:
            yield file.read(1, window=Window(left, top, cols, rows))


def _add_overviews(path: str, factors: Sequence[int], progress: Progress) -> None:
    import rasterio
    from rasterio.enums import Resampling

    progress(0.0)
    with rasterio.open(path, "r+") as file:
        file.build_overviews(list(factors), Resampling.average)
    progress(1.0)


def _read(path: str) -> gdal_twin.RawRaster:
    import rasterio

    with rasterio.open(path) as file:
        crs = file.crs.to_wkt() if file.crs else ""
        return gdal_twin.RawRaster(file.read(1), file.nodata, file.transform.to_gdal(), crs, file.tags())


def add_raster(path, name, title, raster):
    """Write a raster into a GeoPackage as one more layer."""
    import tempfile

    with tempfile.TemporaryDirectory() as f:
        t = f + "/x.tif"
        write_raster(t, raster)
        gdal_twin.add_raster(t, str(path), name, title)
