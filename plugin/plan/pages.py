"""The pages of a plan's map: one for each theme, one for each centre; as PDF, or as pictures."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from qgis.core import (
    Qgis,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsLayoutExporter,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsVectorSimplifyMethod,
)
from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF
from qgis.PyQt.QtGui import QPageSize, QPainter, QPdfWriter

from ...algorithms.ground.errors import PlanError
from ..layers.centres import by_rank
from ..styles.vector import RANK_VARIABLE
from .chapters import Theme, first_theme, themes
from .layout import Words, enlarge, hide_inset, locate, plan_layout, show, zoom
from .layout_items import A3, FIGURE, Sheet
from .own_layers import plan_layer

_DPI = 200
_PICTURE_DPI = 96
_EDGE, _AROUND = 1.03, 1.5  # times the extent of the plan, of a centre


class Page(NamedTuple):
    """A theme, its words, the extent it shows, and the inset: a part enlarged (with its title), or the whole.

    ``rank`` is that of the centre that the page is about, 0 where it is about all.
    """

    theme: Theme
    words: Words
    extent: QgsRectangle
    inset: QgsRectangle | None
    enlarged: str = ""
    rank: int = 0


def theme_pages(project: QgsProject, note: str) -> list[Page]:
    """Return a page for each theme of an open plan, with its first centre enlarged."""
    whole, centres = _whole(project), by_rank(plan_layer(project, "centres"))
    inset = _around(centres[0]) if centres else whole
    enlarged = f"Around {centres[0]['name']}" if centres else ""
    present = [theme for theme in themes() if theme.name in project.mapThemeCollection().mapThemes()]
    words = [Words(project.title(), _subtitle(project, theme), note) for theme in present]
    return [
        Page(theme, said, whole, None if theme.is_crowded else inset, enlarged) for theme, said in zip(present, words)
    ]


def centre_pages(project: QgsProject, note: str) -> list[Page]:
    """Return a page for each centre, by rank."""
    whole, theme = _whole(project), first_theme(project.mapThemeCollection().mapThemes())
    return [
        Page(theme, _centre_words(project, centre, note), _around(centre), whole, rank=centre["rank"])
        for centre in by_rank(plan_layer(project, "centres"))
    ]


def write_pdf(project: QgsProject, pages: list[Page], path: Path) -> None:
    """Write the pages as one PDF whose text is text; raises PlanError where it cannot."""
    layout = _layout(project, pages[0])
    writer = QPdfWriter(str(path))
    writer.setTitle(project.title())
    writer.setPageSize(QPageSize(QSizeF(A3.width, A3.height), QPageSize.Unit.Millimeter))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(_DPI)
    painter = QPainter(writer)
    for at, page in enumerate(pages):
        if at:
            writer.newPage()
        _turn_to(layout, page)
        QgsLayoutExporter(layout).renderPage(painter, 0)
    if not painter.end() or not path.stat().st_size:
        raise PlanError(f"{path} could not be written. Is the disk full?")


def picture(project: QgsProject, page: Page, dpi: int = _PICTURE_DPI, sheet: Sheet = A3) -> bytes:
    """Return a page as PNG; as a ``FIGURE`` without the words, which stand around it."""
    if sheet is FIGURE:
        page = page._replace(words=Words("", "", ""))
    layout = _layout(project, page, sheet)
    _turn_to(layout, page)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QgsLayoutExporter(layout).renderPageToImage(0, dpi=dpi).save(buffer, "PNG")
    return bytes(content.data())


def _layout(project: QgsProject, page: Page, sheet: Sheet = A3) -> QgsPrintLayout:
    layout = plan_layout(project, page.theme.name, page.words, page.extent, sheet)
    layout.renderContext().setDpi(_DPI)
    layout.renderContext().setTextRenderFormat(Qgis.TextRenderFormat.AlwaysText)
    layout.renderContext().setSimplifyMethod(_below_print())
    return layout


def _below_print() -> QgsVectorSimplifyMethod:
    """Leave out what is finer than the print, so that a page can be sent by mail."""
    method = QgsVectorSimplifyMethod()
    method.setSimplifyHints(QgsVectorSimplifyMethod.SimplifyHint.GeometrySimplification)
    method.setForceLocalOptimization(True)
    method.setSimplifyAlgorithm(QgsVectorSimplifyMethod.SimplifyAlgorithm.SnapToGrid)
    method.setThreshold(1.0)
    return method


def _turn_to(layout: QgsPrintLayout, page: Page) -> None:
    show(layout, page.theme.name, page.words)
    zoom(layout, page.extent)
    QgsExpressionContextUtils.setLayoutVariable(layout, RANK_VARIABLE, page.rank)
    if page.inset is None:
        hide_inset(layout)
    elif page.enlarged:
        enlarge(layout, page.inset, page.enlarged)
    else:
        locate(layout, page.inset)


def _subtitle(project: QgsProject, theme: Theme) -> str:
    shown = project.mapThemeCollection().mapThemeVisibleLayers(theme.name)
    modelled = any("(modelled)" in layer.name() for layer in shown)
    return theme.subtitle + (" (modelled, not observed)" if modelled else "")


def _centre_words(project: QgsProject, centre, note: str) -> Words:
    title = f"{project.title()}: {centre['name']}"
    subtitle = (
        f"{centre['jobs']:,.0f} jobs ({centre['share_jobs']:.1f} % of the plan's) on {centre['area_ha']:,.0f} ha, "
        f"{centre['dens_ha']:,.0f} per hectare; analytical boundary, {centre['method']} method"
    )
    return Words(title, subtitle, note)


def _whole(project: QgsProject) -> QgsRectangle:
    extent = QgsRectangle(plan_layer(project, "plan_area").extent())
    extent.scale(_EDGE)
    return extent


def _around(centre: QgsFeature) -> QgsRectangle:
    wider = QgsRectangle(centre.geometry().boundingBox())
    wider.scale(_AROUND)
    return wider
