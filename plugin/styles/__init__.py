"""How results look: one visual language for every output, whichever way it was made."""

from __future__ import annotations

from qgis.core import QgsRasterLayer, QgsVectorLayer

from .raster import RASTERS
from .vector import STYLES


def apply_style(layer, name: str) -> None:
    """Style a layer as ``name``; raises KeyError where there is no such style."""
    if isinstance(layer, QgsRasterLayer):
        RASTERS[name](layer)
    elif isinstance(layer, QgsVectorLayer):
        STYLES[name](layer)
    layer.triggerRepaint()


def name_fields(layer: QgsVectorLayer, aliases: dict[str, str]) -> None:
    """Show the fields of a layer under names for the reader."""
    for at, field in enumerate(layer.fields()):
        if field.name() in aliases:
            layer.setFieldAlias(at, aliases[field.name()])


def field_names(layer: QgsVectorLayer) -> dict[str, str]:
    """Return the names for the reader of the fields of a layer that have one."""
    return {each.name(): each.alias() for each in layer.fields() if each.alias()}
