"""What holds for the run of every tool on its example: results, styles, provenance, cancel."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from contracts import TOOLS
from exceptions import HANDS_ON
from made_layers import left_in
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from reached import PLANS, RASTERS, parameters
from runs import Said

from agora.algorithms.files.raster import read_raster
from agora.algorithms.files.vector import layer_tags
from agora.algorithms.ground.errors import Cancelled
from agora.plugin.frame.layer_parameters import Layer, RasterLayer
from agora.plugin.frame.outputs import Output, RasterOutput, VectorOutput
from agora.plugin.frame.run import Run
from agora.plugin.plan.chapters import plan_layers

LAYERS = {
    tool: [key for of, key in parameters((Layer, RasterLayer)) if of == tool and key in TOOLS[tool].spec().example]
    for tool in TOOLS
}
each_tool = pytest.mark.parametrize("tool", TOOLS)
VECTORS = {
    f"{name} {each.key}": (name, each.key, each.style)
    for name, tool in TOOLS.items() for each in tool.spec().parameters if isinstance(each, VectorOutput)
}  # fmt: skip
STYLED = {words: each for words, each in VECTORS.items() if each[2]}
each_vector = pytest.mark.parametrize(("tool", "key"), [each[:2] for each in VECTORS.values()], ids=VECTORS)
each_styled = pytest.mark.parametrize(("tool", "key", "style"), STYLED.values(), ids=STYLED)


@each_tool
def test_the_example_runs(examples, tool):
    ran = examples.ran(tool)
    assert ran.results["SKIPPED"] == 0
    assert ran.said.errors == []


@each_tool
def test_progress_only_grows(examples, tool):
    done = examples.ran(tool).said.done
    assert done == sorted(done)
    assert all(0 <= per_cent <= 100 for per_cent in done)


@each_tool
def test_every_output_is_there_and_nothing_else(examples, tool):
    for key, path in examples.files(tool, examples.folder).items():
        assert examples.ran(tool).results[key] == path
        assert Path(path).stat().st_size > 0
    left = left_in(examples.folder)
    assert [each for each in left if each.startswith(".") or each.endswith(("-wal", "-shm", "-journal"))] == []


def described(layer):
    """Return names and aliases of the fields of a layer."""
    return [(each.name(), each.alias()) for each in layer.fields() if each.name() != "fid"]


def rows(layer):
    """Return all features as text of their shapes and their attributes, without the rows' numbers."""
    names = [each.name() for each in layer.fields() if each.name() != "fid"]
    return [(each.geometry().asWkt(6), [each[name] for name in names]) for each in layer.getFeatures()]


@each_tool
def test_results_in_memory_equal_those_in_files(examples, run, tool, tmp_path):
    in_memory = dict.fromkeys(examples.data(tool, tmp_path), "TEMPORARY_OUTPUT")
    again, first = run(tool, **{**examples.inputs(tool), **in_memory}), examples.ran(tool)
    for each in TOOLS[tool].spec().parameters:
        if isinstance(each, VectorOutput):
            assert described(again.layer(each.key)) == described(first.layer(each.key))
            assert rows(again.layer(each.key)) == rows(first.layer(each.key))
        elif isinstance(each, RasterOutput):
            np.testing.assert_array_equal(again.surface(), first.surface())
        elif each.key == "PLAN":
            for name in ("centres", "zones", "flows", "desire_lines", "commuting"):
                assert rows(again.layer("PLAN", name)) == rows(first.layer("PLAN", name))
    numbers = {key: value for key, value in first.results.items() if isinstance(value, float)}
    assert {key: again.results[key] for key in numbers} == numbers


@each_styled
def test_a_vector_file_opens_styled(examples, tool, key, style):
    made = examples.ran(tool).layer(key)
    expected = QgsVectorLayer(made.source(), "plain", "ogr", QgsVectorLayer.LayerOptions(False))
    before = expected.renderer().dump()
    style(expected)
    assert made.renderer().dump() == expected.renderer().dump() != before
    with closing(sqlite3.connect(made.source())) as file:
        assert file.execute("SELECT f_table_name, useAsDefault FROM layer_styles").fetchall() == [(f"{tool}_{key}", 1)]


@each_tool
@pytest.mark.parametrize("where", ["in memory", "in files"])
def test_results_open_styled_in_the_group_of_their_question(examples, tool, where, project, tmp_path):
    import processing

    outputs = {each.key: each for each in TOOLS[tool].spec().parameters if isinstance(each, Output)}
    files = examples.data(tool, tmp_path)
    given = files if where == "in files" else dict.fromkeys(files, "TEMPORARY_OUTPUT")
    processing.runAndLoadResults(f"agora:{tool}", {**examples.inputs(tool), **given})
    [group] = project.layerTreeRoot().children()
    layers = [node.layer() for node in group.children()]
    if "PLAN" in outputs:
        assert group.name() != "Plan"  # but the plan's title
        assert {"Centres", "Role"} <= {each.name() for each in layers}
    else:
        assert group.name() == TOOLS[tool].group()
        assert len(layers) == len(files)
    for layer in layers:
        style = next((each.style for each in outputs.values() if each.label == layer.name()), None)
        if style and isinstance(layer, QgsVectorLayer):
            expected = layer.clone()
            style(expected)
            assert layer.renderer().dump() == expected.renderer().dump()
        assert not isinstance(layer, QgsRasterLayer) or layer.renderer().type() == "singlebandpseudocolor"


@pytest.mark.parametrize("ending", ["shp", "geojson"])
def test_a_vector_in_another_format_has_its_style_beside_it(examples, run, ending, tmp_path):
    path = str(tmp_path / f"centres.{ending}")
    run("cutoffcentres", **examples.inputs("cutoffcentres"), OUTPUT=path)
    made = QgsVectorLayer(path, "made", "ogr")
    assert made.featureCount() == examples.ran("cutoffcentres").layer().featureCount()
    assert made.renderer().dump() == examples.ran("cutoffcentres").layer().renderer().dump()


@pytest.mark.parametrize("tool", RASTERS)
def test_a_raster_opens_styled(examples, tool):
    path = Path(examples.ran(tool).results["OUTPUT"])
    assert path.with_suffix(".qml").is_file()
    assert QgsRasterLayer(str(path), "density").renderer().type() == "singlebandpseudocolor"


@pytest.mark.parametrize("tool", PLANS)
def test_a_plan_opens_styled(examples, tool):
    plan = examples.ran(tool).results["PLAN"]
    with closing(sqlite3.connect(plan)) as file:
        styled = {name for (name,) in file.execute("SELECT f_table_name FROM layer_styles")}
        stored = {name for (name,) in file.execute("SELECT table_name FROM gpkg_contents")}
    assert styled == {layer.name for layer in plan_layers() if layer.is_vector} & stored
    project = QgsProject()
    assert project.read(f"geopackage:{plan}?projectName=plan")
    assert all(each.isValid() for each in project.mapLayers().values())


@each_vector
def test_every_new_field_has_an_alias(examples, tool, key):
    made = examples.ran(tool).layer(key).fields()
    own = {"fid", *QgsVectorLayer(examples.inputs(tool).get("ZONES", ""), "zones", "ogr").fields().names()}
    new = [each for each in made if each.alias() or each.name() not in own]
    assert new
    assert [each.name() for each in new if not each.alias()] == []


@each_tool
def test_every_output_says_what_made_it(examples, tool):
    maker = "spatialplan" if tool in HANDS_ON else tool
    for path in map(Path, examples.data(tool, examples.folder).values()):  # a map and a page say it in print
        examples.ran(tool)
        if path.suffix == ".tif":
            records = [read_raster(path).tags]
        elif maker in PLANS:
            with closing(sqlite3.connect(path)) as file:
                table = file.execute("SELECT * FROM agora_runs")
                records = [dict(zip([each[0] for each in table.description], row)) for row in table.fetchall()]
        else:
            records = [layer_tags(path, path.stem)]
        assert f"agora:{maker}" in [each["tool"] for each in records]
        for record in records:
            assert "/" not in record["parameters"] + record["inputs"]
        given = json.loads(records[-1]["parameters"])
        assert set(TOOLS[maker].spec().example) <= set(given)
        assert {Path(examples.inputs(maker)[key]).name for key in LAYERS[maker]} <= set(map(str, given.values()))
        assert all(
            {"name", "features", "crs", "fingerprint"} == set(each) for each in json.loads(records[-1]["inputs"])
        )


class Looks:
    """Counts how often a run looks at the Cancel button, and cancels at one of them."""

    def __init__(self, monkeypatch, cancel_at=0):
        self.said, self.count = Said(), 0
        looks = self

        def check(run):
            looks.count += 1
            if looks.count == cancel_at:
                looks.said.cancel()
            if run.feedback.isCanceled():
                raise Cancelled

        monkeypatch.setattr(Run, "check", check)


@each_tool
def test_cancel_at_any_step_leaves_nothing(examples, run, tool, tmp_path, monkeypatch):
    files = examples.data(tool, tmp_path)
    given, parts = {**examples.inputs(tool), **files}, tmp_path / "parts"
    parts.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(parts))  # where the spatial plan puts its parts
    whole = Looks(monkeypatch)
    run(tool, whole.said, **given)
    for each in tmp_path.glob(f"{tool}_*"):
        each.unlink()
    assert whole.count > 0
    steps = {1, whole.count // 2, whole.count} if whole.count > 20 else set(range(1, whole.count + 1))
    for step in sorted(steps):
        looks = Looks(monkeypatch, step)
        results = run(tool, looks.said, **given).results
        if looks.count < step:  # who waits for threads looks every now and then, and had less to wait for
            continue
        assert (left_in(tmp_path), left_in(parts)) == (["parts"], []), f"step {step} of {whole.count}"
        assert "SKIPPED" not in results


@each_tool
@pytest.mark.parametrize("when", ["before", "at the first progress"])
def test_cancel_leaves_nothing(examples, run, tool, when, tmp_path):
    said = Said(cancel_at_progress=when != "before")
    if when == "before":
        said.cancel()
    ran = run(tool, said, **examples.inputs(tool), **examples.files(tool, tmp_path))
    if when == "before" or said.isCanceled():  # some are too quick to report any progress on so few zones
        assert left_in(tmp_path) == []
        assert "SKIPPED" not in ran.results
