"""Where the help is: pages in the plugin, which open without a network."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QUrl

ROOT = Path(__file__).resolve().parents[1]


def help_page(name: str) -> QUrl:
    """Return the page ``name``, such as "tools/variety"; a checkout has the text that the pages are made of."""
    page = ROOT / "help" / f"{name}.html"
    return QUrl.fromLocalFile(str(page if page.exists() else ROOT / "docs" / f"{name}.md"))
