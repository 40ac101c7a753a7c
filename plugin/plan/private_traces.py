"""Takes out of a stored project who made it and where: plans are published.

QGIS writes the user's names into every project, and leaves the full path of some layers in the layer tree,
in legends and atlases, even where the project's own sources are relative.
"""

from __future__ import annotations

import io
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from qgis.core import QgsProject

from ...algorithms.ground.errors import PlanError

# QGIS 3.44 puts the user's name where a project has no author.
_USER = re.compile(r' saveUser(?:Full)?="[^"]*"|(?<=<author>)[^<]+(?=</author>)')


def write_without_traces(project: QgsProject, path: Path) -> None:
    """Write a project into the GeoPackage it is stored in.

    Raises
    ------
    PlanError
        If it cannot be written, as when the disk is full.
    """
    if not project.write():
        raise PlanError(f"The project could not be written into {path.name}: {project.error()} Is the disk full?")
    try:
        _clean(path)
    except sqlite3.Error as error:
        raise PlanError(f"The project could not be written into {path.name}: {error}. Is the disk full?") from error


def _clean(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        stored = file.execute("SELECT name, metadata, content FROM qgis_projects").fetchall()
        for name, about, content in stored:
            cleaned = json.dumps({key: each for key, each in json.loads(about).items() if key != "last_modified_user"})
            file.execute(
                "UPDATE qgis_projects SET metadata = ?, content = ? WHERE name = ?",
                (cleaned, _repacked(content, path), name),
            )


def _repacked(content: str, path: Path) -> str:
    """Return a project as stored, a zip in hexadecimal digits, with its text cleaned."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(bytes.fromhex(content))) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, _cleaned(data.decode(), path).encode() if member.endswith(".qgs") else data)
    return made.getvalue().hex()


def _cleaned(text: str, path: Path) -> str:
    for folder in {path.parent.as_posix(), path.parent.resolve().as_posix()}:
        written = folder.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
        text = text.replace(f"{written}/", "./")
    return _USER.sub("", text)
