"""The provider, once for all tests, and tools run with everything they say."""

import sys

import pytest
from example_runs import Examples
from made_inputs import FOLDER, inputs, results_in
from made_layers import EXAMPLE, FEET, UTM, left_in, reprojected, saved
from made_rasters import raster_file
from qgis.core import QgsApplication, QgsProcessingException, QgsProject, QgsVectorLayer
from runs import Ran, Said

from agora import classFactory


@pytest.fixture(scope="session", autouse=True)
def provider(qgis_processing):
    """Return the provider as QGIS holds it."""
    plugin = classFactory(None)
    plugin.initProcessing()
    yield QgsApplication.processingRegistry().providerById("agora")
    plugin.unload()


@pytest.fixture(scope="session", autouse=True)
def _surfaces(tmp_path_factory):
    FOLDER.append(tmp_path_factory.mktemp("surfaces"))


@pytest.fixture(scope="session")
def in_both_units(tmp_path_factory):
    """Return zones of a real place in metres and the same in feet."""
    some = QgsVectorLayer(f"{EXAMPLE}|layername=zones|subset=county = 'San Mateo'", "zones", "ogr")
    metres = QgsVectorLayer(saved(some, tmp_path_factory.mktemp("units") / "metres.gpkg"), "metres", "ogr")
    assert metres.crs().authid() == UTM
    return metres, reprojected(metres, FEET)


@pytest.fixture(scope="session")
def examples(tmp_path_factory, provider):
    """Return the examples of all tools, each run once."""
    return Examples(tmp_path_factory.mktemp("examples"))


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
def raster(tmp_path):
    """Return what writes a raster of a small city, changed as one likes; it returns the path."""
    return lambda **changed: raster_file(tmp_path / "surface.tif", **changed)


@pytest.fixture
def run_on(run, out):
    """Return what runs a tool on zones and flows; its results go to ``out``."""

    def run_tool(tool, made=None, moves=None, **changed):
        return run(tool, **{**inputs(tool, made, moves), **results_in(tool, out), **changed})

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


@pytest.fixture
def project(monkeypatch):
    """Return an empty project, and have Processing's dialogs do without the window around them."""
    import processing.gui.AlgorithmDialog
    import processing.gui.BatchAlgorithmDialog  # noqa: F401 - with the modules that they load

    for name, module in list(sys.modules.items()):
        if name.startswith("processing.") and hasattr(module, "iface"):
            monkeypatch.setattr(module, "iface", None)
    QgsProject.instance().clear()
    yield QgsProject.instance()
    QgsProject.instance().clear()
