"""Results that become a table of a GeoPackage: in one transaction, beside the other tables, or not at all."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from making import inputs, left_in, saved, zones
from qgis.core import QgsProcessingOutputLayerDefinition, QgsProject, QgsProperty, QgsVectorLayer
from running import Said

from agora.algorithms.files.databases import StagedTable
from agora.algorithms.files.vector import layer_names, layer_tags
from agora.algorithms.ground.errors import PlanError

TABLE = "zones of 2026"


def to_table(path, table=TABLE):
    """Return the destination that QGIS's "Save to GeoPackage" makes."""
    return f"ogr:dbname='{path}' table=\"{table}\" (geom)"


def rows(path, table=TABLE):
    """Return a table as it stands on disk."""
    with closing(sqlite3.connect(path)) as file:
        return file.execute(f'SELECT * FROM "{table}"').fetchall()


def in_order(path):
    with closing(sqlite3.connect(path)) as file:
        return file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.fixture
def database(out):
    """Return a GeoPackage with another layer and an old table."""
    path = out / "city.gpkg"
    saved(zones(), path, "other")
    add_table(path)
    return path


def add_table(path, table=TABLE):
    from osgeo import gdal

    beside = path.with_name("beside.gpkg")
    saved(zones(without=(0, 1)), beside, "made")
    gdal.VectorTranslate(str(path), str(beside), accessMode="update", layerName=table)
    beside.unlink()


def test_a_table_is_replaced_and_all_others_stay(run_on, database):
    other = rows(database, "other")
    ran = run_on("zonedensity", OUTPUT=to_table(database))
    assert ran.results["OUTPUT"] == f"{database}|layername={TABLE}"
    assert ran.layer().featureCount() == len(rows(database)) == 12
    assert "jobs_ha" in ran.layer().fields().names()
    assert rows(database, "other") == other
    assert set(layer_names(database)) == {"other", TABLE, "layer_styles"}
    assert in_order(database)
    assert left_in(database.parent) == [database.name]


def test_the_same_result_twice_is_the_same_table(run_on, database):
    run_on("zonedensity", OUTPUT=to_table(database))
    first = rows(database)
    ran = run_on("zonedensity", OUTPUT=to_table(database))
    assert rows(database) == first
    assert ran.layer().extent() == zones().extent()
    assert len(rows(database, "gpkg_metadata")) == len(rows(database, "gpkg_metadata_reference")) == 1


def test_a_database_is_made_where_there_is_none(run_on, out):
    ran = run_on("zonedensity", OUTPUT=to_table(out / "new.gpkg"))
    assert ran.layer().featureCount() == 12
    assert set(layer_names(out / "new.gpkg")) == {TABLE, "layer_styles"}
    assert left_in(out) == ["new.gpkg"]


def test_a_table_without_geometry_goes_into_a_database(run_on, database):
    ran = run_on("gravitymodel", OUTPUT=to_table(database, "flows"))
    assert not ran.layer().isSpatial()
    assert ran.layer().featureCount() == len(rows(database, "flows")) > 0


def test_a_table_has_its_style_and_its_record(run_on, database):
    ran = run_on("zonedensity", OUTPUT=to_table(database))
    layer = ran.layer()
    _, stored = layer.loadDefaultStyle()
    assert stored
    assert layer.renderer().type() == "graduatedSymbol"
    assert layer_tags(database, TABLE)["tool"] == "agora:zonedensity"


def test_styles_that_the_user_saved_stay_and_the_default_is_ours(run_on, database):
    for name in ("by hand", TABLE):
        QgsVectorLayer(f"{database}|layername={TABLE}", "old", "ogr").saveStyleToDatabase(name, "", True, "")
    QgsVectorLayer(f"{database}|layername=other", "other", "ogr").saveStyleToDatabase("other", "", True, "")
    for _ in range(2):
        run_on("zonedensity", OUTPUT=to_table(database))
        with closing(sqlite3.connect(database)) as file:
            styles = file.execute("SELECT f_table_name, styleName, useAsDefault FROM layer_styles").fetchall()
        assert sorted(styles) == [("other", "other", 1), (TABLE, "by hand", 0), (TABLE, TABLE, 1)]


def test_two_outputs_go_into_two_tables_of_one_database(run_on, database):
    run_on("cutoffcentres", OUTPUT=to_table(database, "a"), OUTPUT_ZONES=to_table(database, "b"))
    assert {"a", "b", "other", TABLE} <= set(layer_names(database))


def test_a_table_opens_styled_when_qgis_opens_results(run_on, project, database):
    wanted = QgsProcessingOutputLayerDefinition(to_table(database), project)
    ran = run_on("zonedensity", OUTPUT=wanted)
    assert ran.results["OUTPUT"] == f"{database}|layername={TABLE}"


@pytest.mark.parametrize("share", range(0, 100, 10))
def test_a_cancel_at_every_tenth_leaves_the_old_table_whole(run_on, database, share):
    before = rows(database)
    said = Said()
    said.progressChanged.connect(lambda done: said.cancel() if done >= share else None)
    run_on("zonedensity", said=said, OUTPUT=to_table(database))
    assert rows(database) in (before, rows(database)) and in_order(database)
    assert left_in(database.parent) == [database.name]
