"""The provider, once for all tests, and tools run with everything they say."""

from typing import Any, NamedTuple

import pytest
from making import inputs, left_in
from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingFeedback, QgsVectorLayer

from agora import classFactory
from agora.algorithms.files.raster import read_raster

RASTERS = ("kerneldensity", "adaptivedensity", "relativedensity")  # tools whose OUTPUT is a raster


class Said(QgsProcessingFeedback):
    """Keeps what a tool says; cancels at the first progress where asked to."""

    def __init__(self, cancel_at_progress=False):
        super().__init__(False)
        self.infos, self.warnings, self.errors = [], [], []
        if cancel_at_progress:
            self.progressChanged.connect(self.cancel)

    def pushInfo(self, info):
        self.infos.append(info)

    def pushWarning(self, warning):
        self.warnings.append(warning)

    def reportError(self, error, fatalError=False):  # noqa: N803 - QGIS's own name
        self.errors.append(error)


class Ran(NamedTuple):
    """A run that ended well."""

    results: dict[str, Any]
    said: Said

    @property
    def warned(self):
        return "\n".join(self.said.warnings)

    def layer(self, key="OUTPUT", name=""):
        made = self.results[key]
        if isinstance(made, QgsVectorLayer):
            return made
        return QgsVectorLayer(f"{made}|layername={name}" if name else made, key, "ogr")

    def column(self, field, key="OUTPUT", name=""):
        return [each[field] for each in self.layer(key, name).getFeatures()]

    def surface(self):
        return read_raster(self.results["OUTPUT"]).values


@pytest.fixture(scope="session", autouse=True)
def provider(qgis_processing):
    """Return the provider as QGIS holds it."""
    plugin = classFactory(None)
    plugin.initProcessing()
    yield QgsApplication.processingRegistry().providerById("agora")
    plugin.unload()


@pytest.fixture(scope="session")
def run():
    """Return what runs a tool by its id."""

    def run_tool(tool, said=None, **parameters):
        import processing

        said = said or Said()
        return Ran(processing.run(f"agora:{tool}", parameters, feedback=said), said)

    return run_tool


@pytest.fixture
def out(tmp_path):
    """Return an empty folder for results."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def run_on(run, out):
    """Return what runs a tool on zones and flows; its results go to ``out``."""

    def run_tool(tool, made=None, moves=None, **changed):
        key, suffix = ("PLAN" if tool == "spatialplan" else "OUTPUT"), (".tif" if tool in RASTERS else ".gpkg")
        return run(tool, **{**inputs(tool, made, moves), key: str(out / f"result{suffix}"), **changed})

    return run_tool


@pytest.fixture
def refused(run_on, out):
    """Return what runs a tool that must refuse and leave nothing behind; it returns the message."""

    def refused_tool(tool, made=None, moves=None, **changed):
        before = left_in(out)
        with pytest.raises(QgsProcessingException) as caught:
            run_on(tool, made, moves, **changed)
        assert left_in(out) == before
        message = str(caught.value.with_traceback(None))
        del caught  # its frames hold layers, which must not outlive QGIS
        assert "Traceback" not in message
        return message

    return refused_tool
