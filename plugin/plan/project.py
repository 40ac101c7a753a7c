"""The QGIS project inside a plan: a group for each question, a map theme for each map."""

from __future__ import annotations

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
from .contents import FIRST, GROUND, LEADS, THEMES, VARIANTS, PlanLayer
from .layout import Words, make_atlas, plan_layout
from .traces import write_without_traces

_GROUPS = ("Plan", "Uplift", "Links", "Roles", "Centres", "Density")
_MARGIN = 1.05


def write_project(path: Path, title: str, note: str, layers: list[tuple[PlanLayer, str]]) -> None:
    """Store the project ``plan`` in the GeoPackage, its sources relative to it; layers come with their titles.

    ``note`` stands below the map of the print layout.

    Raises
    ------
    PlanError
        If QGIS cannot write it.
    """
    project = QgsProject()
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    project.setTitle(title)
    project.setFileName(f"geopackage:{path}?projectName=plan")
    opened = {layer.name: _opened(path, layer, words) for layer, words in layers}
    project.setCrs(opened["plan_area"].crs())
    _arrange(project, layers, opened)
    project.layerTreeRoot().setCustomLayerOrder([opened[each.name] for each, _ in layers if each.kind != "table"])
    project.layerTreeRoot().setHasCustomLayerOrder(True)
    for theme, names in THEMES.items():
        if LEADS[theme] in opened:
            _add_theme(project, theme, [opened[name] for name in names if name in opened])
    project.mapThemeCollection().applyTheme(FIRST, project.layerTreeRoot(), _tree_model(project))
    extent = opened["plan_area"].extent()
    extent.scale(_MARGIN)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, project.crs()))
    _add_layout(project, Words(title, "", note), extent, opened.get("centres"))
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
    try:
        yield project
    finally:
        project.clear()


def _add_layout(project: QgsProject, words: Words, extent: QgsRectangle, centres: QgsMapLayer | None) -> None:
    layout = plan_layout(project, FIRST, words, extent)
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
    used = [name for name in _GROUPS if any(layer.group == name for layer, _ in layers)]
    groups: dict[str, QgsLayerTreeGroup] = {name: project.layerTreeRoot().addGroup(name) for name in used}
    for layer, _ in layers:
        project.addMapLayer(opened[layer.name], False)
        node = groups[layer.group].addLayer(opened[layer.name])
        node.setExpanded(layer.name in ("zones", "density"))


def _add_theme(project: QgsProject, name: str, layers: list[QgsMapLayer]) -> None:
    """Add a map theme that shows these layers, some in a style of its own."""
    record = QgsMapThemeCollection.MapThemeRecord()
    for layer in layers:
        shown = QgsMapThemeCollection.MapThemeLayerRecord(layer)
        shown.isVisible = True
        shown.usingCurrentStyle = True
        shown.currentStyle = _variant(layer, name)
        record.addLayerRecord(shown)
    project.mapThemeCollection().insert(name, record)


def _variant(layer: QgsMapLayer, theme: str) -> str:
    """Return the style in which a theme shows a layer; makes it where it is not the layer's own."""
    styles = layer.styleManager()
    own = styles.currentStyle()
    variant = VARIANTS.get(theme, {}).get(layer.source().rpartition("=")[2])
    if variant is None or layer.name() == GROUND:
        return own
    styles.addStyleFromLayer(theme)
    styles.setCurrentStyle(theme)
    variant(layer)
    styles.setCurrentStyle(own)
    return theme


def _tree_model(project: QgsProject):
    from qgis.core import QgsLayerTreeModel

    return QgsLayerTreeModel(project.layerTreeRoot())
