"""What is made of a finished plan: the map, the report, and the layers that QGIS opens."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingUtils, QgsProject

from ..frame.opening import Opener, Place
from ..frame.parameters import Given
from ..frame.run import Run
from ..frame.target import Target
from .chapters import GROUND, first_theme, plan_layers
from .package import Plan, write_package
from .pages import centre_pages, theme_pages, write_pdf
from .project import opened_plan, table_of


def publish_plan(plan: Plan, given: Given, run: Run) -> None:
    """Write the package, and map and report where they are wanted, from the plan as it then is."""
    run(0.9)
    run.tell("Packing the plan.")
    write_package(given.plan.staged, plan)
    if given.map.wanted or given.report.wanted:
        with opened_plan(given.plan.staged) as project:
            draw_and_tell(project, plan, given, run)
    statistics = given.plan.staged.with_name(f"{given.plan.staged.name}.aux.xml")
    statistics.unlink(missing_ok=True)  # QGIS 3.40 leaves one where it has shown a raster


def draw_and_tell(project: QgsProject, plan: Plan, given: Given, run: Run) -> None:
    """Write map and report, where they are wanted, of a plan that is open."""
    if given.map.wanted:
        run(0.93)
        run.tell("Drawing the map.")
        write_pdf(project, theme_pages(project, plan.note) + centre_pages(project, plan.note), given.map.staged)
    if given.report.wanted:
        from .book import Book  # matplotlib and jinja2 only where they are needed

        run(0.97)
        run.tell("Writing the report.")
        Book(project, plan, given.jobs, given.year).write(given.report.staged)


def load_when_done(target: Target, context: QgsProcessingContext) -> None:
    """Have QGIS open the layers of a plan just made once the tool has ended; does nothing without a project."""
    if context.project() is None:
        return
    with opened_plan(target.staged) as project:
        group = project.title()
        titles = {table_of(layer): layer.name() for layer in project.mapLayers().values() if layer.name() != GROUND}
        first = first_theme(project.mapThemeCollection().mapThemes())
    for rank, layer in enumerate(plan_layers()):
        if layer.name in titles and layer.name != "agora_runs":
            title = titles[layer.name]
            details = QgsProcessingContext.LayerDetails(title, context.project(), layer.name)
            Opener(layer.style, (group, 0), Place(title, rank, layer.name in first.layers)).wait(details)
            raster = layer.kind == "raster"
            kinds = QgsProcessingUtils.LayerHint
            details.layerTypeHint = kinds.Raster if raster else kinds.Vector
            # QGIS 3.22 knows no GPKG:file:layer here
            uri = str(target.final) if raster else f"{target.final}|layername={layer.name}"
            context.addLayerToLoadOnCompletion(uri, details)
