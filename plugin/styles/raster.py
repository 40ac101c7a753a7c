"""How a density surface looks."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsColorRampShader,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from .palette import DENSITY

_CLEAR = QColor(255, 255, 255, 0)


def density(layer: QgsRasterLayer) -> None:
    """Colour a surface in jobs per hectare by classes that mean something; the lowest is clear."""
    bounds = [start for start, _ in DENSITY] + [float("inf")]
    items = [QgsColorRampShader.ColorRampItem(bounds[0], _CLEAR, f"under {bounds[0]}")]
    for (start, colour), end in zip(DENSITY, bounds[1:]):
        label = f"{start} to {end:g}" if end < float("inf") else f"{start} and more"
        items.append(QgsColorRampShader.ColorRampItem(end, QColor(colour), label))
    ramp = QgsColorRampShader(0, DENSITY[-1][0])
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
