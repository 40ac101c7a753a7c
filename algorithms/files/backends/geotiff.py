"""What a raster is to any library: how our GeoTIFFs are laid out, and a band as stored."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

import numpy.typing as npt

UNIT = "unit"
"""The tag that says what a raster counts by; it names the band too."""

OPTIONS = {
    "TILED": "YES",
    "BLOCKXSIZE": "512",
    "BLOCKYSIZE": "512",
    "COMPRESS": "DEFLATE",
    "PREDICTOR": "3",
    "ZLEVEL": "1",
    "NUM_THREADS": "ALL_CPUS",
    "BIGTIFF": "IF_SAFER",
}

Window = tuple[int, int, int, int]
"""Top, left, rows, cols."""


class RawRaster(NamedTuple):
    """A band as stored: ``data`` (rows, cols), ``nodata``, GDAL's six numbers, WKT or "", tags."""

    data: npt.NDArray[Any]
    nodata: Optional[float]
    transform: tuple[float, ...]
    crs: str
    tags: dict[str, str]
