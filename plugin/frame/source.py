"""A layer or raster that a tool was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsProcessingFeatureSource,
    QgsRasterLayer,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QThread

from ...algorithms.ground.checks import require_all_rows
from ...algorithms.ground.errors import PlanError
from ..crs import metres_per_unit


def close_what_was_read() -> None:
    """Close the files of layers that are gone.

    QGIS leaves their connections to the event loop to delete, and a script has none: every layer read from a file
    would keep a handle and, of a GeoPackage, 400 KB. Where a loop runs it does so itself, and knows when.
    """
    if QThread.currentThread().loopLevel() == 0:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


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
    provider: str = ""  # of the layer's data, and where they are in its own words
    uri: str = ""

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
    def kind(self) -> QgsWkbTypes.Type:
        """What kind of shapes the layer holds."""
        return self.features.wkbType()

    @property
    def is_points(self) -> bool:
        """Whether the layer holds points."""
        return QgsWkbTypes.geometryType(self.kind) == QgsWkbTypes.GeometryType.PointGeometry

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

        Raises
        ------
        PlanError
            At the end, where a file does not give all that it says it holds: QGIS says nothing of what it cannot read.
        """
        request = QgsFeatureRequest().setSubsetOfAttributes(positions)
        if crs is not None and geometry:
            request.setDestinationCrs(crs, self.transforms or QgsCoordinateTransformContext())
        if not geometry:
            request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        skip_checks = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
        read = 0
        for feature in self.features.getFeatures(request, skip_checks):
            read += 1
            yield feature
        if self.provider == "ogr" and read < len(self):
            require_all_rows(self.path, self.name, read, len(self))


@dataclass(frozen=True)
class RasterSource:
    """A raster layer as chosen; ``path`` of its file."""

    key: str
    layer: QgsRasterLayer
    path: str
    chosen: Any = None  # the value as given, to hand to another tool

    @property
    def name(self) -> str:
        """The layer's name."""
        return str(self.layer.name())

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """The layer's own CRS."""
        return self.layer.crs()

    @property
    def metres(self) -> float:
        """How many metres a unit of the CRS has."""
        return metres_per_unit(self.crs)
