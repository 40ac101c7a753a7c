"""Results that become a table of a GeoPackage: in one transaction, beside the other tables, or not at all."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from made_layers import EXAMPLE, ROOT, SIDE, left_in, saved, square, zone_columns, zones
from qgis.core import QgsProcessingException, QgsVectorLayer
from runs import Said

from agora.algorithms.files.backends import osgeo_tables
from agora.algorithms.files.vector import layer_names, layer_tags

TABLE = "zones of 2026"


def to_table(path, table=TABLE):
    """Return the destination that QGIS's "Save to GeoPackage" makes."""
    return f"ogr:dbname='{path}' table=\"{table}\" (geom)"


def rows(path, table=TABLE):
    """Return a table as it stands on disk."""
    with closing(sqlite3.connect(path)) as file:
        return file.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - our own name


def contents(path):
    """Return all that stands in a database, but for the pages of its indexes."""
    with closing(sqlite3.connect(path)) as file:
        written = file.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    names = [name for name, text in written if str(text).startswith("CREATE TABLE")]
    return written, {name: rows(path, name) for name in names if not name.endswith("_node")}


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
    assert "dens_ha" in ran.layer().fields().names()
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


def test_a_table_opens_styled_at_the_end(project, database):
    import processing

    processing.runAndLoadResults("agora:zonedensity", {"ZONES": zones(), "JOBS": "jobs", "OUTPUT": to_table(database)})
    [opened] = project.mapLayers().values()
    assert opened.featureCount() == 12
    assert opened.renderer().type() == "graduatedSymbol"


@pytest.mark.parametrize("share", range(0, 100, 10))
def test_a_cancel_at_every_tenth_leaves_the_old_table_whole(run, database, share):
    before = rows(database)
    said = Said()
    said.progressChanged.connect(lambda done: said.cancel() if done >= share else None)
    ran = run("zonedensity", said, ZONES=f"{EXAMPLE}|layername=zones", JOBS="jobs", OUTPUT=to_table(database))
    assert ran.results == {}
    assert rows(database) == before
    assert left_in(database.parent) == [database.name]


KILLED = """
import os, signal, sys
from agora.algorithms.files.backends import osgeo_tables

calls, source, database, table = sys.argv[1:]
require, done = osgeo_tables._require, [0]


def killed(code):
    done[0] += 1
    if done[0] == int(calls):
        os.kill(os.getpid(), signal.SIGKILL)
    require(code)


osgeo_tables._require = killed
osgeo_tables.replace_table(source, "made", database, table)
print(done[0])
"""


def copied(large, database, calls):
    """Copy in another process, killed after so many of GDAL's calls; return how it ended and how many it took."""
    words = [sys.executable, "-c", KILLED, str(calls), large, str(database), TABLE]
    path = {"PYTHONPATH": str(ROOT / "build" / "plugins")}
    ended = subprocess.run(words, env={**os.environ, **path}, capture_output=True, text=True)
    return ended.returncode, ended.stdout


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Return a file of 30,000 zones, more than SQLite keeps in memory before it writes."""
    path = tmp_path_factory.mktemp("large") / "made.gpkg"
    shapes = {at: square(SIDE * (at % 4), SIDE * at) for at in range(30_000)}
    return saved(zones(shapes, **zone_columns(30_000)), path)


def test_a_kill_while_it_is_copied_leaves_the_old_table_whole(database, large, tmp_path):
    (tmp_path / "whole.gpkg").write_bytes(database.read_bytes())
    _, calls = copied(large, tmp_path / "whole.gpkg", 0)
    before, other = rows(database), rows(database, "other")
    for share in range(11):  # of the calls; the last one commits
        ended, _ = copied(large, database, max(int(calls) * share // 10, 1))
        assert ended == -signal.SIGKILL
        now = rows(database)
        assert now == before or (share == 10 and len(now) == 30_000)
        assert rows(database, "other") == other
        assert in_order(database)


@pytest.mark.parametrize("calls", [1, 2, 9, 10, 11, 17, 22, 23, 24])
def test_a_failure_while_it_is_copied_leaves_the_old_table_whole(run_on, database, monkeypatch, calls):
    done, require, before = [], osgeo_tables._require, contents(database)

    def fails(code):
        done.append(code)
        require(code)
        if len(done) == calls:
            raise RuntimeError("as on a full disk")

    monkeypatch.setattr(osgeo_tables, "_require", fails)
    with pytest.raises(QgsProcessingException, match=f"{TABLE} could not be written into {database}: as on a full"):
        run_on("zonedensity", OUTPUT=to_table(database))
    assert contents(database) == before
    assert left_in(database.parent) == [database.name]


def by_path(path):
    return f"{path}|layername={TABLE}"


def by_capitals(path):
    return f"{path}|layername={TABLE.upper()}"


def by_number(path):
    return f"{path}|layerid=1"


def by_query(path):
    return f'{path}|subset=SELECT * FROM "{TABLE}"'  # noqa: S608 - our own name


def as_layer(path):
    return QgsVectorLayer(by_path(path), "old", "ogr")


def filtered(path):
    layer = as_layer(path)
    layer.setSubsetString("jobs > 0")
    return layer


def by_another_spelling(path):
    return by_path(path.parent / "." / ".." / path.parent.name / path.name)


def by_link(path):
    link = path.with_name("link.gpkg")
    link.symlink_to(path)
    return by_path(link)


CHOSEN = (by_path, by_capitals, by_number, by_query, as_layer, filtered, by_another_spelling, by_link)


@pytest.mark.parametrize("chosen", CHOSEN, ids=lambda each: each.__name__)
def test_a_table_that_is_an_input_is_refused(run_on, database, chosen):
    before, made = rows(database), chosen(database)
    with pytest.raises(QgsProcessingException, match=f"OUTPUT: the table {TABLE} of {database} is the input ZONES"):
        run_on("zonedensity", made, OUTPUT=to_table(database))
    assert rows(database) == before


def test_another_table_of_the_input_s_database_is_replaced(run_on, database):
    ran = run_on("zonedensity", f"{database}|layername=other", OUTPUT=to_table(database))
    assert ran.layer().featureCount() == 12


def test_a_database_that_is_open_in_the_project_takes_a_table(run_on, project, database):
    for name in ("other", TABLE):
        layer = QgsVectorLayer(f"{database}|layername={name}", name, "ogr")
        project.addMapLayer(layer)
        reading = layer.getFeatures()
        next(reading)
    run_on("zonedensity", project.mapLayersByName("other")[0], OUTPUT=to_table(database))
    assert len(rows(database)) == 12


def test_two_outputs_in_one_table_are_refused(refused, database):
    tables = {"OUTPUT": to_table(database), "OUTPUT_ZONES": to_table(database, TABLE.upper())}
    assert f"are both {database}. Choose two" in refused("cutoffcentres", **tables)


def test_a_table_and_the_whole_file_are_refused(refused, database):
    both = {"OUTPUT": to_table(database), "OUTPUT_ZONES": str(database)}
    assert f"are both {database}. Choose two" in refused("cutoffcentres", **both)


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_database_that_another_program_writes_to_is_refused(refused, database, mode):
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute(f"PRAGMA journal_mode={mode}")
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE theirs (a)")
        message = refused("zonedensity", OUTPUT=to_table(database))
        assert f"{database} is open in another program, which is writing to it" in message
        other.execute("COMMIT")
    assert len(rows(database, "theirs")) == 0


@pytest.mark.parametrize("table", ["layer_styles", "gpkg_contents", "qgis_projects", "rtree_other_geom"])
def test_a_table_that_is_no_layer_is_refused(refused, database, table):
    message = refused("zonedensity", OUTPUT=to_table(database, table))
    assert f"{table} in {database} is no layer, and would be lost" in message


def test_a_file_that_is_no_database_is_refused(refused, out):
    (out / "city.gpkg").write_bytes(b"what stood there")
    assert "city.gpkg is no GeoPackage" in refused("zonedensity", OUTPUT=to_table(out / "city.gpkg"))
    assert (out / "city.gpkg").read_bytes() == b"what stood there"
