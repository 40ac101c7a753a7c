"""Places that are no places, in every layer of every tool: a counted warning, a repair, or an error."""

import math

import numpy as np
import pytest
from made_inputs import first_output, parameter
from made_layers import SOUTH, WEST, around, flows, layer, polygon, saved, square, table, zone_columns, zones
from qgis.core import QgsGeometry, QgsPointXY, QgsProcessingException, QgsVectorLayer
from reached import POINT_LAYERS, RASTERS, SHAPES, ZONE_LAYERS, ZONED, each_parameter, each_tool
from test_bad_amounts import with_points

AMONG_THE_REST = (("z5", "z0", 70.0), ("z0", "z1", 30.0), ("z2", "z2", 5.0))  # flows that do not name z3
NO_PLACE = {
    "NULL": None,
    "empty": "MULTIPOLYGON EMPTY",
    "a line folded on itself": f"POLYGON(({WEST} {SOUTH},{WEST + 9} {SOUTH},{WEST} {SOUTH}))",
    "coordinates NaN": polygon((math.nan, SOUTH), (WEST, SOUTH), (WEST, SOUTH + 9)),
    "coordinates infinite": polygon((math.inf, SOUTH), (WEST, SOUTH), (WEST, SOUTH + 9)),
}
NOWHERE = {
    "NULL": None,
    "empty": "POINT EMPTY",
    "coordinates NaN": QgsGeometry.fromPointXY(QgsPointXY(math.nan, 1)),
    "coordinates infinite": QgsGeometry.fromPointXY(QgsPointXY(math.inf, 1)),
}
BOW_TIE = around("POLYGON(({w} {s},{e} {n},{e} {s},{w} {n},{w} {s}))")
SHAPE_OF = {"polygons": "MultiPolygon", "points": "Point", "points or polygons": "Point", "lines": "LineString"}


@pytest.fixture(scope="module")
def known():
    return {}


@pytest.fixture
def without_the_zone(run_on, known):
    """Return what tells what a tool finds without the zone at fault."""

    def found(tool):
        if tool not in known:
            known[tool] = what_was_found(tool, run_on(tool, zones(without=[3]), flows(AMONG_THE_REST)))
        return known[tool]

    return found


@each_tool(ZONED, shape=NO_PLACE)
def test_a_zone_without_an_area_is_left_out_and_counted(run_on, tool, shape, without_the_zone):
    ran = run_on(tool, zones({3: shape}), flows(AMONG_THE_REST))
    assert len(ran.warnings_of("1 of 12 features of made skipped: no area")) == 1
    assert ran.results["SKIPPED"] == 1
    found = what_was_found(tool, ran)
    assert found == without_the_zone(tool)


def what_was_found(tool, ran):
    """Return the attributes of all features, or the cells of a surface."""
    if tool in RASTERS:
        return np.nan_to_num(ran.surface(), nan=-1e9).tolist()
    key = first_output(tool)
    made = ran.layer(key, "zones" if key == "PLAN" else "")
    names = [each.name() for each in made.fields() if each.name() != "fid"]
    return [[each[name] for name in names] for each in made.getFeatures()]


@each_tool(ZONED)
def test_a_zone_that_crosses_itself_is_made_valid_and_counted(run_on, tool):
    ran = run_on(tool, zones({0: BOW_TIE}))
    assert "1 of 12 zones of made crossed themselves and were made valid." in ran.said.warnings
    assert ran.results["SKIPPED"] == 0


@each_tool(ZONED)
def test_zones_all_in_one_place_are_still_zones(run_on, tool):
    ran = run_on(tool, zones({each: square(0, 0) for each in range(12)}))
    assert ran.results["SKIPPED"] == 0


@each_tool(ZONED)
def test_a_filtered_file_is_read_as_it_is_filtered(run_on, tool, tmp_path, without_the_zone):
    path = saved(zones(), tmp_path / "made.gpkg")
    ran = run_on(tool, QgsVectorLayer(f"{path}|subset=zone_id <> 'z3'", "made", "ogr"), flows(AMONG_THE_REST))
    assert ran.results["SKIPPED"] == 0
    found = what_was_found(tool, ran)
    assert found == without_the_zone(tool)


WRONG_KINDS = {
    "lines": lambda: layer("LineString", ["LINESTRING(0 0,1 1)"] * 12, zone_columns()),
    "a table": lambda: table(zone_columns()),
    "points": lambda: layer("Point", ["POINT(0 0)"] * 12, zone_columns()),
}


def takes(tool, key, case):
    return case in parameter(tool, key).kind


@each_parameter(SHAPES, make=WRONG_KINDS, but=takes)
def test_a_layer_of_the_wrong_kind_is_refused(refused, tool, key, make):
    message = refused(tool, **{key: make()})
    assert f"{key}: made holds" in message
    assert f"{parameter(tool, key).kind} are needed" in message


@each_parameter(SHAPES)
def test_a_layer_without_features_is_refused(refused, tool, key):
    nothing = layer(SHAPE_OF[parameter(tool, key).kind], [], {name: [] for name in zone_columns()})
    assert f"{key}: made has no feature" in refused(tool, **{key: nothing})


@each_parameter(ZONE_LAYERS)
def test_a_layer_without_zones_is_refused(refused, tool, key):
    message = refused(tool, **{key: zones(dict.fromkeys(range(12)))})
    assert f"{key}: made has no usable zone among its 12 features" in message


@each_parameter(POINT_LAYERS, shape=NOWHERE)
def test_a_point_without_a_place_is_left_out_and_counted(run_on, tool, key, shape):
    ran = run_on(tool, **{key: with_points(tool, key, {1: shape})})
    assert ran.results["SKIPPED"] == 1
    assert "1 of 4 features of made skipped: " in ran.warned
    assert ran.results.get("TOTAL_WEIGHT", 800.0) == 800.0


@each_parameter(POINT_LAYERS)
def test_points_without_a_place_are_refused(refused, tool, key):
    message = refused(tool, **{key: with_points(tool, key, dict.fromkeys(range(4)))})
    assert f"{key}: made has no usable point among its 4 features" in message


FEW = {"a single zone": 1, "two zones": 2}


@each_tool(ZONED, count=FEW)
def test_few_zones_are_enough_or_refused_in_words(run_on, tool, count):
    try:
        said = run_on(tool, zones(without=range(count, 12)), flows([("z0", "z0", 5.0)])).results["SKIPPED"]
    except QgsProcessingException as refusal:
        said = str(refusal.with_traceback(None))
    assert said == 0 or "Traceback" not in said
