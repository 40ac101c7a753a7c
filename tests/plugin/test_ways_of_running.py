"""One input through every way in which QGIS runs tools: the same pixels and features, opened styled."""

import json
import shutil
import subprocess
import time

import numpy as np
import pytest
from making import EXAMPLE
from qgis.core import Qgis, QgsApplication, QgsProject, QgsVectorLayer

from agora.algorithms.files.raster import read_raster

QGIS_PROCESS = shutil.which("qgis_process.bin")
LONGEST = 300  # s, on a busy machine
ZONES = f"{EXAMPLE}|layername=zones"
DENSITY = {"INPUT": ZONES, "WEIGHT": "jobs", "BANDWIDTH": 800, "CELL_SIZE": 400}
CENTRES = {"THRESHOLD": 30, "MIN_JOBS": 5000}
OPENED = []
TAKES_JSON = Qgis.QGIS_VERSION_INT >= 32400


def by_two_tools(run_tool):
    """Return a way that makes density, then centres, each by a call of ``run_tool``."""

    def way(folder):
        density, centres = str(folder / "density.tif"), str(folder / "centres.gpkg")
        run_tool("kerneldensity", {**DENSITY, "OUTPUT": density})
        run_tool("densitycentres", {"DENSITY": density, **CENTRES, "OUTPUT": centres})

    return way


def in_python(tool, given):
    import processing

    processing.run(f"agora:{tool}", given)


def in_dialog(tool, given):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    dialog = opened(AlgorithmDialog(algorithm(tool)))
    dialog.setParameters(given)
    ended = []
    dialog.algorithmFinished.connect(lambda successful, _: ended.append(successful))
    dialog.runAlgorithm()
    wait_for(lambda: ended)
    dialog.close()
    assert ended == [True]


def in_batch(tool, given):
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    dialog = opened(BatchAlgorithmDialog(algorithm(tool)))
    panel = dialog.mainWidget()
    panel.checkLoadLayersOnCompletion.setChecked(True)
    for key, value in given.items():
        column = panel.parameter_to_column[key]
        if key == "OUTPUT":
            panel.tblParameters.cellWidget(1, column).setValue(value)
        else:
            panel.wrappers[0][column].setParameterValue(value, panel.processing_context)
    before = len(QgsProject.instance().mapLayers())
    dialog.runAlgorithm()
    wait_for(lambda: len(QgsProject.instance().mapLayers()) > before and not dialog.cancelButton().isEnabled())
    dialog.close()


def in_model(folder):
    import processing

    processing.run("agora:densitytocentres", model_inputs(folder))


def in_model_dialog(folder):
    in_dialog("densitytocentres", model_inputs(folder))


def model_inputs(folder):
    given = {"ZONES": ZONES, "JOBS": "jobs", "BANDWIDTH": 800, "CELL_SIZE": 400, **CENTRES}
    return {**given, "density:Density": str(folder / "density.tif"), "centres:Centres": str(folder / "centres.gpkg")}


def opened(dialog):
    """Keep a dialog until the test ends, as a window would."""
    OPENED.append(dialog)
    dialog.show()
    QgsApplication.processEvents()
    return dialog


def algorithm(tool):
    return QgsApplication.processingRegistry().createAlgorithmById(f"agora:{tool}")


def wait_for(condition):
    latest = time.monotonic() + LONGEST
    while not condition() and time.monotonic() < latest:
        QgsApplication.processEvents()
        time.sleep(0.01)


@pytest.fixture
def on_command_line(surroundings):
    def run_tool(tool, given):
        words = [QGIS_PROCESS, "run", f"agora:{tool}", "--", *(f"{key}={value}" for key, value in given.items())]
        subprocess.run(words, env=surroundings, capture_output=True, timeout=LONGEST, check=True)

    return run_tool


@pytest.fixture
def with_json(surroundings):
    def run_tool(tool, given):
        words = [QGIS_PROCESS, "run", f"agora:{tool}", "-"]
        given = json.dumps({"inputs": given}).encode()
        subprocess.run(words, env=surroundings, input=given, capture_output=True, timeout=LONGEST, check=True)

    return run_tool


@pytest.fixture
def ways(request):
    """Return all ways of this QGIS by name."""
    listed = {
        "in Python": by_two_tools(in_python),
        "in the dialog": by_two_tools(in_dialog),
        "in a batch": by_two_tools(in_batch),
        "in a model": in_model,
        "in a model's dialog": in_model_dialog,
    }
    if QGIS_PROCESS:
        listed["by key=value"] = by_two_tools(request.getfixturevalue("on_command_line"))
        if TAKES_JSON:
            listed["by JSON"] = by_two_tools(request.getfixturevalue("with_json"))
    return listed


@pytest.fixture(autouse=True)
def _dialogs(project):
    yield
    OPENED.clear()


def features(path):
    layer = QgsVectorLayer(str(path), "made", "ogr")
    keep = [at for at, field in enumerate(layer.fields()) if field.name() != "fid"]
    return [([each[at] for at in keep], bytes(each.geometry().asWkb())) for each in layer.getFeatures()]


def test_every_way_gives_the_same_pixels_and_features(ways, tmp_path):
    made = {}
    for name, way in ways.items():
        folder = tmp_path / name
        folder.mkdir()
        way(folder)
        made[name] = read_raster(folder / "density.tif").values, features(folder / "centres.gpkg")
    pixels, centres = made.pop("in Python")
    assert pixels.max() > 500
    assert len(centres) > 5
    for name, (other_pixels, other_centres) in made.items():
        np.testing.assert_array_equal(other_pixels, pixels, err_msg=name)
        assert other_centres == centres, name


@pytest.mark.parametrize(
    "way",
    [by_two_tools(in_dialog), by_two_tools(in_batch), in_model_dialog],
    ids=["in the dialog", "in a batch", "in a model's dialog"],
)
def test_results_open_styled_in_the_group_of_their_question(way, tmp_path):
    way(tmp_path)
    groups = QgsProject.instance().layerTreeRoot().children()
    assert [(group.name(), [node.name() for node in group.children()]) for group in groups] == [
        ("Centres", ["Centres"]),
        ("Density", ["Density"]),
    ]
    centres, density = (group.children()[0].layer() for group in groups)
    assert density.renderer().type() == "singlebandpseudocolor"
    assert centres.labelsEnabled()
    assert "Jobs" in [field.alias() for field in centres.fields()]
