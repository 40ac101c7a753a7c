"""How the values of a layer become amounts and ids."""

from __future__ import annotations

import math
from collections import Counter

from qgis.core import QgsFeature

from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.sizes import Size, require
from ..crs import stretch_warning
from ..fields import is_null
from ..frame.run import Run
from ..frame.source import Source
from ..geometry import is_off_earth

_STEPS_EACH = 100.0  # reading a feature takes as long as so many cells of a surface
LARGEST = 1e15  # above it doubles no longer count single jobs


def warn_if_stretched(source: Source, run: Run) -> None:
    """Say so where the CRS stretches lengths, as Web Mercator does."""
    if not source.crs.isGeographic():
        warning = stretch_warning(source.crs, source.extent, source.name)
        if warning:
            run.warn(warning)


def why_unusable(feature: QgsFeature, metres: float, otherwise: str) -> str:
    """Return why a feature was left out: named where it lies nowhere on Earth, else the reason given.

    ``metres`` are those in a unit of its shape.
    """
    shape = feature.geometry()
    if not shape.isNull() and is_off_earth(shape, metres):
        return f"feature {feature.id()} lies nowhere on Earth"
    return otherwise


def require_room(source: Source, bytes_each: float) -> None:
    """Refuse a layer whose features do not fit the memory, and say how many there are where reading will be long."""
    count = len(source)

    def fewer(times: float) -> str:
        return f"Filter {source.name}, or cut it to a region: {count / times:,.0f} features fit."

    size = Size(f"{count:,} features of {source.name}", _STEPS_EACH * count, fewer, bytes_each * count)
    require(size)


class Amounts:
    """Turns a field's values into amounts of at least 0, counting those that are none."""

    def __init__(self, source: Source, field: str):
        self._source, self._field = source, field
        self.at = source.numeric(field)
        self.unfit: Counter[str] = Counter()

    def read(self, feature: QgsFeature) -> float:
        """Return the amount, NaN where the value is NULL or not a number.

        Raises
        ------
        PlanError
            If it is negative or without bound.
        """
        value = feature[self.at]
        if is_null(value):
            self.unfit[f"{self._field} is NULL"] += 1
            return math.nan
        amount = float(value)
        if math.isnan(amount):
            self.unfit[f"{self._field} is not a number"] += 1
        elif not 0 <= amount <= LARGEST:
            raise PlanError(
                f"{self._source.key}: {self._field} is {amount:g} in feature {feature.id()} of {self._source.name}; "
                f"it must be between 0 and {LARGEST:g}. Correct it or filter it out."
            )
        return amount

    def held(self, feature: QgsFeature) -> float:
        """Return the amount of a feature that is left out: 0 where it is none, and nothing is counted or refused."""
        value = feature[self.at]
        amount = 0.0 if is_null(value) else float(value)
        return amount if 0 < amount <= LARGEST else 0.0


def text_id(value: object) -> str:
    """Return a zone id as text, "" where it is NULL; 7.0 and 7 are one id."""
    if is_null(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
