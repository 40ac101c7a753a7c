"""The examples of all tools, on one county of the shipped place (and points, where one asks for some): what they are given, and their runs into files."""

from contracts import TOOLS, own_tests
from made_inputs import ending, outputs
from made_layers import EXAMPLE, saved
from qgis.core import QgsVectorLayer
from runs import Ran, Said

from agora.plugin.frame.layer_parameters import Layer, RasterLayer
from agora.plugin.frame.parameters import File

MADE_BY = {
    "flows": "gravitymodel",
    "density": "kerneldensity",
    "roles": "classifyroles",
    "centres": "cutoffcentres",
    "plan": "spatialplan",
}


class Examples:
    """Each tool runs once, when it is first asked for; layers that the place does not have are made by tools."""

    def __init__(self, folder):
        county = QgsVectorLayer(f"{EXAMPLE}|layername=zones|subset=county = 'San Mateo'", "zones", "ogr")
        self._zones = saved(county, folder / "bay.gpkg", "zones") + "|layername=zones"
        self.folder, self._ran = folder, {}

    def inputs(self, tool):
        """Return the example of a tool, with files for the names of layers."""
        layers = {each.key for each in TOOLS[tool].spec().parameters if isinstance(each, (File, Layer, RasterLayer))}
        example = {**TOOLS[tool].spec().example, **getattr(own_tests(tool), "MORE", {})}
        return {key: self._file(value) if key in layers else value for key, value in example.items()}

    def _file(self, name):
        if name == "points":
            return self._middles()
        if name == "zones":
            return self._zones
        results = self.ran(MADE_BY[name]).results
        return results["PLAN" if name == "plan" else "OUTPUT"]

    def _middles(self):
        """Return a file of points: the middles of the centres."""
        import processing

        path = self.folder / "points.gpkg"
        if not path.exists():
            processing.run("native:pointonsurface", {"INPUT": self._file("centres"), "OUTPUT": str(path)})
        return str(path)

    def files(self, tool, folder):
        """Return every output of a tool as a file in a folder."""
        return {each.key: str(folder / f"{tool}_{each.key}{ending(each)}") for each in outputs(tool)}

    def data(self, tool, folder):
        """Return the outputs that hold data: pages and maps are for readers, and slow to draw."""
        return {key: path for key, path in self.files(tool, folder).items() if path.endswith((".tif", ".gpkg"))}

    def ran(self, tool):
        """Return the run of a tool into files."""
        if tool not in self._ran:
            import processing

            said, given = Said(), {**self.inputs(tool), **self.files(tool, self.folder)}
            self._ran[tool] = Ran(processing.run(f"agora:{tool}", given, feedback=said), said)
        return self._ran[tool]
