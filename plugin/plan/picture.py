"""A picture of one map theme of a plan: map, title, legend with units, scale bar, source."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsLayerTreeLayer,
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QColor, QFont

from ..styles.palette import INK
from .contents import GROUND

_WIDTH, _HEIGHT, _MARGIN, _SIDE, _HEAD = 297.0, 210.0, 8.0, 62.0, 16.0  # mm
_DPI = 150
_Box = tuple[float, float, float, float]  # left, top, width, height in mm


def draw_theme(
    project: QgsProject,
    theme: str,
    title: str,
    note: str,
    path: Path,
    extent: QgsRectangle,
    closer: QgsRectangle,
) -> None:
    """Write a PNG of a map theme of an open project, with an inset of ``closer``; raises OSError where it cannot."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    shown = _map(layout, theme, extent, (_MARGIN, _HEAD, _WIDTH - 3 * _MARGIN - _SIDE, _HEIGHT - _HEAD - 10))
    _map(layout, theme, closer, (_WIDTH - _MARGIN - _SIDE, _HEIGHT - _SIDE - 30, _SIDE, _SIDE))
    _text(layout, "Around the first centre", 7, True, (_WIDTH - _MARGIN - _SIDE, _HEIGHT - _SIDE - 34.5, _SIDE, 4))
    _text(layout, title, 15, True, (_MARGIN, _MARGIN - 2, _WIDTH - 2 * _MARGIN, 9))
    _text(layout, note, 7, False, (_MARGIN, _HEIGHT - 8, _WIDTH - 2 * _MARGIN, 5))
    _legend(layout, shown, theme)
    _scale_bar(layout, shown)
    if not QgsLayoutExporter(layout).renderPageToImage(0, dpi=_DPI).save(str(path)):
        raise OSError(f"{path} could not be drawn")


def _map(layout: QgsPrintLayout, theme: str, extent: QgsRectangle, box: _Box) -> QgsLayoutItemMap:
    shown = QgsLayoutItemMap(layout)
    _place(shown, box)
    shown.setExtent(extent)  # zooming needs an extent to start from, but this fits the box to it
    _place(shown, box)
    shown.setFollowVisibilityPreset(True)
    shown.setFollowVisibilityPresetName(theme)
    shown.zoomToExtent(extent)
    shown.setFrameEnabled(True)
    shown.setFrameStrokeColor(QColor("#b8b3a6"))
    shown.setBackgroundColor(QColor("#eaf0f3"))
    layout.addLayoutItem(shown)
    return shown


def _legend(layout: QgsPrintLayout, shown: QgsLayoutItemMap, theme: str) -> None:
    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(shown)
    legend.setAutoUpdateModel(False)
    root = legend.model().rootGroup()
    root.clear()
    for layer in layout.project().mapThemeCollection().mapThemeVisibleLayers(theme):
        if layer.name() != GROUND:
            node = root.addLayer(layer)
            _leave_out_band(node)
            legend.model().refreshLayerLegend(node)
    legend.setStyleFont(QgsLegendStyle.Style.Subgroup, _font(8, True))
    legend.setStyleFont(QgsLegendStyle.Style.SymbolLabel, _font(7, False))
    legend.setSymbolWidth(5)
    legend.setSymbolHeight(3)
    legend.setColumnSpace(2)
    _place(legend, (_WIDTH - _MARGIN - _SIDE, _HEAD, _SIDE, 120))
    layout.addLayoutItem(legend)
    legend.adjustBoxSize()


def _leave_out_band(node: QgsLayerTreeLayer) -> None:
    """Leave out the first node of a raster, which names the band and says nothing here."""
    if isinstance(node.layer(), QgsRasterLayer):
        classes = len(node.layer().renderer().shader().rasterShaderFunction().colorRampItemList())
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(range(1, classes + 1)))


def _scale_bar(layout: QgsPrintLayout, shown: QgsLayoutItemMap) -> None:
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Line Ticks Up")
    bar.setLinkedMap(shown)
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    bar.setUnitLabel("km")
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    km = shown.extent().width() / 1000 * 0.08
    steps = [1, 2, 5, 10, 20, 50, 100]
    bar.setUnitsPerSegment(max((each for each in steps if each <= km), default=0.5))
    bar.setFont(_font(7, False))
    bar.update()
    layout.addLayoutItem(bar)
    bar.attemptMove(_point(_WIDTH - _MARGIN - _SIDE, _HEIGHT - 26))


def _text(layout: QgsPrintLayout, words: str, size: int, bold: bool, box: _Box) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setText(words)
    label.setFont(_font(size, bold))
    label.setFontColor(QColor(INK))
    _place(label, box)
    layout.addLayoutItem(label)


def _place(item: QgsLayoutItem, box: _Box) -> None:
    item.attemptMove(_point(*box[:2]))
    item.attemptResize(QgsLayoutSize(*box[2:], QgsUnitTypes.LayoutUnit.LayoutMillimeters))


def _point(x: float, y: float) -> QgsLayoutPoint:
    return QgsLayoutPoint(x, y, QgsUnitTypes.LayoutUnit.LayoutMillimeters)


def _font(size: int, bold: bool) -> QFont:
    font = QFont("DejaVu Sans", size)
    font.setBold(bold)
    return font
