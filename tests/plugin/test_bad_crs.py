"""Coordinate reference systems: none, degrees, and those that stretch, in every layer of every tool."""

from itertools import chain

import pytest
from contracts import own_tests
from made_inputs import inputs, parameter
from made_layers import DEGREES, UNITS, in_unit, layer, points, reprojected, saved, zone_columns, zones
from reached import LENGTHS, PROJECTED, SHAPES, ZONED, each_parameter, each_tool
from test_bad_amounts import numbers
from test_bad_geometry import SHAPE_OF

LINE = ["LINESTRING(550000 4180000,551000 4181000)"] * 12


def shapes(tool, key, crs):
    """Return features of the kind that a parameter takes."""
    kind = SHAPE_OF[parameter(tool, key).kind]
    if kind == "LineString":
        return layer(kind, LINE, zone_columns(), crs)
    return zones(crs=crs) if kind == "MultiPolygon" else points(crs=crs)


@each_parameter(SHAPES)
def test_a_layer_without_a_crs_is_refused(refused, tool, key):
    message = refused(tool, **{key: shapes(tool, key, "")})
    assert "made has no coordinate reference system. Set the one its coordinates are in" in message


@pytest.mark.parametrize("make", [zones, points])
def test_a_geopackage_without_a_crs_is_refused(refused, make, tmp_path):
    path = saved(make(crs=""), tmp_path / "nowhere.gpkg")
    assert "INPUT: nowhere has no coordinate reference system" in refused("kerneldensity", path)


@each_parameter(PROJECTED)
def test_degrees_are_refused_with_a_crs_that_fits(refused, tool, key):
    message = refused(tool, **{key: reprojected(shapes(tool, key, "EPSG:26910"), DEGREES)})
    assert "made is in degrees (EPSG:4326)" in message
    assert "Reproject it first, for instance to EPSG:32610 (WGS 84 / UTM zone 10N)" in message


@each_parameter(SHAPES)
def test_metres_said_to_be_degrees_are_refused(refused, tool, key):
    assert "no place on Earth in EPSG:4326" in refused(tool, **{key: shapes(tool, key, DEGREES)})


@each_tool(ZONED)
def test_a_crs_that_stretches_is_said(run_on, tool):
    made = reprojected(zones(), "EPSG:3857")
    ran = run_on(tool, made, **getattr(own_tests(tool), "STRETCHED", {}))
    # Web Mercator stretches by sqrt(1 - e² sin²) / cos of the latitude (Snyder 1987, eq. 4-21), here 37.8 degrees
    assert "Lengths in made are 1.26 times what they are on the ground in EPSG:3857" in ran.warned
    assert "Reproject to EPSG:32610" in ran.warned


@each_tool(ZONED, unit={unit: unit for unit in UNITS})
def test_numbers_do_not_depend_on_the_unit_of_the_crs(run_on, tool, unit):
    lengths = {key: value / UNITS[unit] for key, value in inputs(tool).items() if (tool, key) in LENGTHS}
    expected, found = numbers(tool, run_on(tool)), numbers(tool, run_on(tool, in_unit(zones(), unit), **lengths))
    assert [len(row) for row in found] == [len(row) for row in expected]
    for before, now in zip(chain(*expected), chain(*found)):
        # 12 digits of a place in feet, squared in an area; 7 of a cell in a file
        assert now == (pytest.approx(before, rel=1e-6, abs=1e-9) if isinstance(before, float) else before)
