"""The plan's print layout: A3 landscape, one page that an atlas turns into a page for each centre.

Lengths are millimetres.
"""

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
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QColor, QFont

from ..styles import palette
from .contents import GROUND

NAME = "Plan"
_PAGE = (420.0, 297.0)
_MARGIN, _HEAD, _FOOT, _SIDE = 10.0, 22.0, 12.0, 92.0
_SIDE_LEFT = _PAGE[0] - _MARGIN - _SIDE
_INSET = (_SIDE_LEFT, 182.0, _SIDE, 76.0)
_SCALES = (0.5, 1, 2, 5, 10, 20, 50, 100)
_Box = tuple[float, float, float, float]  # left, top, width, height


_ARROW_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 28">
<path d="M12 9 L18 27 L12 23 L6 27 Z" fill="#22304a"/>
<path d="M9.5 7.5V1L14.5 7V0.5" fill="none" stroke="#22304a" stroke-width="1.6"/></svg>"""
# Inside the project, so that it opens on any machine.
_ARROW = "base64:" + base64.b64encode(_ARROW_SVG.encode()).decode()


class Words(NamedTuple):
    """What a page says: ``title``, what the map shows, and below it source, date, what is modelled."""

    title: str
    subtitle: str
    note: str


def plan_layout(project: QgsProject, theme: str, words: Words, extent: QgsRectangle) -> QgsPrintLayout:
    """Return a layout that shows a map theme, with an inset that locates the map once it is zoomed."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(NAME)
    layout.pageCollection().page(0).setPageSize("A3", QgsLayoutItemPage.Orientation.Landscape)
    box = (_MARGIN, _HEAD, _SIDE_LEFT - 2 * _MARGIN + 4, _PAGE[1] - _HEAD - _FOOT)
    shown = _map(layout, "map", theme, extent, box)
    inset = _map(layout, "inset", theme, extent, _INSET)
    _text(layout, "title", 20, True, (_MARGIN, 6, _PAGE[0] - 2 * _MARGIN, 9))
    _text(layout, "subtitle", 10, False, (_MARGIN, 14.5, _PAGE[0] - 2 * _MARGIN, 6))
    _text(layout, "note", 7.5, False, (_MARGIN, _PAGE[1] - _FOOT + 2, _PAGE[0] - 2 * _MARGIN, 8))
    _text(layout, "inset_title", 8, True, (_SIDE_LEFT, _INSET[1] - 5.5, _SIDE, 5))
    _legend(layout, shown)
    _scale_bar(layout, shown)
    _north_arrow(layout, shown)
    _add_overview(inset, shown)
    show(layout, theme, words)
    locate(layout, extent)
    return layout


def show(layout: QgsPrintLayout, theme: str, words: Words) -> None:
    """Turn the layout to a map theme: its layers, its legend, its words."""
    for name in ("map", "inset"):
        layout.itemById(name).setFollowVisibilityPresetName(theme)
    for name, text in zip(("title", "subtitle", "note"), words):
        layout.itemById(name).setText(text)
    legend = layout.itemById("legend")
    root = legend.model().rootGroup()
    root.clear()
    for layer in layout.project().mapThemeCollection().mapThemeVisibleLayers(theme):
        if layer.name() != GROUND:
            node = root.addLayer(layer)
            _leave_out_band(node)
            legend.model().refreshLayerLegend(node)
    legend.adjustBoxSize()


def zoom(layout: QgsPrintLayout, extent: QgsRectangle) -> None:
    """Show an extent on the map, and choose a scale bar that fits it."""
    shown = layout.itemById("map")
    shown.zoomToExtent(extent)
    layout.itemById("scale").setUnitsPerSegment(_step(shown))


def locate(layout: QgsPrintLayout, within: QgsRectangle) -> None:
    """Use the inset to show where the map lies in a wider extent."""
    inset = layout.itemById("inset")
    inset.setFollowVisibilityPreset(False)
    inset.setLayers([plan_layer(layout.project(), "plan_area")])  # enough to see where a place is
    inset.setKeepLayerSet(True)
    inset.zoomToExtent(within)
    inset.overviews().overview(0).setEnabled(True)
    layout.itemById("inset_title").setText("Where this is")


def enlarge(layout: QgsPrintLayout, extent: QgsRectangle, title: str) -> None:
    """Use the inset to enlarge a part of the map instead of locating it."""
    inset = layout.itemById("inset")
    inset.setFollowVisibilityPreset(True)
    inset.overviews().overview(0).setEnabled(False)
    inset.zoomToExtent(extent)
    layout.itemById("inset_title").setText(title)


def make_atlas(layout: QgsPrintLayout, centres) -> None:
    """Have the atlas show each centre on a page of its own, in the order of rank."""
    atlas = layout.atlas()
    atlas.setCoverageLayer(centres)
    atlas.setSortFeatures(True)
    atlas.setSortExpression('"rank"')
    title = """"name" || ', ' || format_number("jobs", 0) || ' jobs'"""
    layout.itemById("subtitle").setText(f"[% if(@atlas_featurenumber IS NULL, '', {title}) %]")
    atlas.setPageNameExpression('"name"')
    atlas.setEnabled(True)
    shown = layout.itemById("map")
    shown.setAtlasDriven(True)
    shown.setAtlasScalingMode(QgsLayoutItemMap.AtlasScalingMode.Auto)
    shown.setAtlasMargin(0.35)


def _map(layout: QgsPrintLayout, name: str, theme: str, extent: QgsRectangle, box: _Box) -> QgsLayoutItemMap:
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


def plan_layer(project: QgsProject, name: str) -> QgsMapLayer | None:
    """Return the layer of an open plan that shows a table of it, None where it has none."""
    found = (each for each in project.mapLayers().values() if each.source().endswith(f"|layername={name}"))
    return next(found, None)


def _add_overview(inset: QgsLayoutItemMap, shown: QgsLayoutItemMap) -> None:
    overview = QgsLayoutItemMapOverview("where", inset)
    overview.setLinkedMap(shown)
    frame = {"color": "0,0,0,0", "outline_color": palette.INK, "outline_width": "0.5"}
    overview.setFrameSymbol(QgsFillSymbol.createSimple(frame))
    inset.overviews().addOverview(overview)


def _legend(layout: QgsPrintLayout, shown: QgsLayoutItemMap) -> None:
    legend = QgsLayoutItemLegend(layout)
    legend.setId("legend")
    legend.setLinkedMap(shown)
    legend.setAutoUpdateModel(False)
    legend.setStyleFont(QgsLegendStyle.Style.Subgroup, _font(10, True))
    legend.setStyleFont(QgsLegendStyle.Style.SymbolLabel, _font(9, False))
    legend.setSymbolWidth(7)
    legend.setSymbolHeight(4)
    legend.setBoxSpace(0)
    _place(legend, (_SIDE_LEFT, _HEAD, _SIDE, 140))
    layout.addLayoutItem(legend)


def _leave_out_band(node: QgsLayerTreeLayer) -> None:
    """Leave out the first node of a raster, which names the band and says nothing here."""
    if isinstance(node.layer(), QgsRasterLayer):
        classes = len(node.layer().renderer().shader().rasterShaderFunction().colorRampItemList())
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(range(1, classes + 1)))


def _scale_bar(layout: QgsPrintLayout, shown: QgsLayoutItemMap) -> None:
    bar = QgsLayoutItemScaleBar(layout)
    bar.setId("scale")
    bar.setStyle("Line Ticks Up")
    bar.setLinkedMap(shown)
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    bar.setUnitLabel("km")
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setUnitsPerSegment(_step(shown))
    text = bar.textFormat()
    text.setFont(_font(8, False))
    text.setSize(8)
    bar.setTextFormat(text)
    bar.update()
    layout.addLayoutItem(bar)
    bar.attemptMove(_point(_SIDE_LEFT, _PAGE[1] - _FOOT - 14))


def _step(shown: QgsLayoutItemMap) -> float:
    km = shown.extent().width() / 1000 * 0.1
    return max((each for each in _SCALES if each <= km), default=0.2)


def _north_arrow(layout: QgsPrintLayout, shown: QgsLayoutItemMap) -> None:
    arrow = QgsLayoutItemPicture(layout)
    arrow.setId("north")
    arrow.setPicturePath(_ARROW)
    arrow.setLinkedMap(shown)
    arrow.setNorthMode(QgsLayoutItemPicture.NorthMode.GridNorth)
    _place(arrow, (_PAGE[0] - _MARGIN - 12, _PAGE[1] - _FOOT - 16, 12, 14))
    layout.addLayoutItem(arrow)


def _text(layout: QgsPrintLayout, name: str, size: float, bold: bool, box: _Box) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setId(name)
    label.setFont(_font(size, bold))
    label.setFontColor(QColor(palette.INK))
    _place(label, box)
    layout.addLayoutItem(label)


def _place(item: QgsLayoutItem, box: _Box) -> None:
    item.attemptMove(_point(*box[:2]))
    item.attemptResize(QgsLayoutSize(*box[2:], QgsUnitTypes.LayoutUnit.LayoutMillimeters))


def _point(x: float, y: float) -> QgsLayoutPoint:
    return QgsLayoutPoint(x, y, QgsUnitTypes.LayoutUnit.LayoutMillimeters)


def _font(size: float, bold: bool) -> QFont:
    font = QFont(palette.FONTS[0])
    font.setFamilies(list(palette.FONTS))
    font.setPointSizeF(size)
    font.setBold(bold)
    return font
