"""The plan's print layout: one page that an atlas turns into a page for each centre.

Lengths are millimetres. Words keep their size whatever the sheet's.
"""

from __future__ import annotations

import base64
from typing import NamedTuple

from qgis.core import (
    QgsExpression,
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
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QColor

from ...algorithms.report.wording import one_line
from ..styles import palette
from ..styles.fonts import font
from .chapters import GROUND

NAME = "Plan"
_TITLE_SIZE = 20.0  # points
_GAP = 6.0  # between map and side
_BELOW_INSET = 18.0  # for scale bar and north arrow
_WRAP = "¶"  # where a legend begins a new line
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


class Words(NamedTuple):
    """What a page says: ``title``, what the map shows, and below it source, date, what is modelled."""

    title: str
    subtitle: str
    note: str


def plan_layout(
    project: QgsProject, theme: str, words: Words, extent: QgsRectangle, sheet: Sheet = A3
) -> QgsPrintLayout:
    """Return a layout that shows a map theme, with an inset that locates the map once it is zoomed."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(NAME)
    layout.pageCollection().page(0).setPageSize(_size(sheet.width, sheet.height))
    shown = _map(layout, "map", theme, extent, sheet.map_box)
    inset = _map(layout, "inset", theme, extent, sheet.inset_box)
    width = sheet.width - 2 * sheet.margin
    _text(layout, "title", _TITLE_SIZE, True, (sheet.margin, 6, width, 9))
    _text(layout, "subtitle", 10, False, (sheet.margin, 14.5, width, 6))
    _text(layout, "note", 7.5, False, (sheet.margin, sheet.height - sheet.foot + 2, width, 8))
    _text(layout, "inset_title", 8, True, (sheet.side_left, sheet.inset_box[1] - 5.5, sheet.side, 5))
    _legend(layout, shown, sheet)
    _scale_bar(layout, shown, sheet)
    _north_arrow(layout, shown, sheet)
    _add_overview(inset, shown)
    show(layout, theme, words)
    locate(layout, extent)
    return layout


def show(layout: QgsPrintLayout, theme: str, words: Words) -> None:
    """Turn the layout to a map theme: its layers, its legend, its words."""
    for name in ("map", "inset"):
        layout.itemById(name).setFollowVisibilityPresetName(theme)
    for name, text in zip(("title", "subtitle", "note"), words):
        layout.itemById(name).setText(as_written(text))
    _fit(layout.itemById("title"))
    legend = layout.itemById("legend")
    root = legend.model().rootGroup()
    root.clear()
    for layer in layout.project().mapThemeCollection().mapThemeVisibleLayers(theme):
        if layer.name() != GROUND:
            node = root.addLayer(layer)
            node.setName(layer.name().replace(" (", f"{_WRAP}("))
            _leave_out_band(node)
            legend.model().refreshLayerLegend(node)
    legend.adjustBoxSize()


def hide_inset(layout: QgsPrintLayout) -> None:
    """Leave the inset out where an enlarged part would only be crowded."""
    for name in ("inset", "inset_title"):
        layout.itemById(name).setVisibility(False)


def zoom(layout: QgsPrintLayout, extent: QgsRectangle) -> None:
    """Show an extent on the map, and choose a scale bar that fits it."""
    shown = layout.itemById("map")
    shown.zoomToExtent(extent)
    layout.itemById("scale").setUnitsPerSegment(_step(shown))


def locate(layout: QgsPrintLayout, within: QgsRectangle) -> None:
    """Use the inset to show where the map lies in a wider extent."""
    inset = _shown_inset(layout)
    inset.setFollowVisibilityPreset(False)
    inset.setLayers([plan_layer(layout.project(), "plan_area")])  # enough to see where a place is
    inset.setKeepLayerSet(True)
    inset.zoomToExtent(within)
    inset.overviews().overview(0).setEnabled(True)
    layout.itemById("inset_title").setText("Where this is")


def enlarge(layout: QgsPrintLayout, extent: QgsRectangle, title: str) -> None:
    """Use the inset to enlarge a part of the map instead of locating it."""
    inset = _shown_inset(layout)
    inset.setFollowVisibilityPreset(True)
    inset.overviews().overview(0).setEnabled(False)
    inset.zoomToExtent(extent)
    label = layout.itemById("inset_title")
    for most in range(len(title), 0, -1):
        label.setText(as_written(one_line(title, most)))
        if label.sizeForText().width() <= label.rect().width():
            return


def as_written(text: str) -> str:
    """Return a text so that a label shows it as it is, formulas between [% and %] too."""
    if "[%" not in text:
        return text
    closed_once = QgsExpression.quotedString(text).replace("%]", "%' || ']")
    return f"[%{closed_once}%]"


def _fit(title: QgsLayoutItemLabel) -> None:
    """Write a title as large as its line allows."""
    title.setFont(font(_TITLE_SIZE, True))
    room, needed = title.rect().width(), title.sizeForText().width()
    title.setFont(font(_TITLE_SIZE * room / max(room, needed), True))


def _shown_inset(layout: QgsPrintLayout) -> QgsLayoutItemMap:
    for name in ("inset", "inset_title"):
        layout.itemById(name).setVisibility(True)
    return layout.itemById("inset")


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


def _legend(layout: QgsPrintLayout, shown: QgsLayoutItemMap, sheet: Sheet) -> None:
    legend = QgsLayoutItemLegend(layout)
    legend.setId("legend")
    legend.setLinkedMap(shown)
    legend.setAutoUpdateModel(False)
    legend.setStyleFont(QgsLegendStyle.Style.Subgroup, font(10, True))
    legend.setStyleFont(QgsLegendStyle.Style.SymbolLabel, font(9, False))
    legend.setSymbolWidth(7)
    legend.setSymbolHeight(4)
    legend.setBoxSpace(0)
    legend.setWrapString(_WRAP)
    _place(legend, (sheet.side_left, sheet.head, sheet.side, sheet.inset_box[1] - sheet.head))
    layout.addLayoutItem(legend)


def _leave_out_band(node: QgsLayerTreeLayer) -> None:
    """Leave out the first node of a raster, which names the band and says nothing here."""
    if isinstance(node.layer(), QgsRasterLayer):
        classes = len(node.layer().renderer().shader().rasterShaderFunction().colorRampItemList())
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(range(1, classes + 1)))


def _scale_bar(layout: QgsPrintLayout, shown: QgsLayoutItemMap, sheet: Sheet) -> None:
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
    text.setFont(font(8, False))
    text.setSize(8)
    bar.setTextFormat(text)
    bar.update()
    layout.addLayoutItem(bar)
    bar.attemptMove(_point(sheet.side_left, sheet.height - sheet.foot - 14))


def _step(shown: QgsLayoutItemMap) -> float:
    km = shown.extent().width() / 1000 * 0.1
    return max((each for each in _SCALES if each <= km), default=0.2)


def _north_arrow(layout: QgsPrintLayout, shown: QgsLayoutItemMap, sheet: Sheet) -> None:
    arrow = QgsLayoutItemPicture(layout)
    arrow.setId("north")
    arrow.setPicturePath(_ARROW)
    arrow.setLinkedMap(shown)
    arrow.setNorthMode(QgsLayoutItemPicture.NorthMode.GridNorth)
    _place(arrow, (sheet.width - sheet.margin - 12, sheet.height - sheet.foot - 16, 12, 14))
    layout.addLayoutItem(arrow)


def _text(layout: QgsPrintLayout, name: str, size: float, bold: bool, box: _Box) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setId(name)
    label.setFont(font(size, bold))
    label.setFontColor(QColor(palette.INK))
    _place(label, box)
    layout.addLayoutItem(label)


def _place(item: QgsLayoutItem, box: _Box) -> None:
    item.attemptMove(_point(*box[:2]))
    item.attemptResize(_size(*box[2:]))


def _size(width: float, height: float) -> QgsLayoutSize:
    return QgsLayoutSize(width, height, QgsUnitTypes.LayoutUnit.LayoutMillimeters)


def _point(x: float, y: float) -> QgsLayoutPoint:
    return QgsLayoutPoint(x, y, QgsUnitTypes.LayoutUnit.LayoutMillimeters)
