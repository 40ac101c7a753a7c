"""How fast does the pull of jobs fall with distance, sector by sector? The user's table, and published ones.

The published decays are shipped in ``decays.csv``, one row each with its source. They are presets to choose from:
no tool takes one unless it is asked to.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats
from ..ground.errors import PlanError

_TABLE = Path(__file__).with_name("decays.csv")
MOST = 10.0
"""A decay beyond which only the nearest zone counts: a mistake, such as a decay in per cent."""


class Decay(NamedTuple):
    """One published decay: the ``preset`` it belongs to, and its ``source`` in words."""

    preset: str
    sector: str
    decay: float
    source: str


@lru_cache(maxsize=1)
def published_decays() -> tuple[Decay, ...]:
    """Return the decays that Agora knows of.

    Examples
    --------
    >>> sorted({decay.preset for decay in published_decays()})
    ['Ireland PAG 6.9', 'UK 2009']
    """
    with _TABLE.open(encoding="utf-8", newline="") as table:
        return tuple(
            Decay(row["preset"], row["sector"], float(row["decay"]), row["source"]) for row in csv.DictReader(table)
        )


def sector_decays(table: Mapping[str, float], sectors: Sequence[str], default: float) -> Floats:
    """Return the decay of each sector, (k,), the default where none is given.

    Raises
    ------
    PlanError
        If a decay is given for a sector that is not there, or is not between 0 and ``MOST``.

    Examples
    --------
    >>> sector_decays({"finance": 1.8}, ["finance", "retail"], default=1.0).tolist()
    [1.8, 1.0]
    """
    unknown = [sector for sector in table if sector not in sectors]
    if unknown:
        raise PlanError(
            f"The table of decays names the sector {unknown[0]}, which is not one of SECTORS. The sectors are: "
            f"{', '.join(sectors) or 'none'}."
        )
    for sector, decay in table.items():
        if not 0 <= decay <= MOST:
            raise PlanError(f"The decay of {sector} is {decay:g}; it must be between 0 and {MOST:g}.")
    return np.array([table.get(sector, default) for sector in sectors], dtype=np.float64)
