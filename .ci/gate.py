"""The security gate: ``gate.py ZIP`` lists what plugins.qgis.org or our own rules refuse in a plugin zip.

Exits 1 if there is any finding. Bandit and detect-secrets run with all their rules, and comments that would
silence them (``nosec``, ``pragma: allowlist secret``) are ignored: code is mended, not excused.
"""

from __future__ import annotations

import configparser
import re
import stat
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import urlparse

from bandit.core.config import BanditConfig
from bandit.core.manager import BanditManager
from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings

PLUGIN = "agora"
MOST_BYTES = 5_000_000
REQUIRED_FILES = ("__init__.py", "metadata.txt", "LICENSE")
REQUIRED_KEYS = (
    "name", "description", "about", "version", "qgisMinimumVersion", "author", "email",
    "homepage", "tracker", "repository", "icon", "license", "hasProcessingProvider",
)  # fmt: skip
UNWANTED_FOLDERS = {"__pycache__", "__MACOSX", ".git", ".ci", "tests"}
UNWANTED_SUFFIXES = {".pyc", ".pyo", ".so", ".dll", ".dylib", ".exe", ".bat", ".cmd", ".ps1", ".sh"}
SILENCER = "detect_secrets.filters.allowlist.is_line_allowlisted"


def findings(path: Path) -> list[str]:
    """Return everything that is wrong with the zip, one line each."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        return [f"{path.name} is not a zip file"]
    with archive:
        broken = unsafe_members(archive.infolist()) + damaged_members(archive)
        if broken:  # not safe to unpack
            return broken
        with tempfile.TemporaryDirectory() as folder:
            archive.extractall(folder)
            root = Path(folder)
            return [
                *size_findings(path),
                *layout_findings(archive.namelist()),
                *mode_findings(archive.infolist()),
                *metadata_findings(root / PLUGIN),
                *licence_findings(root / PLUGIN / "LICENSE"),
                *code_findings(root),
                *secret_findings(root),
            ]


def unsafe_members(members: list[zipfile.ZipInfo]) -> list[str]:
    """Find names that could leave the folder they are unpacked in, and links."""
    found = []
    for member in members:
        name = member.orig_filename
        if ".." in name or "\\" in name or name.startswith("/") or re.match("[A-Za-z]:", name):
            found.append(f"{name}: unsafe path")
        if stat.S_ISLNK(member.external_attr >> 16):
            found.append(f"{name}: symbolic link")
    return found


def damaged_members(archive: zipfile.ZipFile) -> list[str]:
    """Find the first member whose checksum is wrong."""
    try:
        name = archive.testzip()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        return [f"damaged: {error}"]
    return [f"{name}: damaged"] if name else []


def size_findings(path: Path) -> list[str]:
    """Find a zip that is too large."""
    size = path.stat().st_size
    return [f"{size:,} bytes, more than {MOST_BYTES:,}"] if size > MOST_BYTES else []


def layout_findings(names: list[str]) -> list[str]:
    """Find missing files, and files that are not a user's."""
    tops = sorted({name.split("/")[0] for name in names})
    found = [] if tops == [PLUGIN] else [f"top folders are {', '.join(tops)}, not {PLUGIN} alone"]
    found += [f"no {PLUGIN}/{name}" for name in REQUIRED_FILES if f"{PLUGIN}/{name}" not in names]
    for name in names:
        path = PurePosixPath(name)
        if UNWANTED_FOLDERS & set(path.parts):
            found.append(f"{name}: unwanted folder")
        if path.suffix.lower() in UNWANTED_SUFFIXES:
            found.append(f"{name}: unwanted kind of file")
        if path.name.startswith("."):
            found.append(f"{name}: hidden file")
    return found


def mode_findings(members: list[zipfile.ZipInfo]) -> list[str]:
    """Find files that are marked as executable."""
    files = [member for member in members if not member.is_dir()]
    return [f"{member.filename}: executable" for member in files if (member.external_attr >> 16) & 0o111]


def metadata_findings(plugin: Path) -> list[str]:
    """Find what plugins.qgis.org and QGIS cannot read in metadata.txt."""
    parser = configparser.ConfigParser()  # with interpolation, as there: a lone % is an error
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read(plugin / "metadata.txt", encoding="utf-8")
        values = dict(parser["general"]) if parser.has_section("general") else {}
    except configparser.InterpolationError as error:
        return [f"metadata.txt: lone % in {error.option}"]
    except (configparser.Error, UnicodeDecodeError) as error:
        return [f"metadata.txt: {error}"]
    missing = [f"metadata.txt: no {key}" for key in REQUIRED_KEYS if not values.get(key, "").strip()]
    return missing + value_findings(values, plugin)


def value_findings(values: dict[str, str], plugin: Path) -> list[str]:
    """Find values of metadata.txt that are there but wrong."""
    found = []
    for key in ("version", "qgisMinimumVersion", "qgisMaximumVersion"):
        if not re.fullmatch(r"\d+(\.\d+){1,2}", values.get(key, "0.0")):
            found.append(f"metadata.txt: {key} is no version: {values[key]}")
    for key in ("homepage", "tracker", "repository"):
        address = urlparse(values.get(key, "https://example"))
        if address.scheme != "https" or not address.netloc:
            found.append(f"metadata.txt: {key} is no https address: {values[key]}")
    if "/" in values.get("author", ""):
        found.append("metadata.txt: author holds a slash")
    if "icon" in values and not (plugin / values["icon"]).is_file():
        found.append(f"metadata.txt: the icon {values['icon']} is not in the zip")
    return found


def licence_findings(licence: Path) -> list[str]:
    """Find a licence that is not the text of the GPL, version 2."""
    text = licence.read_text(encoding="utf-8") if licence.is_file() else ""
    opening = "GNU GENERAL PUBLIC LICENSE Version 2, June 1991"
    return [] if " ".join(text.split()).startswith(opening) else ["LICENSE is not the GPL, version 2"]


def code_findings(root: Path) -> list[str]:
    """Find what Bandit finds, with every rule it has, and code that it cannot read."""
    bandit = BanditManager(BanditConfig(), "file", ignore_nosec=True)
    bandit.discover_files([str(root)], recursive=True)
    bandit.run_tests()
    found = [f"{_inside(root, name)}: not read by Bandit: {why}" for name, why in bandit.get_skipped()]
    for issue in bandit.get_issue_list():
        found.append(f"{_inside(root, issue.fname)}:{issue.lineno}: {issue.test_id} {issue.text}")
    return found


def secret_findings(root: Path) -> list[str]:
    """Find what detect-secrets takes for a password, key or token, long hashes among them."""
    secrets = SecretsCollection()
    with default_settings() as settings:
        settings.disable_filters(SILENCER)
        for file in sorted(root.rglob("*")):
            if file.is_file():
                secrets.scan_file(str(file))
    return [f"{_inside(root, name)}:{secret.line_number}: {secret.type}" for name, secret in secrets]


def _inside(root: Path, name: str) -> str:
    return Path(name).resolve().relative_to(root.resolve()).as_posix()


def main(path: str) -> int:
    """Print the findings of one zip."""
    found = findings(Path(path))
    for line in found:
        print(line)
    print(f"{Path(path).name}: " + (f"{len(found)} findings" if found else "passed the security gate"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
