"""Raster files with rasterio. The only module that imports it."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy.typing as npt

from ...ground.grid import Grid
from ...ground.progress import Progress
from .geotiff import OPTIONS, UNIT, RawRaster, Window

_CACHE = 64 * 2**20  # bytes


class GeoTiff:
    """See ``osgeo_raster.GeoTiff``."""

    def __init__(self, path: str, grid: Grid, crs: str, tags: Mapping[str, str], nodata: float):
        import rasterio

        profile = {"width": grid.cols, "height": grid.rows, "count": 1, "dtype": "float32", "nodata": nodata}
        place = {"crs": crs or None, "transform": rasterio.Affine(grid.cell, 0, grid.west, 0, -grid.cell, grid.north)}
        options = {key.lower(): value for key, value in OPTIONS.items()}
        self._file = rasterio.open(path, "w", driver="GTiff", **profile, **place, **options)
        self._file.update_tags(**tags)
        self._file.set_band_description(1, tags.get(UNIT, ""))

    def write(self, top: int, left: int, data: npt.NDArray[Any]) -> None:
        """Write a tile (rows, cols) at a row and column."""
        import rasterio
        from rasterio.windows import Window as Part

        with rasterio.Env(GDAL_CACHEMAX=_CACHE):  # or GDAL would keep a twentieth of the machine's memory
            self._file.write(data, 1, window=Part(left, top, data.shape[1], data.shape[0]))

    def close(self) -> None:
        """End the file."""
        self._file.close()


def read_windows(path: str, windows: Sequence[Window]) -> Iterator[npt.NDArray[Any]]:
    """Yield parts of the first band as stored."""
    import rasterio
    from rasterio.windows import Window as Part

    with rasterio.open(path) as file:
        for top, left, rows, cols in windows:
            yield file.read(1, window=Part(left, top, cols, rows))


def add_overviews(path: str, factors: Sequence[int], progress: Progress) -> None:
    """Add smaller copies; ``progress`` is called before and after, and may raise to stop."""
    import rasterio
    from rasterio.enums import Resampling

    progress(0.0)
    with rasterio.open(path, "r+") as file:
        file.build_overviews(list(factors), Resampling.average)
    progress(1.0)


def tag_raster(path: str, tags: Mapping[str, str]) -> None:
    """Add tags to a file."""
    import rasterio

    with rasterio.open(path, "r+") as file:
        file.update_tags(**tags)


def read_raster(path: str) -> RawRaster:
    """Return the first band of a file."""
    import rasterio

    with rasterio.open(path) as file:
        crs = file.crs.to_wkt() if file.crs else ""
        return RawRaster(file.read(1), file.nodata, file.transform.to_gdal(), crs, file.tags())


def add_raster(path: str, target: str, name: str, title: str) -> None:
    """Add a GeoTIFF to a GeoPackage as the float raster ``name``.

    rasterio turns options into capitals. The table is therefore named as GDAL does by itself, after the file it
    comes from, here a virtual one; its titles are written with SQLite. A full disk passes unsaid, so cells are
    compared.
    """
    import rasterio
    from rasterio import shutil

    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / f"{name}.vrt"
        shutil.copy(str(Path(path).resolve()), str(named), driver="VRT")
        # GDAL 3.10 takes the file behind a simple source, and that file's name
        named.write_text(named.read_text("utf-8").replace("SimpleSource", "ComplexSource"), "utf-8")
        shutil.copy(str(named), target, driver="GPKG", tile_format="TIFF", append_subdataset="YES")
    with closing(sqlite3.connect(target)) as file, file:
        file.execute("UPDATE gpkg_contents SET identifier = ? WHERE table_name = ?", (title, name))
        file.execute(
            "UPDATE gpkg_2d_gridded_coverage_ancillary SET field_name = ?, quantity_definition = ? "
            "WHERE tile_matrix_set_name = ?",
            (title, title, name),
        )
    with rasterio.open(path) as source, rasterio.open(f"GPKG:{target}:{name}") as written:
        if source.checksum(1) != written.checksum(1):
            raise OSError("it holds other cells than it should.")


def gdal_version() -> str:
    """Return the release of GDAL, such as 3.6.2."""
    import rasterio

    return str(rasterio.__gdal_version__)
