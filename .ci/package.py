"""Builds the zip that a user installs: ``package.py FOLDER`` writes ``FOLDER/agora-<version>.zip``.

Only what git tracks goes in, with fixed times and modes, so that one commit gives one zip.
"""

from __future__ import annotations

import configparser
import subprocess
import sys
import zipfile
from collections.abc import Iterable
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
    if path.parts[:2] == ("docs", "pictures"):
        return not path.name.startswith("plan_")  # the help pages' own; those of the site stay out
    return path.parts[0] in FOLDERS or (path.parts[:2] == ("docs", "tools") and path.suffix == ".md")


def write_zip(target: Path, root: Path, names: Iterable[str]) -> None:
    """Write the files of these names below ``root`` into one zip, under the folder ``agora``."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(names):
            member = zipfile.ZipInfo(f"agora/{name}", EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # Unix, whose file modes follow
            member.external_attr = 0o100644 << 16
            archive.writestr(member, (root / name).read_bytes(), compresslevel=9)


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
    write_zip(target, ROOT, names)
    print(f"{target}: {len(names)} files, {target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
