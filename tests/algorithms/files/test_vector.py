"""GeoPackages written on both backends: the same features, texts and tags; damage is said."""

import resource
import sqlite3
import subprocess

import numpy as np
import pytest

from agora.algorithms.files.arrow import table_columns
from agora.algorithms.files.raster import Raster, add_raster, read_raster, write_raster
from agora.algorithms.files.vector import (
    Tally,
    close_geopackage,
    layer_names,
    layer_tags,
    require_rows,
    tag_layer,
    write_columns,
)
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


def write_table(path, name, rows):
    write_columns(path, name, {column: [row[column] for row in rows] for column in rows[0]})


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


MANY = 20_011  # rows: not a whole number of statements
rng = np.random.default_rng(1)
FLOWS = {
    "origin": np.array(["a", "Zürich 😀", "", "'; DROP TABLE t; --", None], object)[rng.integers(0, 5, MANY)],
    "dest": np.array([f"E{code:08}" for code in rng.integers(0, 5000, MANY)]),
    "commuters": np.where(rng.random(MANY) < 0.1, np.nan, rng.lognormal(2, 1, MANY)),
    "count": rng.integers(-(2**52), 2**52, MANY),
}


def by_fiona(path, name):
    fiona = pytest.importorskip("fiona")
    with fiona.open(path, layer=name) as file:
        return [tuple(row.properties.values()) for row in file]


def by_sqlite(path, name):
    assert name == "flows"
    with sqlite3.connect(path) as file:
        rows = file.execute("SELECT * FROM flows ORDER BY fid").fetchall()
    file.close()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    return [row[1:] for row in rows]


def by_ourselves(path, name):
    columns = table_columns(str(path), name, list(FLOWS))
    return list(zip(*(column.tolist() for column in columns)))


READERS = {"osgeo": None, "fiona": by_fiona, "SQLite": by_sqlite, "ourselves": by_ourselves}


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("reader", READERS)
def test_a_long_table_is_the_same_to_every_reader(reader, tmp_path, rows_of):
    write_columns(tmp_path / "plan.gpkg", "flows", FLOWS)
    read = READERS[reader] or (lambda *of: [tuple(row.values()) for _, row in rows_of(*of)])
    rows = [tuple(None if value != value else value for value in row) for row in read(tmp_path / "plan.gpkg", "flows")]
    texts_and_numbers = zip(*(column.tolist() for column in FLOWS.values()))
    assert rows == [tuple(None if value != value else value for value in row) for row in texts_and_numbers]
    assert [each.name for each in tmp_path.iterdir()] == ["plan.gpkg"]


@pytest.mark.usefixtures("backend")
def test_a_long_table_is_a_valid_geopackage(tmp_path):
    write_columns(tmp_path / "plan.gpkg", "flows", FLOWS)
    with sqlite3.connect(tmp_path / "plan.gpkg") as file:
        assert file.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"GPKG", "big"),)
        assert file.execute("PRAGMA user_version").fetchone()[0] >= 10200
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert file.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall() == [("flows", "attributes")]
        srs = {code for (code,) in file.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
        assert {-1, 0, 4326} <= srs  # GeoPackage 1.3, requirement 11
        assert file.execute("SELECT * FROM gpkg_ogr_contents").fetchall() == [("flows", MANY)]
        file.execute("DELETE FROM flows WHERE fid = 1")
        file.execute("INSERT INTO flows (origin) VALUES ('new'), ('newer')")
        assert file.execute("SELECT * FROM gpkg_ogr_contents").fetchall() == [("flows", MANY + 1)]
        types = [(row[1], row[2], row[5]) for row in file.execute("PRAGMA table_info(flows)")]
    file.close()
    assert types == [
        ("fid", "INTEGER", 1),
        ("origin", "TEXT", 0),
        ("dest", "TEXT", 0),
        ("commuters", "REAL", 0),
        ("count", "INTEGER", 0),
    ]


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("name", ['a "quoted" name', "x'; DROP TABLE gpkg_contents; --", "Zürich %w 😀", "select"])
def test_any_name_of_a_table_will_do(name, tmp_path, rows_of):
    for value in (1, 2):
        write_columns(tmp_path / "plan.gpkg", name, {'a "b"': [value], "group": ["x"]})
    assert tables(tmp_path / "plan.gpkg") == [name]
    assert rows_of(tmp_path / "plan.gpkg", name) == [(None, {'a "b"': 2, "group": "x"})]


@pytest.mark.usefixtures("backend")
def test_a_table_without_rows_has_its_columns(tmp_path):
    write_columns(tmp_path / "plan.gpkg", "flows", {"people": np.empty(0), "origin": np.empty(0, object)})
    assert by_sqlite(tmp_path / "plan.gpkg", "flows") == []
    with sqlite3.connect(tmp_path / "plan.gpkg") as file:
        assert [row[1:3] for row in file.execute("PRAGMA table_info(flows)")][1:] == [
            ("people", "REAL"),
            ("origin", "TEXT"),
        ]
    file.close()


@pytest.mark.usefixtures("backend")
def test_more_columns_than_a_statement_takes_rows(tmp_path, rows_of):
    columns = {f"c{i}": np.arange(3) * i for i in range(600)}
    write_columns(tmp_path / "plan.gpkg", "wide", columns)
    assert rows_of(tmp_path / "plan.gpkg", "wide")[2][1] == {name: 2 * i for i, name in enumerate(columns)}


@pytest.mark.usefixtures("backend")
def test_a_geopackage_that_does_not_count_its_rows_takes_a_table(tmp_path, rows_of):
    options = ["ADD_GPKG_OGR_CONTENTS=NO"]
    gdal.GetDriverByName("GPKG").Create(str(tmp_path / "plan.gpkg"), 0, 0, 0, 0, options)
    write_columns(tmp_path / "plan.gpkg", "flows", {"people": [1.5]})
    assert rows_of(tmp_path / "plan.gpkg", "flows") == [(None, {"people": 1.5})]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "needs columns of one length"),
        ({"a": [1.0, 2.0], "b": [1.0]}, "needs columns of one length"),
        ({"a": [[1.0, 2.0]]}, "needs columns of one length"),
        ({"Jobs": [1.0], "jobs": [2.0]}, "two columns called jobs"),
        ({"FID": [1.0]}, "two columns called fid"),
    ],
    ids=["none", "unequal", "two-dimensional", "the same name", "the name of the key"],
)
def test_columns_that_make_no_table_are_refused_and_nothing_is_written(columns, words, tmp_path):
    with pytest.raises(PlanError, match=words):
        write_columns(tmp_path / "plan.gpkg", "flows", columns)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("backend")
def test_a_raster_lives_beside_layers_and_tables(tmp_path, make_layer):
    package, values = make_layer("MultiPolygon", FIELDS, ZONES, "zones"), np.arange(6.0).reshape(2, 3)
    write_raster(tmp_path / "density.tif", Raster(values, Grid(0, 20, 10, 2, 3), "", {}))
    add_raster(tmp_path / "density.tif", package, "density", "Jobs per hectare")
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


def test_tags_of_one_backend_are_read_by_the_other(tmp_path, make_layer, only):
    only("fiona")
    path = make_layer("Point", {"w": "Real"}, [("POINT (1 2)", 1.0)], "zones")
    tag_layer(path, "zones", {"tool": "agora:test"})
    only("osgeo")
    assert layer_tags(path, "zones") == {"tool": "agora:test"}
    tag_layer(path, "zones", {"tool": "agora:other"})
    only("fiona")
    assert layer_tags(path, "zones") == {"tool": "agora:other"}


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


def test_plain_gdal_reads_the_file(tmp_path):
    write_table(tmp_path / "plan.gpkg", "agora_runs", ROWS)
    told = subprocess.run(
        ["ogrinfo", "-so", tmp_path / "plan.gpkg", "agora_runs"], capture_output=True, text=True, check=True
    ).stdout
    assert "Feature Count: 3" in told


@pytest.mark.parametrize(("name", "count"), [("agora_runs", 4), ("agora_runs", 2), ("zones", 0)])
def test_rows_that_are_missing_are_said(tmp_path, name, count):
    write_table(tmp_path / "plan.gpkg", "agora_runs", ROWS)
    with pytest.raises(PlanError, match=rf"plan\.gpkg holds \d of {count} rows of {name}"):
        require_rows(tmp_path / "plan.gpkg", name, count)


AGREE = {
    "the same": (Tally(3, 10.0), Tally(3, 10.0), True),
    "other places": (Tally(3, 10.0), Tally(3, 11.0), False),
    "fewer features": (Tally(3, 10.0), Tally(2, 10.0), False),
    "rounding of the format": (Tally(3, 1e7), Tally(3, 1e7 + 0.01), True),
    "places that are not kept": (Tally(3, 10.0), Tally(3, None), True),
    "fewer, and no places": (Tally(3, 10.0), Tally(2, None), False),
}


@pytest.mark.parametrize(("one", "other", "agree"), AGREE.values(), ids=AGREE)
def test_tallies_agree_where_features_and_known_places_do(one, other, agree):
    assert one.agrees(other) == other.agrees(one) == agree
