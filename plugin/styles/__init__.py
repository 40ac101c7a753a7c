"""How results look: one visual language for every output, whichever way it was made."""

from __future__ import annotations

from qgis.core import QgsRasterLayer, QgsVectorLayer

from .raster import density
from .vector import STYLES


def apply_style(layer, name: str) -> None:
    """Style a layer as ``name``; raises KeyError where there is no such style."""
    if isinstance(layer, QgsRasterLayer):
        density(layer)
    elif isinstance(layer, QgsVectorLayer):
        STYLES[name](layer)
    layer.triggerRepaint()
