"""Files of formats whose writers pass over a write that fails: made in memory, then written by ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .backends.osgeo_memory import names_in, new_folder, pieces_of, remove_folder


@contextmanager
def written_checked(final: Path) -> Iterator[str]:
    """Yield a path in memory to write to; ``final``, and what was written beside it, stand on disk at the end.

    Every write is checked. GDAL's own writers of text formats, Shapefiles and spreadsheets are not told of one that
    fails, and leave out what it held (GDAL 3.6).

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    folder = new_folder()
    try:
        yield f"{folder}/{final.name}"
        for name in names_in(folder):
            with (final.parent / name).open("wb") as file:
                file.writelines(pieces_of(f"{folder}/{name}"))
    finally:
        remove_folder(folder)
