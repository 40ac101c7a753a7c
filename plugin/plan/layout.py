"""The plan's print layout: one page that an atlas turns into a page for each centre.

Lengths are millimetres. Words keep their size whatever the sheet's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from qgis.core import (
    QgsExpression,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
)

from ...algorithms.report.wording import one_line
from ..styles.fonts import font
from .chapters import GROUND
from .layout_items import (
    A3,
    WRAP,
    Sheet,
    add_legend,
    add_map,
    add_north_arrow,
    add_overview,
    add_scale_bar,
    add_text,
    leave_out_band,
    millimetres,
    scale_step,
)
from .own_layers import plan_layer

NAME = "Plan"
_TITLE_SIZE = 20.0  # points


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
    layout.pageCollection().page(0).setPageSize(millimetres(sheet.width, sheet.height))
    shown = add_map(layout, "map", theme, extent, sheet.map_box)
    inset = add_map(layout, "inset", theme, extent, sheet.inset_box)
    width = sheet.width - 2 * sheet.margin
    add_text(layout, "title", _TITLE_SIZE, True, (sheet.margin, 6, width, 9))
    add_text(layout, "subtitle", 10, False, (sheet.margin, 14.5, width, 6))
    add_text(layout, "note", 7.5, False, (sheet.margin, sheet.height - sheet.foot + 2, width, 8))
    add_text(layout, "inset_title", 8, True, (sheet.side_left, sheet.inset_box[1] - 5.5, sheet.side, 5))
    add_legend(layout, shown, sheet)
    add_scale_bar(layout, shown, sheet)
    add_north_arrow(layout, shown, sheet)
    add_overview(inset, shown)
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
            node.setName(layer.name().replace(" (", f"{WRAP}("))
            leave_out_band(node)
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
    layout.itemById("scale").setUnitsPerSegment(scale_step(shown))


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
    for size in np.arange(_TITLE_SIZE, 1.0, -0.5):  # words grow by steps, not with their size
        title.setFont(font(size, True))
        if title.sizeForText().width() <= title.rect().width():
            return


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
