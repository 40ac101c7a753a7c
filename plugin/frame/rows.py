"""Rows on their way into a result: made of columns, counted, and kept from computing anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from qgis.core import NULL, QgsFeature, QgsFields

from ...algorithms.files.vector import Tally
from ...algorithms.ground.spreadsheets import as_text


def table_rows(fields: QgsFields, columns: Mapping[str, Any]) -> Iterator[QgsFeature]:
    """Yield the rows of a table as features; NaN and None become NULL."""
    for row in zip(*map(plain_values, columns.values())):
        feature = QgsFeature(fields)
        feature.setAttributes(list(row))
        yield feature


def plain_values(column: Sequence[Any]) -> list[Any]:
    """Return plain Python values, NULL for NaN and for text or counts that are missing (None)."""
    values = np.asarray(column)
    if values.dtype.kind == "f":
        return [NULL if value != value else value for value in values.tolist()]
    return [NULL if value is None else value for value in values.tolist()]


class Tallied:
    """Features that are counted and measured as they pass."""

    def __init__(self, features: Iterable[QgsFeature]):
        self._features, self.tally = features, Tally(0, 0.0)

    def __iter__(self) -> Iterator[QgsFeature]:
        for feature in self._features:
            box = feature.geometry().boundingBox()
            is_there = feature.hasGeometry() and not feature.geometry().isEmpty()
            sides = box.xMinimum() + box.xMaximum() + box.yMinimum() + box.yMaximum() if is_there else 0.0
            self.tally = Tally(self.tally.features + 1, self.tally.sides + sides)
            yield feature


def without_formulas(feature: QgsFeature) -> QgsFeature:
    """Return a feature whose texts a spreadsheet shows and does not compute."""
    feature.setAttributes([as_text(value) if isinstance(value, str) else value for value in feature.attributes()])
    return feature
