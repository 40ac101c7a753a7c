"""GeoPackages written on both backends: the same features, texts and tags; damage is said."""

import resource
import sqlite3
import subprocess

import numpy as np
import pytest

from agora.algorithms.files import gdal_twin, vector
from agora.algorithms.files.raster import Raster, read_raster, write_raster
from agora.algorithms.files.vector import close_geopackage, copy_layer, layer_names, layer_tags, tag_layer, write_table
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid

gdal = pytest.importorskip("osgeo.gdal")
ROWS = [
    {"name": 'Zürich 😀; "Mitte"', "jobs": 1200.5, "zones": 3},
    {"name": "", "jobs": 0.0, "zones": 2**40},
    {"name": "x" * 3000, "jobs": -1e-300, "zones": -7},
]
CITY = "MULTIPOLYGON (((530000 180000,530100 180000,530100 180100,530000 180000)))"
TOWN = "MULTIPOLYGON (((0 0,10 0,10 10,0 0)),((20 0,30 0,30 10,20 0)))"
ZONES = [(CITY, "E02000001", 120.5, 7, "2020/01/31"), (None, "Ä 😀", None, None, None), (TOWN, None, 0.0, 2**40, None)]
FIELDS = {"zone_id": "String", "jobs": "Real", "people": "Integer64", "day": "Date"}


def tables(path):
    """Return the names of the tables of contents, read by SQLite itself."""
    with sqlite3.connect(path) as file:
        found = file.execute("SELECT table_name FROM gpkg_contents ORDER BY table_name").fetchall()
    file.close()
    return [name for (name,) in found]


@pytest.mark.usefixtures("backend")
def test_a_table_keeps_text_numbers_and_order(tmp_path, rows_of):
    write_table(tmp_path / "plan.gpkg", "agora_runs", ROWS)
    assert rows_of(tmp_path / "plan.gpkg", "agora_runs") == [(None, row) for row in ROWS]


@pytest.mark.usefixtures("backend")
def test_a_table_has_no_geometry(tmp_path):
    write_table(tmp_path / "plan.gpkg", "agora_runs", ROWS)
    with sqlite3.connect(tmp_path / "plan.gpkg") as file:
        assert file.execute("SELECT data_type FROM gpkg_contents").fetchall() == [("attributes",)]
        assert file.execute("SELECT count(*) FROM gpkg_geometry_columns").fetchone() == (0,)


@pytest.mark.usefixtures("backend")
def test_columns_come_in_the_order_given(tmp_path):
    write_table(tmp_path / "plan.gpkg", "t", [{"zebra": 1, "ape": "a", "mole": 2.5}])
    with sqlite3.connect(tmp_path / "plan.gpkg") as file:
        columns = [(row[1], row[2]) for row in file.execute("PRAGMA table_info(t)")]
    assert columns[1:] == [("zebra", "INTEGER"), ("ape", "TEXT"), ("mole", "REAL")]


@pytest.mark.usefixtures("backend")
def test_a_second_table_leaves_the_first(tmp_path, rows_of):
    for name in ("one", "two"):
        write_table(tmp_path / "plan.gpkg", name, [{"name": name}])
    assert tables(tmp_path / "plan.gpkg") == ["one", "two"]
    assert rows_of(tmp_path / "plan.gpkg", "one") == [(None, {"name": "one"})]


@pytest.mark.usefixtures("backend")
def test_the_names_of_layers_and_tables(tmp_path):
    for name in ("Zürich 😀", "b"):
        write_table(tmp_path / "plan.gpkg", name, ROWS)
    assert sorted(layer_names(tmp_path / "plan.gpkg")) == ["Zürich 😀", "b"]


@pytest.mark.usefixtures("backend")
def test_a_table_of_the_same_name_is_replaced(tmp_path, rows_of):
    for word in ("old", "new"):
        write_table(tmp_path / "plan.gpkg", "t", [{"name": word}])
    assert rows_of(tmp_path / "plan.gpkg", "t") == [(None, {"name": "new"})]


@pytest.mark.usefixtures("backend")
def test_a_copied_layer_has_the_same_features(tmp_path, make_layer, rows_of):
    source = make_layer("MultiPolygon", FIELDS, ZONES, "zones")
    copy_layer(source, "zones", tmp_path / "plan.gpkg", "places")
    assert rows_of(tmp_path / "plan.gpkg", "places") == rows_of(source, "zones")
    shapes = [shape for shape, _ in rows_of(source, "zones")]
    assert shapes == [CITY, None, TOWN]  # what the comparison stands on
    package = gdal.OpenEx(str(tmp_path / "plan.gpkg"))
    assert package.GetLayer(0).GetSpatialRef().GetAuthorityCode(None) == "27700"


@pytest.mark.usefixtures("backend")
def test_a_copied_table_has_the_same_rows(tmp_path, make_layer, rows_of):
    rows = [(None, "a", 1.5, 2, None), (None, None, None, None, "2020/01/31")]
    copy_layer(make_layer("None", FIELDS, rows, "flows"), "flows", tmp_path / "plan.gpkg", "flows")
    found = rows_of(tmp_path / "plan.gpkg", "flows")
    assert [each["zone_id"] for _, each in found] == ["a", None]
    assert [each["day"] for _, each in found] == [None, "2020/01/31"]


@pytest.mark.usefixtures("backend")
def test_layers_gather_in_one_file(tmp_path, make_layer, rows_of):
    source = make_layer("MultiPolygon", FIELDS, ZONES, "zones")
    package = tmp_path / "plan.gpkg"
    for name in ("zones", "centres", "zones"):
        copy_layer(source, "zones", package, name)
    write_table(package, "agora_runs", ROWS)
    assert tables(package) == ["agora_runs", "centres", "zones"]
    assert len(rows_of(package, "zones")) == 3


@pytest.mark.usefixtures("backend")
def test_one_layer_of_several_is_copied(tmp_path, make_layer, rows_of):
    both = tmp_path / "both.gpkg"
    for name in ("first", "second"):
        copy_layer(make_layer("Point", {"w": "Real"}, [("POINT (1 2)", float(len(name)))], name), name, both, name)
    copy_layer(both, "second", tmp_path / "plan.gpkg", "only")
    assert tables(tmp_path / "plan.gpkg") == ["only"]
    assert rows_of(tmp_path / "plan.gpkg", "only")[0][1] == {"w": 6}


@pytest.mark.usefixtures("backend")
def test_a_raster_lives_beside_layers_and_tables(tmp_path, make_layer):
    package, values = tmp_path / "plan.gpkg", np.arange(6.0).reshape(2, 3)
    write_raster(tmp_path / "density.tif", Raster(values, Grid(0, 20, 10, 2, 3), "", {}))
    gdal_twin.add_raster(str(tmp_path / "density.tif"), str(package), "density", "Jobs per hectare")
    copy_layer(make_layer("MultiPolygon", FIELDS, ZONES, "zones"), "zones", package, "zones")
    write_table(package, "agora_runs", ROWS)
    close_geopackage(package)
    assert tables(package) == ["agora_runs", "density", "zones"]
    np.testing.assert_array_equal(read_raster(f"GPKG:{package}:density").values, values)


@pytest.mark.usefixtures("backend")
def test_tags_come_back(tmp_path, make_layer):
    path = make_layer("Point", {"w": "Real"}, [("POINT (1 2)", 1.0)], "zones")
    tags = {"tool": "agora:test", "parameters": '{"TITLE": "Plätze 😀; \'x\' & <y>"}', "empty": ""}
    tag_layer(path, "zones", tags)
    assert layer_tags(path, "zones").items() >= {key: value for key, value in tags.items() if value}.items()


def test_tags_of_one_backend_are_read_by_the_other(tmp_path, make_layer, monkeypatch):
    pytest.importorskip("fiona")
    path = make_layer("Point", {"w": "Real"}, [("POINT (1 2)", 1.0)], "zones")
    tag_layer(path, "zones", {"tool": "agora:test"})
    monkeypatch.setattr(vector, "has_fiona", lambda: False)
    assert layer_tags(path, "zones") == {"tool": "agora:test"}
    tag_layer(path, "zones", {"tool": "agora:other"})
    monkeypatch.undo()
    assert layer_tags(path, "zones") == {"tool": "agora:other"}


@pytest.mark.usefixtures("backend")
def test_a_source_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "zones.gpkg").write_bytes(b"no database")
    with pytest.raises(PlanError, match=r"plan\.gpkg could not be written"):
        copy_layer(tmp_path / "zones.gpkg", "zones", tmp_path / "plan.gpkg", "zones")


@pytest.mark.usefixtures("backend")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # osgeo also complains when it closes
def test_a_full_disk_is_said(tmp_path):
    many = [{"name": "x" * 500, "number": i} for i in range(2000)]
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, most[1]))  # no file may grow beyond: a full disk to the writer
    try:
        with pytest.raises(PlanError, match="could not be written"):
            write_table(tmp_path / "plan.gpkg", "t", many)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)


def test_closing_leaves_one_whole_file(tmp_path):
    write_table(tmp_path / "plan.gpkg", "t", ROWS)
    with sqlite3.connect(tmp_path / "plan.gpkg") as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("UPDATE t SET name = 'changed'")
    file.close()
    close_geopackage(tmp_path / "plan.gpkg")
    with sqlite3.connect(tmp_path / "plan.gpkg") as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    file.close()
    assert [each.name for each in tmp_path.iterdir()] == ["plan.gpkg"]


def test_a_name_that_looks_like_an_address_is_closed_too(tmp_path):
    path = tmp_path / "plan? 100 %#x😀.gpkg"
    write_table(tmp_path / "plan.gpkg", "t", ROWS)
    (tmp_path / "plan.gpkg").rename(path)
    close_geopackage(path)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_missing_file_is_said_and_not_made(tmp_path):
    with pytest.raises(PlanError, match=r"plan\.gpkg"):
        close_geopackage(tmp_path / "plan.gpkg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", ["overwritten", "cut off", "no database"])
def test_a_damaged_file_is_said(damage, tmp_path):
    path = tmp_path / "plan.gpkg"
    write_table(path, "t", [{"name": "x" * 300, "number": i} for i in range(3000)])
    content = path.read_bytes()
    half = len(content) // 2 // 4096 * 4096
    path.write_bytes({
        "overwritten": content[:half] + b"\x07" * 40_000 + content[half + 40_000 :],
        "cut off": content[:half],
        "no database": b"zone,jobs\n" * 500,
    }[damage])  # fmt: skip
    with pytest.raises(PlanError, match=r"plan\.gpkg .*Is the disk full"):
        close_geopackage(path)


def test_a_file_in_use_is_said(tmp_path):
    path = tmp_path / "plan.gpkg"
    write_table(path, "t", ROWS)
    other = sqlite3.connect(path)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(PlanError, match="in use"):
            close_geopackage(path)
    finally:
        other.close()


def test_plain_gdal_reads_the_file(tmp_path, make_layer):
    copy_layer(make_layer("MultiPolygon", FIELDS, ZONES, "zones"), "zones", tmp_path / "plan.gpkg", "zones")
    told = subprocess.run(
        ["ogrinfo", "-so", tmp_path / "plan.gpkg", "zones"], capture_output=True, text=True, check=True
    ).stdout
    assert "Feature Count: 3" in told
    assert "Geometry: Multi Polygon" in told
