"""Writes what the campaigns found, each in build/faults, to docs/reliability.md."""

from __future__ import annotations

import json
import platform
from pathlib import Path

from qgis.core import Qgis
from tables import with_parts

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reliability.md"
GOOD = ("ended", "stopped with a message", "cancelled", "killed")


def table(found: dict[str, dict]) -> str:
    """Return a row for each campaign, and what ran them."""
    rows = [
        "| what was tried | runs | what came of it | silent, lost, tracebacks, crashes, hangs |",
        "| --- | --- | --- | --- |",
    ]
    rows += [_row(told) for told in found.values()]
    (answer, _), (silence, _) = (max(told[key] for told in found.values()) for key in ("answer", "silence"))
    rows += [
        "",
        f"The slowest answer to Cancel took {answer:.1f} s, the longest silence without progress or a word {silence:.1f} s, on "
        f"two cores with two runs at a time. QGIS {Qgis.QGIS_VERSION.split('-')[0]}, Python {platform.python_version()}, Linux.",
    ]
    return "\n".join(rows)


def _row(told: dict) -> str:
    came = sorted(told["came"].items(), key=lambda pair: -pair[1])
    good = "; ".join(f"{count:,} {words}" for words, count in came if words.startswith(GOOD))
    bad = "; ".join(f"{count:,} {words}" for words, count in came if not words.startswith(GOOD))
    return f"| {told['tried'].rstrip('.')} | {sum(told['came'].values()):,} | {good} | {bad or 0} |"


if __name__ == "__main__":
    found = {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "build" / "faults").glob("*.json"))
    }
    PAGE.write_text(with_parts(PAGE.read_text("utf-8"), {"campaigns": table(found)}), "utf-8")
