"""What stands beside a file and belongs to it: it is replaced with it, and nobody else's may be."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ..ground.errors import PlanError

_BY_NAME = ("-wal", "-shm", "-journal", ".aux.xml", ".ovr", ".msk")
"""Ends that SQLite and GDAL put behind a file's whole name, and would take for a part of the one that replaces it."""
_OF_A_SHAPEFILE = (".shx", ".dbf", ".prj", ".cpg", ".qix", ".qpj", ".sbn", ".sbx", ".idm", ".ind", ".shp.xml")
_ALONE = (".gpkg", ".pdf", ".html")
"""Ends of files beside which nothing is written: one holds all of its own, the others are no layers."""
_OF_ANY = (".qml", ".qmd", ".sld", ".cpg", ".prj", ".aux.xml", ".tfw", ".wld", ".csvt")
"""Ends that stand in place of a file's own, so that two files may share one."""


def written_with(path: Path) -> list[Path]:
    """Return what may be written for a file: itself, the files a Shapefile consists of, its style and metadata."""
    if path.suffix.lower() in _ALONE:
        return [path]
    ends = (*(_OF_A_SHAPEFILE if path.suffix.lower() == ".shp" else ()), ".qml", ".qmd")
    return [path, *(path.with_name(f"{path.stem}{end}") for end in ends)]


def left_over(final: Path, made: set[str]) -> list[Path]:
    """Return what belonged to the file that ``final`` replaces and was not ``made`` again."""
    ends = _OF_A_SHAPEFILE if final.suffix.lower() == ".shp" else ()
    old = [f"{final.name}{end}" for end in _BY_NAME] + [f"{final.stem}{end}" for end in ends]
    return [final.parent / name for name in old if name not in made]


def refuse_others(final: Path, made: set[str]) -> None:
    """Refuse to replace a file beside ``final`` that belongs to something else.

    Raises
    ------
    PlanError
        With both files. A file beside belongs to ``final`` where that is there and no other file has its stem.
    """
    others = sorted(path.name for path in final.parent.glob(f"{_plain(final.stem)}.*") if _is_another(path, final))
    for name in sorted(made - {final.name}):
        if (final.parent / name).exists() and not name.startswith(final.name) and (others or not final.exists()):
            whose = f"belongs to {others[0]}" if others else "is there already"
            raise PlanError(f"{name} {whose}, and {final} would write one of that name. Choose another file name.")


def refuse_open_database(final: Path) -> None:
    """Refuse to replace a SQLite file into which another program is writing; raises PlanError."""
    if Path(f"{final}-wal").exists():
        refuse_written(final)


def refuse_written(final: Path) -> None:
    """Refuse a SQLite file into which another program is writing at the moment; raises PlanError."""
    place = f"{final.resolve().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(place, uri=True, timeout=0, isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            file.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise PlanError(
                f"{final} is open in another program, which is writing to it. Save and close it there first."
            ) from error
    except sqlite3.DatabaseError:
        return  # no database: it may be replaced


def _is_another(path: Path, final: Path) -> bool:
    """Whether a file of the same stem is a layer of its own, and not something beside one."""
    beside = (*_OF_ANY, *(_OF_A_SHAPEFILE if final.suffix.lower() == ".shp" else ()))
    return path.name != final.name and not path.name.startswith(f"{final.name}.") and path.suffix.lower() not in beside


def _plain(stem: str) -> str:
    """Return a stem so that a pattern takes it as it is."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)
