"""How surfaces look."""

from __future__ import annotations

import math

from qgis.core import (
    Qgis,
    QgsColorRampShader,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from ..crs import metres_per_unit
from .palette import DENSITY, DIVERGING

_CLEAR = QColor(255, 255, 255, 0)
_MIDDLE = math.log(1.25)  # within a quarter more or less: the average share
_TWICE = math.log(2)


def density(layer: QgsRasterLayer) -> None:
    """Colour a surface by classes that mean something, whatever it counts by; the lowest is clear."""
    bounds = [start * _per_hectare(layer) for start, _ in DENSITY] + [float("inf")]
    items = [QgsColorRampShader.ColorRampItem(bounds[0], _CLEAR, f"under {bounds[0]:,g}")]
    for (_, colour), start, end in zip(DENSITY, bounds, bounds[1:]):
        label = f"{start:,g} to {end:,g}" if end < float("inf") else f"{start:,g} and more"
        items.append(QgsColorRampShader.ColorRampItem(end, QColor(colour), label))
    _classes(layer, items, bounds[-2])


def _per_hectare(layer: QgsRasterLayer) -> float:
    """Return what one per hectare is in the unit that the band is named by."""
    band = layer.bandName(1)
    if "per square kilometre" in band:
        return 100.0
    return metres_per_unit(layer.crs()) ** 2 / 10_000 if "per square map unit" in band else 1.0


def relative(layer: QgsRasterLayer) -> None:
    """Colour log ratios about 0: blue where the share is less than average, red where it is more."""
    words = (
        "under half the average share",
        "half to 0.8 times",
        "about the average share",
        "1.25 times to twice",
        "over twice the average share",
    )
    ends = (-_TWICE, -_MIDDLE, _MIDDLE, _TWICE, float("inf"))
    items = [
        QgsColorRampShader.ColorRampItem(end, QColor(colour), label)
        for end, colour, label in zip(ends, DIVERGING, words)
    ]
    _classes(layer, items, _TWICE, -_TWICE)


def _classes(
    layer: QgsRasterLayer, items: list[QgsColorRampShader.ColorRampItem], high: float, low: float = 0.0
) -> None:
    ramp = QgsColorRampShader(low, high)
    ramp.setColorRampType(QgsColorRampShader.Type.Discrete)
    ramp.setColorRampItemList(items)
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader))
    _smooth_when_near(layer)


def _smooth_when_near(layer: QgsRasterLayer) -> None:
    """Draw between the middles of cells, before they are coloured, so that classes have no steps."""
    layer.setResamplingStage(Qgis.RasterResamplingStage.Provider)
    layer.dataProvider().enableProviderResampling(True)
    layer.dataProvider().setZoomedInResamplingMethod(QgsRasterDataProvider.ResamplingMethod.Bilinear)
