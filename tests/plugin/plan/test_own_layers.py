"""A plan's file renamed, copied, versioned: its project shows its own layers, in the same look."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from agora.plugin.main import AgoraPlugin
from agora.plugin.plan.own_layers import show_own_layers
from agora.plugin.plan.project import opened_plan, table_of

TITLE = "No jobs any more"


@pytest.fixture
def plan(examples, tmp_path):
    """Return a plan under the name that it was made under, alone in a folder."""
    made = Path(examples.ran("spatialplan").results["PLAN"])
    return Path(shutil.copy(made, tmp_path / made.name))


def read(path):
    project = QgsProject()
    assert project.read(f"geopackage:{path}?projectName=plan")
    return project


def files_of(project):
    """Return the names of all files that a project's layers are read from."""
    sources = [layer.source() for layer in project.mapLayers().values()]
    assert len(sources) > 5
    return {Path(source.removeprefix("GPKG:").partition("|")[0].partition(".gpkg:")[0]).stem for source in sources}


def looks_of(project):
    return {table_of(layer) + layer.name(): layer.renderer().dump() for layer in vectors(project)}


def vectors(project):
    return [each for each in project.mapLayers().values() if isinstance(each, QgsVectorLayer) and each.isSpatial()]


@pytest.mark.parametrize("is_beside", [False, True], ids=["renamed", "beside the old one"])
def test_a_plan_of_another_name_shows_its_own_layers(plan, tmp_path, is_beside):
    first = read(plan)
    looks = looks_of(first)
    first.clear()
    other = tmp_path / "adopted 2026.gpkg"
    (shutil.copy if is_beside else shutil.move)(plan, other)
    if is_beside:  # a version in which there are no jobs any more
        with closing(sqlite3.connect(plan)) as file, file:
            file.execute("DELETE FROM agora_runs")
    project = read(other)
    assert show_own_layers(project) == len(project.mapLayers())
    assert files_of(project) == {"adopted 2026"}
    assert [layer.name() for layer in project.mapLayers().values() if not layer.isValid()] == []
    assert looks_of(project) == looks
    [record] = [layer for layer in project.mapLayers().values() if table_of(layer) == "agora_runs"]
    assert record.featureCount() > 0
    project.clear()


def test_maps_and_reports_of_a_copy_are_made_of_the_copy(plan, tmp_path):
    other = Path(shutil.copy(plan, tmp_path / "v2.gpkg"))
    with opened_plan(other) as project:
        assert files_of(project) == {"v2"}


def test_a_plan_under_its_own_name_stays_as_it_is(plan):
    project = read(plan)
    assert show_own_layers(project) == 0
    assert not project.isDirty()
    project.clear()


def test_layers_of_other_files_stay(plan, tmp_path):
    theirs = Path(shutil.copy(plan, tmp_path / "context.gpkg"))
    other = Path(shutil.copy(plan, tmp_path / "v2.gpkg"))
    project = read(other)
    project.addMapLayer(QgsVectorLayer(f"{theirs}|layername=zones", "context", "ogr"))
    show_own_layers(project)
    assert files_of(project) == {"v2", "context"}
    project.clear()


def test_a_project_that_is_no_plan_stays(plan):
    project = QgsProject()
    project.addMapLayer(QgsVectorLayer(f"{plan}|layername=agora_runs", "runs", "ogr"))
    assert show_own_layers(project) == 0
    project.clear()


class Window:
    """As much of QGIS's window as a message takes."""

    def __init__(self):
        self.said = []

    def messageBar(self):
        return self

    def pushInfo(self, title, text):
        self.said.append(text)


def test_the_plugin_mends_a_plan_when_it_is_opened(plan, tmp_path, project):
    other, window = Path(shutil.move(plan, tmp_path / "v2.gpkg")), Window()
    plugin = AgoraPlugin(window)
    project.readProject.connect(plugin._show_own_layers)
    try:
        assert project.read(f"geopackage:{other}?projectName=plan")
    finally:
        project.readProject.disconnect(plugin._show_own_layers)
    assert files_of(project) == {"v2"}
    assert project.isDirty()  # to be saved
    assert len(window.said) == 1
    assert "shows the layers of v2.gpkg" in window.said[0]
