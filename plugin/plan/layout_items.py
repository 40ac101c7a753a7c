"""What stands on a sheet of the plan: maps, legend, scale bar, north arrow, words. Lengths are millimetres."""

from __future__ import annotations

import base64
from typing import NamedTuple

from qgis.core import (
    QgsFillSymbol,
    QgsLayerTreeLayer,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemMapOverview,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsRasterLayer,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QColor

from ..styles import palette
from ..styles.fonts import font

_GAP = 6.0  # between map and side
_BELOW_INSET = 18.0  # for scale bar and north arrow
WRAP = "¶"  # where a legend begins a new line
_SCALES = (0.5, 1, 2, 5, 10, 20, 50, 100)
_Box = tuple[float, float, float, float]  # left, top, width, height


_ARROW_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 28">
<path d="M12 9 L18 27 L12 23 L6 27 Z" fill="#22304a"/>
<path d="M9.5 7.5V1L14.5 7V0.5" fill="none" stroke="#22304a" stroke-width="1.6"/></svg>"""
# Inside the project, so that it opens on any machine.
_ARROW = "base64:" + base64.b64encode(_ARROW_SVG.encode()).decode()


class Sheet(NamedTuple):
    """A page: the map on the left, on a ``side`` legend and inset; ``head`` and ``foot`` hold the words."""

    width: float
    height: float
    side: float
    margin: float
    head: float
    foot: float

    @property
    def side_left(self) -> float:
        """Where the side begins."""
        return self.width - self.margin - self.side

    @property
    def map_box(self) -> _Box:
        """The map's place."""
        width = self.side_left - _GAP - self.margin
        return self.margin, self.head, width, self.height - self.head - self.foot

    @property
    def inset_box(self) -> _Box:
        """The inset's place."""
        height = 0.83 * self.side
        return self.side_left, self.height - self.foot - _BELOW_INSET - height, self.side, height


A3 = Sheet(420, 297, 92, 10, 22, 12)
FIGURE = Sheet(230, 176, 58, 4, 4, 4)
"""A figure in a text that names it: no title of its own, words readable at the width of a column."""


def add_map(layout: QgsPrintLayout, name: str, theme: str, extent: QgsRectangle, box: _Box) -> QgsLayoutItemMap:
    """Add a map that shows a theme."""
    shown = QgsLayoutItemMap(layout)
    shown.setId(name)
    _place(shown, box)
    shown.setExtent(extent)  # zooming needs an extent to start from, but this fits the box to it
    _place(shown, box)
    shown.setFollowVisibilityPreset(True)
    shown.setFollowVisibilityPresetName(theme)
    shown.zoomToExtent(extent)
    shown.setFrameEnabled(True)
    shown.setFrameStrokeColor(QColor(palette.FRAME))
    shown.setBackgroundColor(QColor(palette.WATER))
    layout.addLayoutItem(shown)
    return shown


def add_overview(inset: QgsLayoutItemMap, shown: QgsLayoutItemMap) -> None:
    """Add the frame that shows in the inset where the map lies."""
    overview = QgsLayoutItemMapOverview("where", inset)
    overview.setLinkedMap(shown)
    frame = {"color": "0,0,0,0", "outline_color": palette.INK, "outline_width": "0.5"}
    overview.setFrameSymbol(QgsFillSymbol.createSimple(frame))
    inset.overviews().addOverview(overview)


def add_legend(layout: QgsPrintLayout, shown: QgsLayoutItemMap, sheet: Sheet) -> None:
    """Add a legend between the head of the sheet and its inset."""
    legend = QgsLayoutItemLegend(layout)
    legend.setId("legend")
    legend.setLinkedMap(shown)
    legend.setAutoUpdateModel(False)
    legend.setStyleFont(QgsLegendStyle.Style.Subgroup, font(10, True))
    legend.setStyleFont(QgsLegendStyle.Style.SymbolLabel, font(9, False))
    legend.setSymbolWidth(7)
    legend.setSymbolHeight(4)
    legend.setBoxSpace(0)
    legend.setWrapString(WRAP)
    _place(legend, (sheet.side_left, sheet.head, sheet.side, sheet.inset_box[1] - sheet.head))
    layout.addLayoutItem(legend)


def leave_out_band(node: QgsLayerTreeLayer) -> None:
    """Leave out the first node of a raster, which names the band and says nothing here."""
    if isinstance(node.layer(), QgsRasterLayer):
        classes = len(node.layer().renderer().shader().rasterShaderFunction().colorRampItemList())
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(range(1, classes + 1)))


def add_scale_bar(layout: QgsPrintLayout, shown: QgsLayoutItemMap, sheet: Sheet) -> None:
    """Add a scale bar of two steps."""
    bar = QgsLayoutItemScaleBar(layout)
    bar.setId("scale")
    bar.setStyle("Line Ticks Up")
    bar.setLinkedMap(shown)
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    bar.setUnitLabel("km")
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setUnitsPerSegment(scale_step(shown))
    text = bar.textFormat()
    text.setFont(font(8, False))
    text.setSize(8)
    bar.setTextFormat(text)
    bar.update()
    layout.addLayoutItem(bar)
    bar.attemptMove(_point(sheet.side_left, sheet.height - sheet.foot - 14))


def scale_step(shown: QgsLayoutItemMap) -> float:
    """Return how many km a step of the scale bar has."""
    km = shown.extent().width() / 1000 * 0.1
    return max((each for each in _SCALES if each <= km), default=0.2)


def add_north_arrow(layout: QgsPrintLayout, shown: QgsLayoutItemMap, sheet: Sheet) -> None:
    """Add an arrow to the north of the grid."""
    arrow = QgsLayoutItemPicture(layout)
    arrow.setId("north")
    arrow.setPicturePath(_ARROW)
    arrow.setLinkedMap(shown)
    arrow.setNorthMode(QgsLayoutItemPicture.NorthMode.GridNorth)
    _place(arrow, (sheet.width - sheet.margin - 12, sheet.height - sheet.foot - 16, 12, 14))
    layout.addLayoutItem(arrow)


def add_text(layout: QgsPrintLayout, name: str, size: float, bold: bool, box: _Box) -> None:
    """Add an empty label; ``size`` in points."""
    label = QgsLayoutItemLabel(layout)
    label.setId(name)
    label.setFont(font(size, bold))
    label.setFontColor(QColor(palette.INK))
    _place(label, box)
    layout.addLayoutItem(label)


def _place(item: QgsLayoutItem, box: _Box) -> None:
    item.attemptMove(_point(*box[:2]))
    item.attemptResize(millimetres(*box[2:]))


def millimetres(width: float, height: float) -> QgsLayoutSize:
    """Return a size in millimetres."""
    return QgsLayoutSize(width, height, QgsUnitTypes.LayoutUnit.LayoutMillimeters)


def _point(x: float, y: float) -> QgsLayoutPoint:
    """Return a size."""
    """Add an empty label; ``size`` in points."""
    """Add an arrow to the north of the grid."""
    """Return how many km a step of the scale bar has."""
    """Add a scale bar of two steps."""
    """Add a legend between the head of the sheet and its inset."""
    """Add the frame that shows in the inset where the map lies."""
    """Add a map that shows a theme."""
    return QgsLayoutPoint(x, y, QgsUnitTypes.LayoutUnit.LayoutMillimeters)
