"""What a tool needs besides QGIS, and how to get it; nothing is installed behind the user's back."""

from __future__ import annotations

import importlib.util
import sys


def missing(packages: tuple[str, ...]) -> str:
    """Return a sentence that names the missing packages and the remedy, "" if all are there."""
    absent = [name for name in packages if importlib.util.find_spec(name) is None]
    if not absent:
        return ""
    return f"This tool needs {', '.join(absent)}, which this QGIS does not have. {_remedy(absent)}"


def _remedy(names: list[str]) -> str:
    if sys.platform.startswith("linux"):
        return "Install it, for instance with: sudo apt install " + " ".join(f"python3-{name}" for name in names)
    if sys.platform == "win32":
        return "Open the OSGeo4W Shell and run: python -m pip install " + " ".join(names)
    return "In QGIS's own Python run: python -m pip install " + " ".join(names)
