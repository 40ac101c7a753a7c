"""The QGIS project inside a plan: a group for each question, a map theme for each map."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsMapThemeCollection,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ...algorithms.ground.errors import PlanError
from ..frame.groups import Group
from .chapters import CHAPTERS, PlanLayer, Theme, first_theme, themes
from .layout import Words, make_atlas, plan_layout
from .own_layers import show_own_layers
from .private_traces import write_without_traces

_MARGIN = 1.05
_KNOWN = "agora", "plan"  # where a project keeps what its plan is, besides its layers


def write_project(path: Path, title: str, note: str, layers: list[tuple[PlanLayer, str]], known: str) -> None:
    """Store the project ``plan`` in the GeoPackage, its sources relative to it; layers come with their titles.

    ``note`` stands below the map of the print layout; ``known`` is kept for ``known_of``.

    Raises
    ------
    PlanError
        If QGIS cannot write it.
    """
    project = QgsProject()
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    project.setTitle(title)
    project.writeEntry(*_KNOWN, known)
    project.setFileName(f"geopackage:{path}?projectName=plan")
    opened = {layer.name: _opened(path, layer, words) for layer, words in layers}
    project.setCrs(opened["plan_area"].crs())
    _arrange(project, layers, opened)
    project.layerTreeRoot().setCustomLayerOrder([opened[layer.name] for layer, _ in layers if layer.is_drawn])
    project.layerTreeRoot().setHasCustomLayerOrder(True)
    for theme in _themes_of(opened):
        _add_theme(project, theme, opened)
    first = first_theme(project.mapThemeCollection().mapThemes()).name
    project.mapThemeCollection().applyTheme(first, project.layerTreeRoot(), _tree_model(project))
    extent = opened["plan_area"].extent()
    extent.scale(_MARGIN)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, project.crs()))
    _add_layout(project, first, Words(title, "", note), extent, opened.get("centres"))
    try:
        write_without_traces(project, path)
    finally:
        project.clear()


@contextmanager
def opened_plan(path: Path) -> Iterator[QgsProject]:
    """Yield the project of a plan; closes it at the end, so that the file can be moved."""
    project = QgsProject()
    if not project.read(f"geopackage:{path}?projectName=plan"):
        raise PlanError(f"{path} holds no plan that opens.")
    show_own_layers(project)
    try:
        yield project
    finally:
        project.clear()


def known_of(project: QgsProject) -> str:
    """Return what the project of a plan keeps of it besides its layers, "" where it keeps nothing."""
    return str(project.readEntry(*_KNOWN, "")[0])


def table_of(layer: QgsMapLayer) -> str:
    """Return which table of a plan's GeoPackage a layer shows."""
    return re.split("[=:]", layer.source())[-1]


def _add_layout(
    project: QgsProject, theme: str, words: Words, extent: QgsRectangle, centres: QgsMapLayer | None
) -> None:
    layout = plan_layout(project, theme, words, extent)
    if centres is not None:
        make_atlas(layout, centres)
    project.layoutManager().addLayout(layout)


def _opened(path: Path, layer: PlanLayer, title: str) -> QgsMapLayer:
    if layer.kind == "raster":
        opened: QgsMapLayer = QgsRasterLayer(f"GPKG:{path}:{layer.name}", title, "gdal")
    else:
        stored = "zones" if layer.kind == "view of zones" else layer.name
        opened = QgsVectorLayer(f"{path}|layername={stored}", title, "ogr")
    if layer.kind in ("raster", "view of zones"):
        layer.style(opened)
    return opened


def _arrange(project: QgsProject, layers: list[tuple[PlanLayer, str]], opened: dict[str, QgsMapLayer]) -> None:
    used = {layer.group for layer, _ in layers}
    order = [chapter.group for chapter in reversed(CHAPTERS) if chapter.group in used]
    groups: dict[Group, QgsLayerTreeGroup] = {group: project.layerTreeRoot().addGroup(group.title) for group in order}
    for layer, _ in layers:
        project.addMapLayer(opened[layer.name], False)
        node = groups[layer.group].addLayer(opened[layer.name])
        node.setExpanded(layer.name in ("zones", "density"))


def _themes_of(opened: dict[str, QgsMapLayer]) -> list[Theme]:
    """Return the themes whose lead is there, with the field that it is to show."""
    led = [theme for theme in themes() if theme.lead in opened]
    found = [theme for theme in led if not theme.field or opened[theme.lead].fields().indexOf(theme.field) >= 0]
    return [theme for theme in found if not theme.is_last] or found


def _add_theme(project: QgsProject, theme: Theme, opened: dict[str, QgsMapLayer]) -> None:
    """Add a map theme that shows its layers, some in a style of its own."""
    record = QgsMapThemeCollection.MapThemeRecord()
    for name in theme.layers:
        if name in opened:
            shown = QgsMapThemeCollection.MapThemeLayerRecord(opened[name])
            shown.isVisible = True
            shown.usingCurrentStyle = True
            shown.currentStyle = _style_of(opened[name], name, theme)
            record.addLayerRecord(shown)
    project.mapThemeCollection().insert(theme.name, record)


def _style_of(layer: QgsMapLayer, name: str, theme: Theme) -> str:
    """Return the style in which a theme shows a layer; makes it where it is not the layer's own."""
    styles = layer.styleManager()
    own = styles.currentStyle()
    if name not in theme.variants:
        return own
    styles.addStyleFromLayer(theme.name)
    styles.setCurrentStyle(theme.name)
    theme.variants[name](layer)
    styles.setCurrentStyle(own)
    return theme.name


def _tree_model(project: QgsProject):
    from qgis.core import QgsLayerTreeModel

    return QgsLayerTreeModel(project.layerTreeRoot())
