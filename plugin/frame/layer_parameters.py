"""Parameter kinds that are layers or depend on one.

A field is checked against its layer. Lengths are read in metres, places in metres of their layer's CRS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsFields,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterDistance,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterPoint,
    QgsProcessingParameterRasterLayer,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...algorithms.ground.errors import PlanError
from ..compat import takes_some
from ..crs import require_crs, require_projected
from ..geometry import FURTHEST
from .parameters import Given, Parameter, shown
from .part import Part, PartRaster, PartSource
from .source import RasterSource, Source

SHORTEST, LONGEST = 0.01, 10_000_000.0
"""Metres that a length may have: below, coordinates lose their digits; above is a quarter of the Earth."""
_KINDS = {
    "points": [QgsProcessing.SourceType.TypeVectorPoint],
    "polygons": [QgsProcessing.SourceType.TypeVectorPolygon],
    "points or polygons": [
        QgsProcessing.SourceType.TypeVectorPoint,
        QgsProcessing.SourceType.TypeVectorPolygon,
    ],
    "lines": [QgsProcessing.SourceType.TypeVectorLine],
    "table": [QgsProcessing.SourceType.TypeVector],
}


@dataclass(frozen=True)
class Layer(Parameter):
    """A vector layer or table; read as a ``Source``, None where it is optional and not given."""

    kind: str = "polygons"
    in_degrees: bool = False  # whether a geographic CRS will do

    def definition(self):
        return QgsProcessingParameterFeatureSource(self.key, self.label, _KINDS[self.kind], self.default, self.optional)

    def read(self, tool, values, context, given):
        if self.optional and not self.is_given(values):
            return None
        if isinstance(values[self.key], Part):
            return PartSource(self.key, values[self.key])
        features = tool.parameterAsSource(values, self.key, context)
        if features is None:
            raise PlanError(f"{self.key}: there is no layer “{shown(values.get(self.key))}” that can be read.")
        layer = tool.parameterAsVectorLayer({self.key: _chosen_layer(values[self.key], context)}, self.key, context)
        name = features.sourceName() or shown(values[self.key])
        source = Source(
            self.key,
            features,
            name,
            *_plain_file(values[self.key], layer),
            _path(layer),
            context.transformContext(),
            values[self.key],
            *((layer.providerType(), layer.source()) if layer else ()),
        )
        self._check(source)
        return source

    def _check(self, source: Source) -> None:
        if source.features.featureCount() == 0:
            raise PlanError(f"{self.key}: {source.name} has no feature. Is a filter or a selection on?")
        if self.kind == "table":
            return
        shape = source.kind
        kinds = {
            QgsWkbTypes.GeometryType.PointGeometry: QgsProcessing.SourceType.TypeVectorPoint,
            QgsWkbTypes.GeometryType.LineGeometry: QgsProcessing.SourceType.TypeVectorLine,
            QgsWkbTypes.GeometryType.PolygonGeometry: QgsProcessing.SourceType.TypeVectorPolygon,
        }
        if kinds.get(QgsWkbTypes.geometryType(shape)) not in _KINDS[self.kind]:
            raise PlanError(
                f"{self.key}: {source.name} holds {QgsWkbTypes.displayString(shape)}; {self.kind} are needed."
            )
        require = require_crs if self.in_degrees else require_projected
        require(source.crs, source.extent, f"{self.key}: {source.name}")


@dataclass(frozen=True)
class Field(Parameter):
    """A field of the layer ``parent``; read as its name, "" if none."""

    parent: str = ""
    numeric: bool = False
    with_layer: bool = False  # whether it must be given where its optional layer is

    def definition(self):
        kinds = QgsProcessingParameterField.DataType
        kind = kinds.Numeric if self.numeric else kinds.Any
        return with_preset(
            QgsProcessingParameterField(self.key, self.label, self.default, self.parent, kind, False, self.optional)
        )

    def read(self, tool, values, context, given):
        name = tool.parameterAsString(values, self.key, context) if self.is_given(values) else self.default or ""
        self._check(name, given)
        return name

    def _check(self, name: str, given: Given) -> None:
        source = given[self.parent]
        if name and source is not None:
            source.numeric(name) if self.numeric else source.position(name)
        elif source is not None and (self.with_layer or not self.optional):
            raise PlanError(f"{self.key}: choose a field of {source.name}.")


@dataclass(frozen=True)
class Fields(Parameter):
    """Several numeric fields of the layer ``parent``; read as a tuple of names."""

    parent: str = ""

    def definition(self):
        numeric = QgsProcessingParameterField.DataType.Numeric
        return with_preset(
            QgsProcessingParameterField(self.key, self.label, self.default, self.parent, numeric, True, self.optional)
        )

    def read(self, tool, values, context, given):
        names = tuple(tool.parameterAsFields(values, self.key, context)) if self.is_given(values) else ()
        if not names and not self.optional:
            raise PlanError(f"{self.key}: choose at least one field of {given[self.parent].name}.")
        for name in names:
            given[self.parent].numeric(name)
        twice = {each for each in names if names.count(each) > 1}
        if twice:
            raise PlanError(f"{self.key}: the field {sorted(twice)[0]} is named more than once.")
        return names


@dataclass(frozen=True)
class Distance(Parameter):
    """A length in the units of the layer ``parent``; read in metres, None where it is left to the tool."""

    parent: str = ""

    def definition(self):
        return QgsProcessingParameterDistance(self.key, self.label, None, self.parent, True, 0.0)

    def read(self, tool, values, context, given):
        if not self.is_given(values):
            return None
        length = tool.parameterAsDouble(values, self.key, context) * given[self.parent].metres
        if not length > 0:
            raise PlanError(f"{self.key} is {shown(values[self.key])}; a length of more than 0 is needed.")
        if not SHORTEST <= length <= LONGEST:
            raise PlanError(
                f"{self.key} is {length:g} m; it must be between {SHORTEST:g} and {LONGEST:,.0f} m. "
                "Is it in another unit?"
            )
        return length


@dataclass(frozen=True)
class Place(Parameter):
    """A point; read as (x, y) in metres of the CRS of ``parent``, None if not given."""

    parent: str = ""

    def definition(self):
        return QgsProcessingParameterPoint(self.key, self.label, self.default, self.optional)

    def read(self, tool, values, context, given):
        if not self.is_given(values):
            return None
        source = given[self.parent]
        point = tool.parameterAsPoint(values, self.key, context, source.crs)
        place = point.x() * source.metres, point.y() * source.metres
        if not all(abs(side) <= FURTHEST for side in place):
            raise PlanError(f"{self.key}: “{shown(values[self.key])}” is no place on Earth.")
        return place


@dataclass(frozen=True)
class Extent(Parameter):
    """A rectangle; read as (west, south, east, north) in metres of the CRS of ``parent``, None if not given."""

    parent: str = ""

    def definition(self):
        return QgsProcessingParameterExtent(self.key, self.label, self.default, self.optional)

    def read(self, tool, values, context, given):
        if not self.is_given(values):
            return None
        source = given[self.parent]
        box = tool.parameterAsExtent(values, self.key, context, source.crs)
        if box.isEmpty() or not box.isFinite():
            raise PlanError(f"{self.key}: “{shown(values[self.key])}” has no area.")
        sides = box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()
        return tuple(side * source.metres for side in sides)


@dataclass(frozen=True)
class RasterLayer(Parameter):
    """A raster of one band; read as a ``RasterSource``, None where it is optional and not given."""

    def definition(self):
        return QgsProcessingParameterRasterLayer(self.key, self.label, self.default, self.optional)

    def read(self, tool, values, context, given):
        if self.optional and not self.is_given(values):
            return None
        if isinstance(values[self.key], Part):
            return PartRaster(self.key, None, "", part=values[self.key])
        layer = tool.parameterAsRasterLayer(values, self.key, context)
        if layer is None or not layer.isValid():
            raise PlanError(f"{self.key}: there is no raster “{shown(values.get(self.key))}” that can be read.")
        require_projected(layer.crs(), layer.extent(), f"{self.key}: {layer.name()}")
        return RasterSource(self.key, layer, _path(layer), values[self.key])


def with_preset(definition: QgsProcessingParameterField) -> QgsProcessingParameterField:
    """Have dialogs choose the field by its name (``presets``, which needs a window and is only named here)."""
    definition.setMetadata({"widget_wrapper": {"class": f"{__package__}.presets.FieldPreset"}})
    return definition


def _plain_file(chosen: Any, layer: QgsMapLayer | None) -> tuple[str, str]:
    """Return path and layer of a source that is a whole file layer as it stands on disk, else "", ""."""
    if isinstance(chosen, QgsProcessingFeatureSourceDefinition) and takes_some(chosen):
        return "", ""
    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != "ogr" or layer.isEditable():
        return "", ""
    fields = layer.fields()
    stored = QgsFields.FieldOrigin.OriginProvider
    if layer.subsetString() or any(fields.fieldOrigin(at) != stored for at in range(len(fields))):
        return "", ""
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    if parts.get("layerId") is not None:
        return "", ""
    return parts.get("path") or "", parts.get("layerName") or ""


def _chosen_layer(chosen: Any, context: QgsProcessingContext) -> Any:
    """Return the layer that an input stands for, without what it says of selections."""
    if isinstance(chosen, QgsProcessingFeatureSourceDefinition):
        return chosen.source.valueAsString(context.expressionContext())[0]
    return chosen


def _path(layer: QgsMapLayer | None) -> str:
    """Return the path of the file behind a layer, "" where there is none."""
    if layer is None:
        return ""
    return QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path") or ""
