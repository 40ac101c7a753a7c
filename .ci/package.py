"""Builds the zip that a user installs: ``package.py FOLDER`` writes ``FOLDER/agora-<version>.zip``.

Only what git tracks goes in, and the help pages made of it, with fixed times and modes, so that one commit gives one
zip.
"""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
FILES = {"__init__.py", "metadata.txt", "LICENSE", "README.md", "CHANGELOG.md"}
FOLDERS = {"algorithms", "plugin", "icons"}
SCRIPTS = {".py", ".sh"}
EARLIEST = (1980, 1, 1, 0, 0, 0)


def is_shipped(name: str) -> bool:
    """Tell whether the file of this name, relative to the checkout, is for users."""
    path = PurePosixPath(name)
    if len(path.parts) < 2:
        return name in FILES
    if path.parts[0] == "examples":
        return path.suffix not in SCRIPTS
    return path.parts[0] in FOLDERS


def write_zip(target: Path, files: Mapping[str, Path]) -> None:
    """Write files by their names into one zip, under the folder ``agora``."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(f"agora/{name}", EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, whose file modes follow
            member.external_attr = 0o100644 << 16
            archive.writestr(member, files[name].read_bytes(), compresslevel=9)


def help_pages(folder: Path) -> dict[str, Path]:
    """Return the pages that the help button opens, as MkDocs wrote them; the site map holds a date."""
    pages = (each for each in folder.rglob("*") if each.is_file() and not each.name.startswith("sitemap"))
    return {f"help/{each.relative_to(folder).as_posix()}": each for each in pages}


def version(root: Path) -> str:
    """Return the version that metadata.txt declares."""
    metadata = configparser.ConfigParser()
    metadata.read(root / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603, S607


def main(folder: str) -> int:
    """Build the zip; say what is in it."""
    tracked = _git("ls-files", "-z").rstrip("\0").split("\0")
    names = [name for name in tracked if is_shipped(name) and (ROOT / name).exists()]
    if not FILES & set(names):
        print("git tracks no file of the plugin yet: git add it first.", file=sys.stderr)
        return 1
    if _git("status", "--porcelain"):
        print("Note: the working tree has uncommitted changes; those to tracked files are in the zip.")
    target = Path(folder) / f"agora-{version(ROOT)}.zip"
    files = {**{name: ROOT / name for name in names}, **help_pages(Path(folder) / "help")}
    write_zip(target, files)
    print(f"{target}: {len(files)} files, {target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
