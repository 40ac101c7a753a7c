"""Files that GDAL writes into memory."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

from .osgeo_raster import _gdal

_PIECE = 2**24  # bytes


def new_folder() -> str:
    """Return a folder in memory that nobody else has; see ``remove_folder``."""
    folder = f"/vsimem/agora-{uuid4().hex}"
    _gdal().Mkdir(folder, 0o700)  # some formats look for it
    return folder


def names_in(folder: str) -> list[str]:
    """Return the names of the files in a folder in memory."""
    return sorted(_gdal().ReadDir(folder) or ())


def pieces_of(path: str) -> Iterator[bytes]:
    """Yield the content of a file in memory, piece by piece."""
    gdal = _gdal()
    file = gdal.VSIFOpenL(path, "rb")
    try:
        while piece := gdal.VSIFReadL(1, _PIECE, file):
            yield bytes(piece)
    finally:
        gdal.VSIFCloseL(file)


def remove_folder(folder: str) -> None:
    """Let go of a folder in memory and all in it."""
    _gdal().RmdirRecursive(folder)
