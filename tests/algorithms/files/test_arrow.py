"""Layers read as one stream, or record by record: the same values on both, and None where that way is not plain."""

import numpy as np
import pytest

from agora.algorithms.files.arrow import coded_columns, point_columns, table_columns
from agora.algorithms.files.vector import write_columns
from agora.algorithms.ground.errors import Cancelled, PlanError

gdal = pytest.importorskip("osgeo.gdal")
pytestmark = [
    pytest.mark.usefixtures("backend"),
    pytest.mark.skipif(int(gdal.VersionInfo()) < 3_06_00_00, reason="GDAL reads Arrow streams as numpy from 3.6 on"),
]

PAGE = 4096  # bytes, of SQLite
PLACES = [("POINT (530000.25 180000)", 1.5, 3), ("POINT (-1e7 5e6)", None, None), (None, 2.0, 2**40)]
FORMATS = [("GPKG", "gpkg"), ("ESRI Shapefile", "shp"), ("GeoJSON", "geojson"), ("CSV", "csv"), ("FlatGeobuf", "fgb")]


@pytest.mark.parametrize(("driver", "ending"), FORMATS[:3], ids=[name for name, _ in FORMATS[:3]])
@pytest.mark.parametrize(
    ("weight", "expected"),
    [("w", [1.5, np.nan, 2]), ("n", [3, np.nan, 2**40]), ("", [1, 1, 1])],
    ids=["real", "whole numbers", "none"],
)
def test_places_and_weights(driver, ending, weight, expected, make_layer):
    path = make_layer("Point", {"w": "Real", "n": "Integer64"}, PLACES, driver=driver, ending=ending)
    xy, weights = point_columns(str(path), "", weight)
    np.testing.assert_array_equal(xy, [[530000.25, 180000], [-1e7, 5e6], [np.nan, np.nan]])
    np.testing.assert_array_equal(weights, expected)


def test_flatgeobuf_without_gaps(make_layer):
    rows = [("POINT (1 2)", 5.0), ("POINT (3 4)", None)]  # it keeps no feature without a place
    path = make_layer("Point", {"w": "Real"}, rows, driver="FlatGeobuf", ending="fgb")
    xy, weights = point_columns(str(path), "", "w")
    assert sorted(xy.tolist()) == [[1, 2], [3, 4]]
    assert np.nansum(weights) == 5


def test_points_of_two_batches_one_of_them_with_gaps(make_layer):
    count, gap = 66_000, 65_900  # a batch holds 65,536 rows
    rows = [(None if i == gap else f"POINT ({i} {-i})", i) for i in range(count)]
    xy, weights = point_columns(str(make_layer("Point", {"n": "Integer"}, rows)), "", "n")
    assert np.flatnonzero(np.isnan(xy).any(axis=1)).tolist() == [gap]
    there = np.arange(count) != gap
    np.testing.assert_array_equal(xy[there], np.column_stack([np.arange(count), -np.arange(count)])[there])
    np.testing.assert_array_equal(weights, np.arange(count))


def test_reading_stops_where_progress_says_so(make_layer):
    def stop(share):
        raise Cancelled

    path = make_layer("Point", {"w": "Real"}, [("POINT (1 2)", 5.0)])
    with pytest.raises(Cancelled):
        point_columns(str(path), "", "w", stop)


def test_a_layer_is_named(tmp_path, make_layer):
    path = make_layer("Point", {"w": "Real"}, [("POINT (1 2)", 5.0)], "zones")
    assert point_columns(str(path), "zones", "w")[1].tolist() == [5]
    assert point_columns(str(path), "other", "w") is None


def test_only_null_geometry(make_layer):
    path = make_layer("Point", {"w": "Real"}, [(None, 1.0), (None, 2.0)])
    xy, weights = point_columns(str(path), "", "w")
    assert np.isnan(xy).all()
    assert weights.tolist() == [1, 2]


def test_an_empty_point_has_no_place(make_layer):
    path = make_layer("Point", {"w": "Real"}, [("POINT EMPTY", 1.0), ("POINT (1 2)", 2.0)])
    xy, _ = point_columns(str(path), "", "w")
    np.testing.assert_array_equal(xy, [[np.nan, np.nan], [1, 2]])


@pytest.mark.parametrize(
    ("kind", "shapes"),
    [
        ("MultiPoint", ["MULTIPOINT ((1 1),(2 2))"]),
        ("MultiPoint", ["MULTIPOINT ((1 1))"]),
        ("Point25D", ["POINT Z (1 2 3)"]),
        ("Unknown", ["POINT (1 2)", "POINT Z (1 2 3)"]),
        ("Unknown", ["POINT (1 2)", "LINESTRING (1 2,3 4)"]),
        ("Polygon", ["POLYGON ((0 0,1 0,1 1,0 0))"]),
        ("Unknown", ["LINESTRING EMPTY"]),
    ],
    ids=[
        "several points",
        "one point in a collection",
        "heights",
        "some heights",
        "a line",
        "polygons",
        "an empty line",
    ],
)
def test_what_is_no_plain_point_is_left_to_the_slow_way(kind, shapes, make_layer):
    path = make_layer(kind, {"w": "Real"}, [(shape, 1.0) for shape in shapes])
    assert point_columns(str(path), "", "w") is None


def test_a_column_that_repeats_holds_each_value_once(make_layer):
    rows = [(None, text, 1.5) for text in ("b", None, "a", "b", "", None)]
    text, number = coded_columns(str(make_layer("None", {"t": "String", "x": "Real"}, rows)), "", ["t", "x"])
    assert text.values == ["b", None, "a", ""]
    assert text.places.tolist() == [0, 1, 2, 0, 3, 1]
    assert number.tolist() == [1.5] * 6


@pytest.mark.parametrize(("driver", "ending"), FORMATS, ids=[name for name, _ in FORMATS])
def test_an_empty_layer_is_left_to_the_slow_way(driver, ending, make_layer):
    path = make_layer("Point", {"w": "Real"}, [], driver=driver, ending=ending)
    assert point_columns(str(path), "", "w") is None
    assert table_columns(str(path), "", ["w"]) is None


TABLE = [
    (None, "Zürich 😀; \"x\", 'y'", 7, 1.5, 1),
    (None, None, None, None, None),
    (None, "", 2**53, -2.0, 0),
    (None, "06001", -(2**53), np.nan, 5),
]
COLUMNS = {"text": "String", "whole": "Integer64", "real": "Real", "small": "Integer"}


def test_columns_of_every_kind(make_layer):
    text, whole, real, small = table_columns(str(make_layer("None", COLUMNS, TABLE)), "", list(COLUMNS))
    assert text.tolist() == ["Zürich 😀; \"x\", 'y'", None, "", "06001"]
    assert whole.dtype == real.dtype == small.dtype == np.float64
    np.testing.assert_array_equal(whole, [7, np.nan, 2**53, -(2**53)])
    np.testing.assert_array_equal(real, [1.5, np.nan, -2, np.nan])
    np.testing.assert_array_equal(small, [1, np.nan, 0, 5])


def test_columns_come_in_the_order_asked(make_layer):
    path = str(make_layer("None", COLUMNS, TABLE))
    real, text = table_columns(path, "", ["real", "text"])
    assert real.dtype == np.float64
    assert text.dtype == object
    one, again = table_columns(path, "", ["whole", "whole"])
    np.testing.assert_array_equal(one, again)


def test_ids_of_nineteen_digits_stay_apart(make_layer):
    # as float64 both are 9007199254740992000
    rows = [(None, 9007199254740992001), (None, None), (None, 9007199254740992002), (None, 5)]
    (ids,) = table_columns(str(make_layer("None", {"id": "Integer64"}, rows)), "", ["id"])
    assert ids.tolist() == [9007199254740992001, None, 9007199254740992002, 5]


def test_text_that_is_no_utf8_does_not_stop_the_reading(tmp_path):
    (tmp_path / "flows.csv").write_bytes(b"origin,people\nM\xfcnchen,3\nBonn,4\n")
    (origin,) = table_columns(str(tmp_path / "flows.csv"), "", ["origin"])
    assert origin[1] == "Bonn"
    assert origin[0] is None or origin[0].startswith("M")  # fiona 1.10 gives such text as missing


def test_a_layer_of_many_batches(make_layer):
    count = 70_000  # a batch holds 65,536 rows
    rows = [(None, f"z{i}", i) for i in range(count)]
    path = make_layer("None", {"n": "String", "i": "Integer"}, rows, driver="CSV", ending="csv")
    name, number = table_columns(str(path), "", ["n", "i"])
    assert len(name) == count
    assert name[-1] == f"z{count - 1}"
    assert float(number[-1]) == count - 1


def test_a_table_that_is_damaged_is_refused(tmp_path):
    path, ids = tmp_path / "flows.gpkg", [f"z{i}" for i in range(20_000)]
    write_columns(path, "flows", {"origin": ids})
    raw = bytearray(path.read_bytes())
    page = raw.index(b"z15000") // PAGE * PAGE
    raw[page : page + PAGE] = bytes(PAGE)
    path.write_bytes(raw)
    with pytest.raises(PlanError, match=r"flows\.gpkg is damaged: [\d,]+ (of 20,000 )?rows of flows can be read"):
        table_columns(str(path), "flows", ["origin"])


def test_a_table_with_geometry_gives_its_columns(make_layer):
    path = make_layer("Point", {"w": "Real"}, [("POINT (1 2)", 5.0), (None, 6.0)])
    assert table_columns(str(path), "", ["w"])[0].tolist() == [5, 6]
