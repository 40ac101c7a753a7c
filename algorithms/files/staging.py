"""Hidden folders in which results are made, each claimed by its process; those of processes that died are removed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from ..ground.errors import PlanError

_CLAIM = ".claim"
"""A file locked for as long as the process is at work: the system lets go of it whichever way that ends."""
_SHOWN = 20  # letters of a name: SQLite takes paths of up to 512 bytes
_ASIDE = "replaced"
_YOUNG = 60.0  # s, in which a folder may not be claimed yet


class Staging:
    """A hidden folder beside a result."""

    def __init__(self, stem: str, parent: Path):
        try:
            _remove_abandoned(parent)
            # the underscore, for QGIS takes a path with ".gz" or ".zip" in it for an archive
            self.folder = Path(tempfile.mkdtemp(".tmp", f".{stem[:_SHOWN]}._", parent))
        except OSError as error:
            raise PlanError(f"Cannot write into the folder {parent}: {error.strerror}.") from error
        self._claim: IO[Any] | None = (self.folder / _CLAIM).open("wb")
        _took_lock(self._claim)

    def made(self) -> list[Path]:
        """Return all files made in it."""
        return [path for path in self.folder.iterdir() if path.is_file() and path.name != _CLAIM]

    def put_aside(self, files: Sequence[Path]) -> None:
        """Keep a second name of files that are about to be replaced, or go; some may not be there."""
        aside = self.folder / _ASIDE
        aside.mkdir()
        for file in files:
            if file.exists():
                _second_name(file, aside / file.name)

    def put_back(self, files: Sequence[Path]) -> None:
        """Bring back files that were put aside, and remove those that took a place that was free."""
        for file in files:
            old = self.folder / _ASIDE / file.name
            if old.exists():
                old.replace(file)
            else:
                file.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the folder and all in it."""
        if self._claim is not None:
            with suppress(OSError):  # there is nothing in it that could be lost
                self._claim.close()
            self._claim = None
        shutil.rmtree(self.folder, ignore_errors=True)


def _second_name(file: Path, new: Path) -> None:
    try:
        os.link(file, new)
    except OSError:  # some file systems have no links, and some files are not ours
        shutil.copy2(file, new)


def _remove_abandoned(parent: Path) -> None:
    for claim in parent.glob(f".*._*.tmp/{_CLAIM}"):
        if time.time() - claim.parent.stat().st_mtime > _YOUNG and _is_abandoned(claim):
            shutil.rmtree(claim.parent, ignore_errors=True)


def _is_abandoned(claim: Path) -> bool:
    try:
        with claim.open("rb+") as file:
            return _took_lock(file)
    except OSError:  # another run removed it, or we may not
        return False


def _took_lock(file: IO[Any]) -> bool:
    """Return whether the file could be locked for this process."""
    try:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError:
        return False
    return True
