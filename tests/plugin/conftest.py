"""The provider, once for all tests, and tools run with everything they say."""

import sys

import pytest
from making import RASTERS, inputs, left_in
from qgis.core import QgsApplication, QgsProcessingException, QgsProject
from running import Ran, Said

from agora import classFactory


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
