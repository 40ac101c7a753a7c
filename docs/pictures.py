"""Draws what each tool makes of the shipped example, and each map of its plan: `make docs`.

    PYTHONPATH=FOLDER_THAT_HOLDS_AGORA /usr/bin/python3 docs/pictures.py [TOOL | plan ...]

Writes docs/pictures/<tool>.png and docs/pictures/plan_<theme>.png. A tool runs with the example of its spec, in which
"zones" stands for the shipped zones and names such as "flows" for what another tool's example makes.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from qgis.core import QgsApplication, QgsMapLayer, QgsProcessingFeedback, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtGui import QColor, QImage
from sheet import chart, save, sheet

from agora import classFactory
from agora.plugin.frame.outputs import FileOutput, Output, RasterOutput
from agora.plugin.plan.pages import picture, theme_pages
from agora.plugin.plan.project import opened_plan
from agora.plugin.styles import palette, vector
from agora.plugin.toolbox import tools

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
ZONES = f"{ROOT / 'examples' / 'bay_area' / 'bay_area.gpkg'}|layername=zones"
NOTE = (
    "Zones: Metropolitan Transportation Commission, as in activitysim 1.6.0 (BSD-3). "
    "Commuting is modelled, not observed. Analytical centres are not policy boundaries."
)

MIDDLE = QgsRectangle(540_000, 4_168_000, 578_000, 4_200_000)  # San Francisco, Oakland and Berkeley; EPSG:26910
REGION = QgsRectangle(511_000, 4_118_000, 636_000, 4_223_000)  # all but the rural edge
BAY = QgsRectangle(532_000, 4_120_000, 624_000, 4_197_500)  # and down to San José

_PAGE_DPI = 75
_PLANS = ("spatialplan", "assembleplan")
_CHARTS = ("densitygradient",)  # tools whose result is no map


class Made(NamedTuple):
    """A layer to draw: an output of a tool's example, in its own style or another; a title puts it in the legend."""

    tool: str
    output: str = "OUTPUT"
    title: str = ""
    style: Callable[[QgsMapLayer], None] | None = None
    inputs: tuple[tuple[str, Any], ...] = ()  # that differ from the example


class Drawing(NamedTuple):
    """What a picture shows: its title, its layers from the top down, and where."""

    title: str
    layers: tuple[Made, ...]
    extent: QgsRectangle


STANDS_FOR = {
    "flows": Made("gravitymodel"),
    "roles": Made("classifyroles"),
    "density": Made("kerneldensity"),
    "centres": Made("cutoffcentres"),
}
"""The names that examples give to layers, and what they stand for."""

_GROUND = Made("zones", style=vector.ground)
_SURFACE = Made("kerneldensity", title="Jobs per hectare")
_PALE = Made("classifyroles", title="Role", style=vector.pale_roles)
_MANY = (("TOP", 5000), ("CURVED", False))

DRAWINGS = {
    "kerneldensity": Drawing("Where the jobs are (bandwidth 800 m)", (_SURFACE, _GROUND), MIDDLE),
    "adaptivedensity": Drawing(
        "Where the jobs are (bandwidth 400 to 1,600 m)",
        (Made("adaptivedensity", title="Jobs per hectare"), _GROUND),
        MIDDLE,
    ),
    "relativedensity": Drawing(
        "Finance and professional jobs against all jobs (bandwidth 800 m)",
        (Made("relativedensity", title="Share of finance and professions"), _GROUND),
        MIDDLE,
    ),
    "bandwidth": Drawing(
        "The surface at the bandwidth of likelihood cross-validation (8.2 km, from zones)",
        (_SURFACE._replace(inputs=(("BANDWIDTH", 8_221), ("CELL_SIZE", 400))), _GROUND),
        REGION,
    ),
    "zonedensity": Drawing("How dense zones are", (Made("zonedensity", title="Jobs per hectare"), _GROUND), MIDDLE),
    "effectivedensity": Drawing(
        "Jobs within reach (decay 1.0)", (Made("effectivedensity", title="Jobs per km of distance"), _GROUND), REGION
    ),
    "densitycentres": Drawing(
        "Centres: 25 jobs per hectare and more", (Made("densitycentres", title="Centres"), _SURFACE, _GROUND), MIDDLE
    ),
    "cutoffcentres": Drawing(
        "Centres: dense zones that adjoin",
        (Made("cutoffcentres", title="Centres"), Made("cutoffcentres", "OUTPUT_ZONES", "Zones")),
        MIDDLE,
    ),
    "locationquotients": Drawing(
        "Retail against its usual share",
        (Made("locationquotients", title="Location quotient"), _GROUND),
        MIDDLE,
    ),
    "variety": Drawing(
        "How mixed the sectors are",
        (Made("variety", title="Entropy, of the possible"), _GROUND),
        MIDDLE,
    ),
    "classifyroles": Drawing("What each part does for the whole", (Made("classifyroles", title="Role"),), BAY),
    "commutingsummary": Drawing(
        "Who comes and who goes (modelled)",
        (Made("commutingsummary", title="Jobs per resident worker"), _GROUND._replace(title="No workers")),
        MIDDLE,
    ),
    "gravitymodel": Drawing(
        "The 5,000 largest of the modelled flows",
        (Made("desirelines", title="Commuters, by width", inputs=_MANY), _GROUND),
        MIDDLE,
    ),
    "desirelines": Drawing(
        "The 500 largest flows (modelled)", (Made("desirelines", title="Commuters, by width"), _GROUND), BAY
    ),
    "rolelinks": Drawing(
        "The largest flows between role areas (modelled)",
        (Made("rolelinks", "OUTPUT_LINES", "Commuters, by width"), _PALE),
        REGION,
    ),
}
"""How to draw what a tool makes; of one that is not named here, the first output that has a style."""


class Examples:
    """The tools' examples, each run once, with their results in ``folder``."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._specs = {each().name(): each().spec() for each in tools()}
        self._results: dict[tuple, dict[str, Any]] = {}

    def results(self, tool: str, inputs: tuple[tuple[str, Any], ...] = ()) -> dict[str, Any]:
        """Return what a tool makes of its example, or of it with other inputs."""
        if (tool, inputs) not in self._results:
            self._results[tool, inputs] = self._run(tool, {**self._specs[tool].example, **dict(inputs)})
        return self._results[tool, inputs]

    def layer(self, made: Made) -> QgsMapLayer:
        """Return a layer in its style."""
        if made.tool == "zones":
            layer, style = QgsVectorLayer(ZONES, made.title, "ogr"), made.style
        else:
            output = self._output(made)
            path = self.results(made.tool, made.inputs)[made.output]
            is_raster = isinstance(output, RasterOutput)
            layer = QgsRasterLayer(path, made.title) if is_raster else QgsVectorLayer(path, made.title, "ogr")
            style = made.style or output.style
        style(layer)
        if made.tool == "zones" and made.title:  # no value: the ground is too near a class
            layer.renderer().symbol().setColor(QColor(palette.FRAME))
        return layer

    def first_styled(self, tool: str) -> Drawing | None:
        """Return a drawing of a tool's first output that has a style, None where none has."""
        spec = self._specs[tool]
        output = next((each for each in self._outputs(tool) if getattr(each, "style", None)), None)
        return output and Drawing(spec.title, (Made(tool, output.key, output.label), _GROUND), BAY)

    def _run(self, tool: str, given: dict[str, Any]) -> dict[str, Any]:
        import processing  # on the path only once QGIS has started

        folder = Path(tempfile.mkdtemp(dir=self._folder))
        files = {each.key: str(folder / f"{each.key.lower()}{_suffix(each)}") for each in self._outputs(tool)}
        inputs = {key: self._stand_in(value) for key, value in given.items()}
        return processing.run(f"agora:{tool}", {**inputs, **files}, feedback=QgsProcessingFeedback(False))

    def _stand_in(self, value: Any) -> Any:
        if value == "zones":
            return ZONES
        stands = STANDS_FOR.get(value) if isinstance(value, str) else None
        return self.results(stands.tool)[stands.output] if stands else value

    def _outputs(self, tool: str) -> Iterator[Output]:
        """Return the outputs that a picture may need; pages take long, and show elsewhere."""
        outputs = (each for each in self._specs[tool].parameters if isinstance(each, Output))
        left_out = {"OUTPUT_BUILDINGS"}  # the example has none
        return (each for each in outputs if each.key not in left_out and _is_drawn(each, tool))

    def _output(self, made: Made) -> Output:
        return next(each for each in self._outputs(made.tool) if each.key == made.output)


def main(only: list[str], examples: Examples) -> None:
    """Draw every tool and the plan's maps, or those named; say which tools have nothing to draw."""
    for name in (each().name() for each in tools()):
        if not only or name in only:
            draw = _plan if name in _PLANS else _chart if name in _CHARTS else _drawn
            _keep(draw(name, examples), name)
    if not only or "plan" in only:
        with opened_plan(Path(examples.results("spatialplan")["PLAN"])) as project:
            for page in theme_pages(project, NOTE):
                drawn = QImage.fromData(picture(project, page, _PAGE_DPI))
                _keep(drawn, f"plan_{page.theme.name.lower().replace(' ', '_')}")


def _drawn(tool: str, examples: Examples) -> QImage | None:
    drawing = DRAWINGS.get(tool) or examples.first_styled(tool)
    if drawing is None:
        return None
    layers = [examples.layer(each) for each in drawing.layers]
    return sheet(drawing.title, layers, [each for each in layers if each.name()], drawing.extent)


def _chart(tool: str, examples: Examples) -> QImage:
    """Return the chart of a tool, as its page shows it."""
    page = Path(examples.results(tool)["CHART"]).read_text(encoding="utf-8")
    _, held = page.split("data:image/svg+xml;base64,")
    return chart(base64.b64decode(held[: held.index('"')]))


def _plan(tool: str, examples: Examples) -> QImage:
    """Return the map Roles of a plan."""
    with opened_plan(Path(examples.results(tool)["PLAN"])) as project:
        layers = project.mapThemeCollection().mapThemeVisibleLayers("Roles")
        return sheet("The plan at its map Roles", layers, layers, BAY)


def _keep(image: QImage | None, name: str) -> None:
    if image is None:
        print(f"{name}: no output has a style; say in DRAWINGS what to draw", file=sys.stderr)
        return
    path = PICTURES / f"{name}.png"
    save(image, path)
    print(f"{name}: {path.stat().st_size / 1000:.0f} kB")


def _is_drawn(output: Output, tool: str) -> bool:
    return not isinstance(output, FileOutput) or output.key == "PLAN" or (output.key == "CHART" and tool in _CHARTS)


def _suffix(output: Output) -> str:
    return {"CHART": ".html"}.get(output.key, ".tif" if isinstance(output, RasterOutput) else ".gpkg")


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    sys.path.append(str(Path(application.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    Processing.initialize()
    plugin = classFactory(None)
    plugin.initProcessing()
    with tempfile.TemporaryDirectory(prefix="agora-") as scratch:
        main(sys.argv[1:], Examples(Path(scratch)))
    plugin.unload()
    application.exitQgis()
