"""Outputs that are there whole or not at all.

A file is made in a hidden folder beside its final place, under its final name, and moved when complete.
Whatever stood there before stays until then.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..ground.errors import PlanError
from .neighbours import left_over, refuse_open_database, refuse_others
from .staging import Staging


class Staged:
    """One output on its way: write to ``path``, then ``keep`` or ``drop``. A link is followed, ``final`` its end."""

    def __init__(self, final: str | Path):
        self.asked = Path(final)
        self.final = self.asked.resolve() if self.asked.is_symlink() else self.asked
        parent = self.final.parent
        if not parent.is_dir():
            raise PlanError(f"The folder {parent} does not exist. Make it first, or choose another output.")
        if self.final.is_dir():
            raise PlanError(f"The output {self.final} is a folder. Give a file name.")
        if self.final.exists() and not self.final.stat().st_mode & stat.S_IWUSR:
            raise PlanError(f"{self.final} is read-only. Allow it to be written, or choose another output.")
        refuse_open_database(self.final)
        self._staging = Staging(self.final.stem, parent)
        self.path = self._staging.folder / self.final.name
        self._moved: list[Path] = []

    @property
    def destination(self) -> str:
        """Where to write it meanwhile."""
        return str(self.path)

    @property
    def called(self) -> str:
        """What the result is called."""
        return str(self.asked)

    def check(self) -> None:
        """Refuse to replace what belongs to something else, or is being written to; raises PlanError."""
        refuse_others(self.final, {path.name for path in self._staging.made()})
        refuse_open_database(self.final)

    def keep(self) -> None:
        """Move all files made to their final place, the main one last; what belonged to the old one goes.

        Raises
        ------
        PlanError
            If they cannot be moved; what was there before stays.
        """
        made = sorted(self._staging.made(), key=lambda path: path == self.path)
        try:
            self.check()
            for file in made:
                _flush(file)
                _take_after(file, self.final.parent / file.name)
            old = left_over(self.final, {path.name for path in made})
            self._staging.put_aside([*(self.final.parent / file.name for file in made), *old])
            for file in made:
                self._moved.append(file.replace(self.final.parent / file.name))
            for path in old:
                self._moved.append(path)
                path.unlink(missing_ok=True)
            _flush_folder(self.final.parent)
        except OSError as error:
            self.undo()
            raise PlanError(f"Cannot replace {self.final}: {error.strerror}. Is it open in another program?") from error

    def undo(self) -> None:
        """Put back what ``keep`` replaced, until ``drop``."""
        self._staging.put_back(self._moved)
        self._moved = []

    def drop(self) -> None:
        """Remove what was made and not kept, and what was replaced."""
        self._staging.remove()


@contextmanager
def staged(final: str | Path) -> Iterator[Path]:
    """Yield a path to write to; its content becomes ``final`` if the block ends well."""
    output = Staged(final)
    try:
        yield output.path
        output.keep()
    finally:
        output.drop()


def _take_after(file: Path, old: Path) -> None:
    """Give a file the mode and, where that is allowed, the owner of the one it replaces."""
    if not old.exists():
        return
    before = old.stat()
    if hasattr(os, "chown") and (before.st_uid, before.st_gid) != (file.stat().st_uid, file.stat().st_gid):
        with suppress(PermissionError):
            os.chown(file, before.st_uid, before.st_gid)
    shutil.copymode(old, file)


def _flush(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())


def _flush_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
