"""Results in places that are odd, taken, closed or full: whole or not at all, and what stood there stays."""

import os
from pathlib import Path

import pytest
from contracts import TOOLS
from made_inputs import ending, first_output, inputs, outputs, parameter
from made_layers import left_in, saved, zones
from qgis.core import (
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from reached import FILES, PLANS, RASTERS, SMOOTHED, ZONED, each_parameter, each_tool

ODD_NAMES = {
    "letters of many alphabets and spaces": "Büro für Städtebau/Dichte größer als 5 € 密度",
    "quotes": 'it\'s/the "plan"',
    "dots": "v1.2/zones.2024.final",
    "an emoji": "\N{CITYSCAPE}/\N{CITYSCAPE}",
    "the ending of an archive": "census.gz/area.zip",
}


def opens(path):
    """Whether QGIS opens the file."""
    if path.suffix == ".tif":
        return QgsRasterLayer(str(path), "result").isValid()
    return QgsVectorLayer(str(path), "result", "ogr").isValid()


@each_tool([tool for tool in TOOLS if tool not in PLANS], name=ODD_NAMES)
def test_a_path_may_hold_anything_a_file_system_takes(run_on, out, tool, name):
    path = out / (name + ending(outputs(tool)[0]))
    path.parent.mkdir()
    ran = run_on(tool, **{first_output(tool): str(path)})
    assert ran.results[first_output(tool)] == str(path)
    assert opens(path)
    assert [each for each in left_in(path.parent) if each.startswith(".")] == []


def test_the_path_of_a_plan_may_hold_anything_a_file_system_takes(run_on, out):
    path = out.joinpath(*ODD_NAMES.values()).with_suffix(".1.gpkg")
    path.parent.mkdir(parents=True)
    run_on("spatialplan", PLAN=str(path))
    assert left_in(path.parent) == [path.name]
    assert QgsProject().read(f"geopackage:{path}?projectName=plan")


@each_tool(TOOLS)
def test_a_name_without_an_ending_gets_one(run_on, out, tool):
    ran = run_on(tool, **{first_output(tool): str(out / "result")})
    assert ran.results[first_output(tool)] == str(out / f"result{ending(outputs(tool)[0])}")
    assert "result" not in left_in(out)


@each_parameter(FILES)
def test_an_ending_that_says_another_format_is_refused(refused, out, tool, key):
    message = refused(tool, **{key: str(out / "result.asc")})
    assert f"{key}: {out / 'result.asc'} must end in {ending(parameter(tool, key))}" in message


NO_NAMES = {
    "256 bytes": ("x" * 252, " bytes; at most 247 are allowed"),
    "two bytes a letter": ("Ä" * 126, " bytes; at most 247 are allowed"),
    "NUL": ("a\0b", "holds a NUL character. Choose a name without it."),
}


@each_tool(TOOLS, name=NO_NAMES)
def test_a_name_that_no_file_can_have_is_refused(refused, out, tool, name):
    text, words = name
    message = refused(tool, **{first_output(tool): str(out / f"{text}{ending(outputs(tool)[0])}")})
    assert message.startswith(f"{first_output(tool)}: ")
    assert words in message


@each_tool([tool for tool in TOOLS if tool not in PLANS])
def test_the_longest_name_that_is_allowed_is_written(run_on, out, tool):
    suffix = ending(outputs(tool)[0])
    path = out / f"{'x' * (247 - len(suffix))}{suffix}"
    assert opens(Path(run_on(tool, **{first_output(tool): str(path)}).results[first_output(tool)]))


@each_tool(TOOLS)
def test_a_missing_folder_is_refused(refused, out, tool):
    message = refused(tool, **{first_output(tool): str(out / "none" / f"result{ending(outputs(tool)[0])}")})
    assert f"The folder {out / 'none'} does not exist. Make it first, or choose another output." in message


@each_tool(TOOLS)
def test_a_folder_is_no_output(refused, out, tool):
    (out / "folder").mkdir()
    assert f"{out / 'folder'} is a folder. Give a file name." in refused(
        tool, **{first_output(tool): str(out / "folder")}
    )


@each_tool(TOOLS)
def test_an_existing_output_is_replaced(run_on, out, tool):
    path = out / f"result{ending(outputs(tool)[0])}"
    path.write_bytes(b"what stood there")
    run_on(tool)
    assert opens(path)


def whole(path):
    return str(path)


def with_layer_name(path):
    return f"{path}|layername=input"


def filtered(path):
    layer = QgsVectorLayer(str(path), "input", "ogr")
    layer.setSubsetString("jobs > 0")
    return layer


def joined(path):
    layer = QgsVectorLayer(str(path), "input", "ogr")
    layer.addExpressionField("1", layer.fields()[1])
    return layer


def selected(path):
    layer = QgsVectorLayer(str(path), "input", "ogr")
    layer.selectAll()
    QgsProject.instance().addMapLayer(layer)
    return QgsProcessingFeatureSourceDefinition(layer.id(), True)


def contents(path):
    """Return count and fields of a layer that is gone again: a frame may outlive QGIS."""
    layer = QgsVectorLayer(str(path), "input", "ogr")
    return layer.featureCount(), layer.fields().names()


@pytest.fixture
def project():
    yield QgsProject.instance()
    QgsProject.instance().clear()


@pytest.mark.parametrize("link", [False, True], ids=["by name", "by a link"])
@pytest.mark.parametrize("chosen", [whole, with_layer_name, filtered, joined, selected], ids=lambda each: each.__name__)
@each_tool([tool for tool in ZONED if tool not in RASTERS])
def test_an_output_that_is_an_input_is_refused(refused, project, out, tool, chosen, link):
    path = output = out / "input.gpkg"
    saved(zones(), path)
    if link:
        output = out / "link.gpkg"
        output.symlink_to(path)
    message = refused(tool, chosen(path), **{first_output(tool): str(output)})
    assert f"{first_output(tool)}: {path} is an input of this run. Choose another file." in message
    assert contents(path) == (12, ["fid", *zones().fields().names()])


def test_an_output_that_is_the_file_of_the_input_raster_is_refused(run, run_on):
    plan = run_on("spatialplan").results["PLAN"]
    with pytest.raises(QgsProcessingException, match="is an input of this run"):
        run("densitycentres", DENSITY=QgsRasterLayer(f"GPKG:{plan}:density", "density"), OUTPUT=plan)


def test_two_outputs_in_one_file_are_refused(refused, out):
    message = refused("cutoffcentres", OUTPUT=str(out / "a.gpkg"), OUTPUT_ZONES=str(out / "." / "a.gpkg"))
    assert f"OUTPUT_ZONES and OUTPUT are both {out / 'a.gpkg'}. Choose two files." in message


@each_tool(TOOLS)
def test_a_full_disk_is_said_and_leaves_what_was_there(run, mounted, tool):
    folder = mounted("size=48k")
    path = folder / f"result{ending(outputs(tool)[0])}"
    path.write_bytes(b"what stood there")
    small = {"CELL_SIZE": 10} if tool in SMOOTHED else {}
    with pytest.raises(QgsProcessingException) as caught:
        run(tool, **{**inputs(tool), **small, first_output(tool): str(path)})
    assert f"{first_output(tool)}: the disk is full, so {path} could not be written." in str(caught.value)
    assert left_in(folder) == [path.name]
    assert path.read_bytes() == b"what stood there"


@each_tool(TOOLS)
def test_a_folder_that_is_read_only_is_refused(run, mounted, tool):
    folder = mounted("ro")
    with pytest.raises(QgsProcessingException) as caught:
        run(tool, **{**inputs(tool), first_output(tool): str(folder / f"result{ending(outputs(tool)[0])}")})
    assert f"Cannot write into the folder {folder}: Read-only file system." in str(caught.value)


def test_a_folder_that_belongs_to_another_user_is_refused(refused, out):
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    closed = out / "closed"
    closed.mkdir(mode=0o500)
    assert f"Cannot write into the folder {closed}" in refused("cutoffcentres", OUTPUT=str(closed / "result.gpkg"))


@each_tool(TOOLS)
def test_a_failure_at_the_last_moment_leaves_what_was_there(refused, out, tool, monkeypatch):
    def fails(*_):
        raise RuntimeError("as a bug would")

    monkeypatch.setattr("agora.plugin.frame.tool.publish", fails)
    path = out / f"result{ending(outputs(tool)[0])}"
    path.write_bytes(b"what stood there")
    with pytest.raises(AssertionError, match="Traceback"):  # a bug shows where it is
        refused(tool)
    assert left_in(out) == [path.name]
    assert path.read_bytes() == b"what stood there"


def test_a_mistake_leaves_what_was_there(refused, out):
    path = out / "result.gpkg"
    path.write_bytes(b"what stood there")
    refused("cutoffcentres", JOBS="zone_id")
    assert path.read_bytes() == b"what stood there"
