"""Outputs that are there whole or not at all.

A file is made in a hidden folder beside its final place, under its final name, and moved when complete.
Whatever stood there before stays until then.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..ground.errors import PlanError

_OF_THE_OLD = ("-wal", "-shm", "-journal", ".aux.xml", ".ovr", ".msk")
"""What SQLite and GDAL keep beside a file, and would take for a part of the one that replaces it."""


class Staged:
    """One output on its way: write to ``path``, then ``keep`` or ``drop``."""

    def __init__(self, final: str | Path):
        self.final = Path(final)
        parent = self.final.parent
        if not parent.is_dir():
            raise PlanError(f"The folder {parent} does not exist. Make it first, or choose another output.")
        if self.final.is_dir():
            raise PlanError(f"The output {self.final} is a folder. Give a file name.")
        try:
            # the underscore, for QGIS takes a path with ".gz" or ".zip" in it for an archive
            self._folder = Path(tempfile.mkdtemp(".tmp", f".{self.final.stem}._", parent))
        except OSError as error:
            raise PlanError(f"Cannot write into the folder {parent}: {error.strerror}.") from error
        self.path = self._folder / self.final.name

    def keep(self) -> None:
        """Move all files made to their final place, the main one last; what belonged to the old one goes."""
        made = sorted(self._folder.iterdir(), key=lambda each: each == self.path)
        beside = {f"{self.final.name}{end}" for end in _OF_THE_OLD} - {each.name for each in made}
        try:
            for file in made:
                _flush(file)
            for file in made:
                file.replace(self.final.parent / file.name)
            for name in beside:
                (self.final.parent / name).unlink(missing_ok=True)
        except OSError as error:
            raise PlanError(f"Cannot replace {self.final}: {error.strerror}. Is it open in another program?") from error
        finally:
            self.drop()

    def drop(self) -> None:
        """Remove what was made and not kept."""
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def staged(final: str | Path) -> Iterator[Path]:
    """Yield a path to write to; its content becomes ``final`` if the block ends well."""
    output = Staged(final)
    try:
        yield output.path
        output.keep()
    finally:
        output.drop()


def _flush(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
