"""Writes and reads the flows that are timed: seeded, between 1,454 zones, in a GeoPackage.

python3 benchmarks/flows.py COUNT 0 0 FILE       (writes)
python3 benchmarks/flows.py read FILE TEXTFILE   (reads, matches the ids, and writes how many people there are)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "build" / "plugins"))
from agora.algorithms.files.arrow import coded_columns
from agora.algorithms.files.vector import write_columns
from agora.algorithms.ground.flows import UNKNOWN, matched_ids

ZONES = [str(zone) for zone in range(1, 1455)]  # as many as the example place has


def write(count: int, path: Path) -> None:
    """Write the flows."""
    rng = np.random.default_rng(4)
    origin, destination = np.array(ZONES, object)[rng.integers(0, len(ZONES), (2, count))]
    path.unlink(missing_ok=True)
    write_columns(path, "flows", {"origin": origin, "dest": destination, "commuters": rng.lognormal(1, 1, count)})


def read(path: Path, answer: Path) -> None:
    """Read the flows and write how many people go from a zone to a zone."""
    origin, destination, people = coded_columns(str(path), "flows", ("origin", "dest", "commuters"))
    start, end = matched_ids(ZONES, origin).position, matched_ids(ZONES, destination).position
    total = people[(start != UNKNOWN) & (end != UNKNOWN)].sum()
    answer.write_text(f"{total:,.0f}\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        write(int(sys.argv[1]), Path(sys.argv[4]))
