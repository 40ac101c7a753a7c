"""A layer a tool was given, and how its values become numbers and text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsProcessingFeatureSource,
    QgsRectangle,
    QgsWkbTypes,
)

from ...algorithms.ground.errors import PlanError
from ..crs import metres_per_unit, stretch_warning
from ..toolbox.run import Run

LARGEST = 1e15  # above it doubles no longer count single jobs
UNFIT = "no number"


@dataclass(frozen=True)
class Source:
    """A vector layer as chosen: with its filter, selection, joins."""

    key: str
    features: QgsProcessingFeatureSource
    name: str
    file: str = ""  # of a plain file layer that may be read without QGIS, else ""
    file_layer: str = ""
    path: str = ""  # of the file behind the layer, filtered or not, "" where there is none
    transforms: QgsCoordinateTransformContext | None = None
    chosen: Any = None  # the value as given, to hand to another tool

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """The layer's own CRS."""
        return self.features.sourceCrs()

    @property
    def extent(self) -> QgsRectangle:
        """The layer's extent, null where it is not known."""
        try:
            return self.features.sourceExtent()
        except Exception:  # QGIS raises nothing more exact for a memory layer with an infinite coordinate
            return QgsRectangle()

    @property
    def metres(self) -> float:
        """How many metres a unit of the CRS has."""
        return metres_per_unit(self.crs)

    @property
    def fields(self) -> QgsFields:
        """The layer's fields."""
        return self.features.fields()

    @property
    def is_points(self) -> bool:
        """Whether the layer holds points."""
        return QgsWkbTypes.geometryType(self.features.wkbType()) == QgsWkbTypes.GeometryType.PointGeometry

    def __bool__(self) -> bool:
        return True  # it was given, whatever it holds

    def __len__(self) -> int:
        return max(self.features.featureCount(), 0)

    def position(self, field: str) -> int:
        """Return where the field stands.

        Raises
        ------
        PlanError
            If there is no such field; lists those there are.
        """
        for at, each in enumerate(self.fields):
            if each.name() == field:
                return at
        known = ", ".join(each.name() for each in self.fields) or "none"
        raise PlanError(f"{self.key}: {self.name} has no field “{field}”. Its fields: {known}.")

    def numeric(self, field: str) -> int:
        """Return where the field stands; raises PlanError too where it holds text."""
        at = self.position(field)
        if not self.fields[at].isNumeric():
            raise PlanError(
                f"{self.key}: the field “{field}” of {self.name} holds no numbers ({self.fields[at].typeName()}). "
                "Convert it first, for instance with the field calculator and to_real()."
            )
        return at

    def rows(self, positions: list[int], crs=None, geometry: bool = True) -> Iterator[QgsFeature]:
        """Yield the features with these attributes, transformed to ``crs`` where one is given.

        Invalid geometry is let through: whoever reads it repairs and counts it.
        """
        request = QgsFeatureRequest().setSubsetOfAttributes(positions)
        if crs is not None and geometry:
            request.setDestinationCrs(crs, self.transforms or QgsCoordinateTransformContext())
        if not geometry:
            request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        skip_checks = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
        return self.features.getFeatures(request, skip_checks)


def warn_if_stretched(source: Source, run: Run) -> None:
    """Say so where the CRS stretches lengths, as Web Mercator does."""
    if not source.crs.isGeographic():
        warning = stretch_warning(source.crs, source.extent, source.name)
        if warning:
            run.warn(warning)


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
        if value is None or value == NULL:
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


def text_id(value: object) -> str:
    """Return a zone id as text, "" where it is NULL; 7.0 and 7 are one id."""
    if value is None or value == NULL:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
