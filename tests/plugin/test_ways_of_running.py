"""One input through every way in which QGIS runs tools: the same pixels and features, opened styled."""

import json
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from contracts import TOOLS
from made_inputs import outputs
from made_layers import EXAMPLE
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProject,
    QgsVectorLayer,
)

from agora.algorithms.files.raster import read_raster
from agora.algorithms.files.vector import layer_names

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
    written = {each.key for each in outputs(tool)}
    for key, value in given.items():
        column = panel.parameter_to_column[key]
        if key in written:
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


def in_model_of_its_own(tool, given):
    """Run a tool as the one step of a model made for it, its results as those of the model."""
    import processing

    written = {each.key for each in outputs(tool)} & set(given)
    step = QgsProcessingModelChildAlgorithm(f"agora:{tool}")
    step.setChildId("step")
    for key in set(given) - written:
        step.addParameterSources(key, [QgsProcessingModelChildParameterSource.fromStaticValue(given[key])])
    results = {}
    for key in written:
        results[key] = QgsProcessingModelOutput(key, key)
        results[key].setChildId("step")
        results[key].setChildOutputName(key)
    step.setModelOutputs(results)
    model = QgsProcessingModelAlgorithm(tool)
    model.addChildAlgorithm(step)
    model.updateDestinationParameters()
    results = model.destinationParameterDefinitions()  # releases differ in how they name them
    processing.run(model, {result.name(): given[result.description()] for result in results})


def words_of(value):
    """Return a value as it is written on a command line."""
    return ";".join(value) if isinstance(value, list) else value


@pytest.fixture(scope="module")
def on_command_line(surroundings):
    def run_tool(tool, given):
        pairs = (f"{key}={words_of(value)}" for key, value in given.items())
        words = [QGIS_PROCESS, "run", f"agora:{tool}", "--", *pairs]
        subprocess.run(words, env=surroundings, capture_output=True, timeout=LONGEST, check=True)

    return run_tool


@pytest.fixture(scope="module")
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


RECORDS = {"agora_runs", "layer_styles", "qgis_projects"}  # say when a plan was made


def pixels(path):
    """Return all cells, no data as a number, so that it equals itself."""
    return np.nan_to_num(read_raster(path).values, nan=-1e9).tolist()


def held_by(path):
    """Return all that a file holds, layer by layer: pixels, or attributes and shapes."""
    if str(path).endswith(".tif"):
        return {"": pixels(path)}
    names = [name for name in layer_names(path) if name not in RECORDS]
    vectors = {name: features(f"{path}|layername={name}") for name in names if name != "density"}
    return {
        **vectors,
        **({"density": pixels(f"GPKG:{path}:density")} if "density" in names else {}),
    }


@pytest.fixture(scope="module")
def each_way(examples, tmp_path_factory):
    """Return what runs the example of a tool in a way, and returns all that it made."""

    def made(tool, way):
        files = examples.data(tool, tmp_path_factory.mktemp(tool))
        way(tool, {**examples.inputs(tool), **files})
        return {key: held_by(path) for key, path in files.items()}

    return made


@pytest.fixture(scope="module")
def in_python_first(each_way):
    """Return what the runs in Python make."""
    return {tool: each_way(tool, in_python) for tool in TOOLS}


@pytest.fixture(scope="module")
def by_process(each_way, in_python_first, on_command_line, with_json):
    """Return what the command line makes of all tools, two at a time: a start of QGIS takes more than most runs."""
    ways = {"by key=value": on_command_line, **({"by JSON": with_json} if TAKES_JSON else {})}
    with ThreadPoolExecutor(2) as pool:
        return {name: dict(zip(TOOLS, pool.map(each_way, TOOLS, [way] * len(TOOLS)))) for name, way in ways.items()}


WINDOWS = {"in the dialog": in_dialog, "in a batch": in_batch, "in a model": in_model_of_its_own}


@pytest.mark.parametrize("way", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_makes_the_same_in_every_way(each_way, in_python_first, tool, way):
    assert each_way(tool, way) == in_python_first[tool]


@pytest.mark.skipif(QGIS_PROCESS is None, reason="there is no qgis_process.bin")
@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_makes_the_same_on_the_command_line(by_process, in_python_first, tool):
    """To the last bit: QGIS's programs are linked to GSL, whose matrix products add up in another order than numpy's."""
    for name, made in by_process.items():
        assert made[tool] == in_python_first[tool], name


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
