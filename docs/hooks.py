"""What MkDocs does besides reading docs/: the changelog is a page of the site."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[1]


def on_files(files, config):
    """Add the pages that stand elsewhere in the checkout."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    named = re.sub(r"^## (?=\d)", "## Version ", text, flags=re.MULTILINE)  # an anchor must not begin with a digit
    files.append(File.generated(config, "changelog.md", content=named))
    return files
