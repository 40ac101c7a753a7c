"""A folder in which a result stands that a run is to replace, and what is there afterwards."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from orders import Ended, Workshop

FORMATS = ("gpkg", "geojson", "fgb", "csv", "shp", "gml", "kml", "xlsx", "ods", "sqlite", "table")
OLD = b"what stood there"
BESIDE = (".qml", ".qmd", ".xsd", ".tif.aux.xml", ".shx", ".dbf", ".prj", ".cpg")
OF_QT = "qt_temp"  # its temporary files, which it removes when a process ends of itself
WORDS = {
    "well": "ended, the new result whole",
    "refused": "stopped with a message, the old result as it was",
    "cancelled": "cancelled, the old result as it was",
    "killed": "killed, the old result as it was",
}


class Whole(NamedTuple):
    """What an undisturbed run makes: a print of each output by its key; how long it took, how often it looked."""

    prints: dict[str, str]
    seconds: float = 0.0
    looks: int = 0


class Place:
    """Where the outputs of one run go, by their keys; into a table of a copy of the GeoPackage ``neighbour``, if given."""

    def __init__(self, folder: Path, names: dict[str, str], neighbour: Path | None = None, scratch: Path | None = None):
        self.folder, self._neighbour = folder, neighbour
        self.scratch = scratch or folder / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.paths = {key: folder / name for key, name in names.items()}
        self.whole, self._old = Whole({}), ""
        self.renew()

    def expect(self, workshop: Workshop, ended: Ended) -> None:
        """Take what is there now, after an undisturbed run, for the whole result."""
        prints = workshop.done("prints_of", paths=[str(path) for path in self.paths.values()])
        self.whole = Whole(dict(zip(self.paths, prints)), ended.seconds, ended.looks)
        if self._neighbour:
            [self._old] = workshop.done("prints_of", paths=[str(self._neighbour)])

    def renew(self) -> None:
        """Put old results in place, and nothing else."""
        for path in (*self.folder.iterdir(), *self.scratch.iterdir()):
            if path != self.scratch:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in self.paths.values():
            if self._neighbour:
                shutil.copy(self._neighbour, path)
            else:
                path.write_bytes(OLD)

    def moved_to(self, folder: Path) -> Place:
        """Return the same place in another folder; temporary files stay where they were."""
        names = {key: path.name for key, path in self.paths.items()}
        place = Place(folder, names, self._neighbour, self.scratch)
        place.whole, place._old = self.whole, self._old
        return place

    @property
    def parameters(self) -> dict[str, str]:
        """What the tool is given for its outputs."""
        if self._neighbour:
            return {key: f"ogr:dbname='{path}' table=\"result\" (geom)" for key, path in self.paths.items()}
        return {key: str(path) for key, path in self.paths.items()}

    def came(self, ended: Ended, workshop: Workshop) -> tuple[str, bool]:
        """Return what came of a run, in words, and whether that is bad."""
        if ended.how in ("crashed", "hung"):
            return ended.how, True
        if ended.how == "broken":
            return "traceback", True
        states = {self._state(key, workshop) for key in self.paths}
        if ended.how != "killed" and self.left_over():
            return f"left over: {self.left_over()}", True
        if ended.how == "well" and states != {"new"}:
            return "silent", True
        if ended.how in ("refused", "cancelled") and states != {"old"}:
            return f"lost: {states}", True
        if "neither" in states:
            return "lost", True
        return WORDS["well" if states == {"new"} else ended.how], False

    def _state(self, key: str, workshop: Workshop) -> str:
        """Return whether an output is "old", "new" or "neither"."""
        path = self.paths[key]
        if not self._neighbour and path.exists() and path.read_bytes() == OLD:
            return "old"
        [there] = workshop.done("prints_of", paths=[str(path)]) if path.exists() else [""]
        if there and there == self._old:
            return "old"
        return "new" if there and there == self.whole.prints.get(key) else "neither"

    def left_over(self) -> list[str]:
        """Return what stands in the folder beside the outputs and what belongs to them."""
        theirs = {path.name for path in self.paths.values()}
        theirs |= {path.with_suffix(end).name for path in self.paths.values() for end in BESIDE}
        left = [path for path in self.folder.iterdir() if path != self.scratch and path.name not in theirs]
        temporary = [path for path in self.scratch.iterdir() if not path.name.startswith(OF_QT)]
        return sorted(path.name for path in [*left, *temporary])


def table_beside_another(path: Path, whole: Path) -> Path:
    """Return a GeoPackage with the two tables "result" and "neighbour", each a copy of a layer."""
    for name in ("result", "neighbour"):
        more = ["-update"] if path.exists() else []
        words = ["ogr2ogr", "-q", *more, "-f", "GPKG", str(path), str(whole), "-nln", name, "-limit", "5"]
        subprocess.run(words, check=True, timeout=60)
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
    return path
