"""What is made of a finished plan: the map, the report, and the layers that QGIS opens."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingContext, QgsProcessingUtils

from ...algorithms.report.facts import EdgeCommuting
from ..toolbox.opening import Opener, Place
from ..toolbox.parameters import Given
from ..toolbox.run import Run
from .contents import FIRST, LAYERS, THEMES
from .package import Plan, write_package
from .pages import centre_pages, theme_pages, write_pdf
from .project import opened_plan


def publish_plan(plan: Plan, given: Given, run: Run, crossing: EdgeCommuting | None = None) -> None:
    """Write the package, and map and report where they are wanted, from the plan as it then is."""
    run(0.9)
    run.tell("Packing the plan.")
    write_package(given.plan.staged, plan)
    if given.map.wanted or given.report.wanted:
        _draw_and_tell(plan, given, run, crossing)
    statistics = given.plan.staged.with_name(f"{given.plan.staged.name}.aux.xml")
    statistics.unlink(missing_ok=True)  # QGIS 3.40 leaves one where it has shown a raster


def _draw_and_tell(plan: Plan, given: Given, run: Run, crossing: EdgeCommuting | None) -> None:
    with opened_plan(given.plan.staged) as project:
        if given.map.wanted:
            run(0.93)
            run.tell("Drawing the map.")
            write_pdf(project, theme_pages(project, plan.note) + centre_pages(project, plan.note), given.map.staged)
        if given.report.wanted:
            from .report import ReportOf  # matplotlib and jinja2 only where they are needed

            run(0.97)
            run.tell("Writing the report.")
            ReportOf(project, plan, given.jobs, crossing, given.year).write(given.report.staged)


def load_when_done(path: Path, plan: Plan, context: QgsProcessingContext) -> None:
    """Have QGIS open a plan's layers once the tool has ended; does nothing without a project."""
    if context.project() is None:
        return
    for rank, layer in enumerate(LAYERS):
        if layer.name in plan.files:
            title = plan.layer_title(layer)
            details = QgsProcessingContext.LayerDetails(title, context.project(), layer.name)
            Opener(layer.style, (plan.title, 0), Place(title, rank, layer.name in THEMES[FIRST])).wait(details)
            raster = layer.kind == "raster"
            kinds = QgsProcessingUtils.LayerHint
            details.layerTypeHint = kinds.Raster if raster else kinds.Vector
            uri = str(path) if raster else f"{path}|layername={layer.name}"  # QGIS 3.22 knows no GPKG:file:layer here
            context.addLayerToLoadOnCompletion(uri, details)
