"""Stray coordinates, and lengths and places that cannot be: named, or refused, within a moment."""

import math

import pytest
from made_inputs import inputs
from made_layers import SOUTH, WEST, in_unit, place, points, zones
from reached import LENGTHS, PLACES, POINT_LAYERS, ZONED, each_parameter, each_tool

FAR = 5e8  # m
SOME = [1.0, 2.0, 3.0, 4.0]
STRAY = f"MULTIPOLYGON((({FAR} 0,{FAR + 100} 0,{FAR + 100} 100,{FAR} 0)))"
HUGE = f"MULTIPOLYGON((({WEST} {SOUTH},1e300 {SOUTH},1e300 1e300,{WEST} {SOUTH})))"


@each_tool(ZONED, shape={"far away": STRAY, "1e300": HUGE})
def test_a_zone_that_lies_nowhere_on_earth_is_left_out_and_named(run_on, tool, shape):
    ran = run_on(tool, zones({3: shape}))
    assert len(ran.warnings_of("1 of 12 features of made skipped: feature 4 lies nowhere on Earth")) == 1
    assert ran.results["SKIPPED"] == 1


@each_tool(ZONED)
def test_what_lies_nowhere_on_earth_is_so_in_any_unit(run_on, tool):
    made = in_unit(zones({3: STRAY}), "km")
    lengths = {key: value / 1000 for key, value in inputs(tool).items() if (tool, key) in LENGTHS}
    ran = run_on(tool, made, **lengths)
    assert len(ran.warnings_of("1 of 12 features of made skipped: feature 4 lies nowhere on Earth")) == 1


@each_parameter(POINT_LAYERS, shape={"far away": f"POINT({FAR} 0)", "1e300": "POINT(1e300 1e300)"})
def test_a_point_that_lies_nowhere_on_earth_is_left_out_and_named(run_on, tool, key, shape):
    floor = {"FLOOR": 0.01} if tool == "relativedensity" else {}
    places = {0: place(1500, 1500), 3: shape}  # in the zone z5, for tools that take zones too
    ran = run_on(tool, **{key: points(places, retail=SOME, finprof=SOME), **floor})
    assert "1 of 4 features of made skipped: feature 4 lies nowhere on Earth." in ran.said.warnings


@each_parameter(LENGTHS, length={"1e300": 1e300, "1e-300": 1e-300, "1e9": 1e9, "1e-9": 1e-9})
def test_a_length_that_cannot_be_is_refused(refused, tool, key, length):
    message = refused(tool, **{key: length})
    assert f"{key} is {length:g} m; it must be between 0.01 and 10,000,000 m. Is it in another unit?" in message


@each_parameter(PLACES, place={place: place for place in ("nan,nan", "inf,0", f"{FAR},0", "1e300,1e300")})
def test_a_place_that_cannot_be_is_refused(refused, tool, key, place):
    assert f"{key}: “{place}” is no place on Earth." in refused(tool, **{key: place})


@pytest.mark.parametrize(
    ("make", "value"),
    [(zones, 0.0), (zones, None), (zones, math.nan), (points, 0.0)],
    ids=["zones, 0", "zones, NULL", "zones, NaN", "points, 0"],
)
def test_an_adaptive_density_of_nothing_is_0_and_that_is_said(run_on, make, value):
    ran = run_on("adaptivedensity", make(jobs=[value] * make().featureCount()))
    assert not ran.surface().any()
    assert any("0 everywhere" in line for line in ran.said.warnings)
