"""Places that are no places, in every tool that reads some: a counted warning, a repair, or an error."""

import math

import numpy as np
import pytest
from making import RASTERS, SOUTH, WEST, flows, layer, place, points, square, table, zone_columns, zones
from qgis.core import QgsGeometry, QgsPointXY

ZONE_TOOLS = (
    "kerneldensity",
    "relativedensity",
    "bandwidth",
    "zonedensity",
    "effectivedensity",
    "densitygradient",
    "cutoffcentres",
    "locationquotients",
    "variety",
    "classifyroles",
    "commutingsummary",
    "gravitymodel",
    "desirelines",
    "spatialplan",
)
DENSITY = ("kerneldensity", "relativedensity", "bandwidth")  # their layer is INPUT
AMONG_THE_REST = (("z5", "z0", 70.0), ("z0", "z1", 30.0), ("z2", "z2", 5.0))  # flows that do not name z3


def polygon(*places):
    """Return a polygon of any coordinates, which WKT cannot hold."""
    return QgsGeometry.fromPolygonXY([[QgsPointXY(*each) for each in (*places, places[0])]])


def around(shape):
    """Return WKT with {w}, {s} for the corner of the grid, {e}, {n} for 1000 m beyond."""
    return shape.format(w=WEST, s=SOUTH, e=WEST + 1000, n=SOUTH + 1000)


NO_PLACE = {
    "NULL": None,
    "empty": "MULTIPOLYGON EMPTY",
    "a line folded on itself": f"POLYGON(({WEST} {SOUTH},{WEST + 9} {SOUTH},{WEST} {SOUTH}))",
    "coordinates NaN": polygon((math.nan, SOUTH), (WEST, SOUTH), (WEST, SOUTH + 9)),
    "coordinates infinite": polygon((math.inf, SOUTH), (WEST, SOUTH), (WEST, SOUTH + 9)),
}
WRONG_KINDS = {
    "lines": lambda: layer("LineString", ["LINESTRING(0 0,1 1)"] * 12, zone_columns()),
    "a table": lambda: table(zone_columns()),
}
NO_FEATURES = {
    "no feature": (lambda: layer("MultiPolygon", [], {key: [] for key in zone_columns()}), "has no feature"),
    "no geometry": (lambda: zones(dict.fromkeys(range(12))), "has no usable zone among its 12 features"),
}


@pytest.fixture(scope="module")
def without_the_zone():
    """Return what each tool found without the zone at fault."""
    return {}


@pytest.mark.parametrize("shape", NO_PLACE.values(), ids=NO_PLACE)
@pytest.mark.parametrize("tool", ZONE_TOOLS)
def test_a_zone_without_an_area_is_left_out_and_counted(run_on, tool, shape, without_the_zone):
    if tool == "spatialplan" and shape is not None:
        pytest.skip("the plan hands its zones to the other tools")
    moves = flows(AMONG_THE_REST)
    ran = run_on(tool, zones({3: shape}), moves)
    assert ran.said.warnings.count("1 of 12 features of made skipped: no area.") == 1
    assert ran.results["SKIPPED"] == 1
    found = what_was_found(tool, ran)
    if tool not in without_the_zone:
        without_the_zone[tool] = what_was_found(tool, run_on(tool, zones(without=[3]), moves))
    assert found == without_the_zone[tool]


def what_was_found(tool, ran):
    """Return the attributes of all features, or the cells of a surface."""
    if tool in RASTERS:
        return np.nan_to_num(ran.surface(), nan=-1e9).tolist()
    made = ran.layer(*(("PLAN", "zones") if tool == "spatialplan" else ("OUTPUT",)))
    names = [each.name() for each in made.fields() if each.name() != "fid"]
    return [[each[name] for name in names] for each in made.getFeatures()]


@pytest.mark.parametrize("tool", ZONE_TOOLS)
def test_a_zone_that_crosses_itself_is_made_valid_and_counted(run_on, tool):
    bow_tie = around("POLYGON(({w} {s},{e} {n},{e} {s},{w} {n},{w} {s}))")
    ran = run_on(tool, zones({0: bow_tie}))
    assert "1 of 12 zones of made crossed themselves and were made valid." in ran.said.warnings
    assert ran.results["SKIPPED"] == 0


def areas(run_on, shape, kind="MultiPolygon"):
    """Return the hectares of the one zone of that shape, as a centre."""
    one = layer(kind, [shape], {"jobs": [50_000.0]})
    return run_on("cutoffcentres", one).column("area_ha")


def test_a_bow_tie_has_the_area_of_its_two_triangles(run_on):
    bow_tie = around("POLYGON(({w} {s},{e} {n},{e} {s},{w} {n},{w} {s}))")
    assert areas(run_on, bow_tie) == pytest.approx([50.0])  # 2 * 1000 m * 500 m / 2


def test_the_parts_of_a_zone_count_together(run_on):
    apart = around("MULTIPOLYGON((({w} {s},{e} {s},{e} {n},{w} {s})),((0 0,0 100,100 100,100 0,0 0)))")
    assert areas(run_on, apart) == pytest.approx([51.0])


def test_a_curved_zone_has_the_area_of_its_circle(run_on):
    west, east, middle = WEST, WEST + 1000, WEST + 500
    circle = (
        f"CURVEPOLYGON(CIRCULARSTRING({west} {SOUTH},{middle} {SOUTH + 500},{east} {SOUTH},"
        f"{middle} {SOUTH - 500},{west} {SOUTH}))"
    )
    # QGIS takes a chord for each degree or so, which loses 1 - sin(a) / a of the area, 5e-5 at one degree
    assert areas(run_on, circle, "CurvePolygon") == pytest.approx([math.pi * 25], rel=1e-4)


def test_heights_and_measures_are_left_aside(run_on):
    raised = around("MULTIPOLYGON ZM((({w} {s} 1 2,{e} {s} 3 4,{e} {n} 5 6,{w} {s} 1 2)))")
    assert areas(run_on, raised, "MultiPolygonZM") == pytest.approx([50.0])


@pytest.mark.parametrize("make", WRONG_KINDS.values(), ids=WRONG_KINDS)
@pytest.mark.parametrize("tool", ZONE_TOOLS)
def test_a_layer_of_the_wrong_kind_is_refused(refused, tool, make):
    message = refused(tool, make())
    assert ("INPUT: made holds" if tool in DENSITY else "ZONES: made holds") in message
    assert "polygons are needed" in message


@pytest.mark.parametrize(("make", "words"), NO_FEATURES.values(), ids=NO_FEATURES)
@pytest.mark.parametrize("tool", ZONE_TOOLS)
def test_a_layer_without_zones_is_refused(refused, tool, make, words):
    assert f": made {words}" in refused(tool, make())


NOWHERE = {
    "NULL": None,
    "empty": "POINT EMPTY",
    "coordinates NaN": QgsGeometry.fromPointXY(QgsPointXY(math.nan, 1)),
    "coordinates infinite": QgsGeometry.fromPointXY(QgsPointXY(math.inf, 1)),
}


@pytest.mark.parametrize("shape", NOWHERE.values(), ids=NOWHERE)
def test_a_point_without_a_place_is_left_out_and_counted(run_on, shape):
    ran = run_on("kerneldensity", points({1: shape}))
    assert ran.results["SKIPPED"] == 1
    assert "1 of 4 features of made skipped: " in ran.warned
    assert ran.results["TOTAL_WEIGHT"] == 80.0


def test_the_points_of_a_feature_share_its_weight(run_on):
    two = points({1: f"MULTIPOINT({WEST} {SOUTH},{WEST + 10} {SOUTH + 10})"}, kind="MultiPoint")
    four = layer(
        "Point",
        [place(0, 0), place(0, 0), place(10, 10), place(900, 700), place(3000, 2000)],
        {"jobs": [10.0, 10.0, 10.0, 30.0, 40.0]},
    )
    surface = run_on("kerneldensity", two).surface()
    np.testing.assert_allclose(surface, run_on("kerneldensity", four).surface(), rtol=1e-6, atol=1e-9)  # float32 file


FEW = {
    "a single point": [place(0, 0)],
    "all in one place": [place(0, 0)] * 5,
    "all on one line": [place(300 * each, 0) for each in range(5)],
}


@pytest.mark.parametrize("places", FEW.values(), ids=FEW)
def test_few_places_keep_their_weight(run_on, places):
    ran = run_on("kerneldensity", layer("Point", places, {"jobs": [2.0] * len(places)}))
    assert ran.results["RASTER_TOTAL"] == pytest.approx(2.0 * len(places), rel=1e-6)
    assert ran.said.warnings == []


@pytest.mark.parametrize("tool", ["kerneldensity", "cutoffcentres", "classifyroles", "desirelines"])
def test_zones_all_in_one_place_are_still_zones(run_on, tool):
    ran = run_on(tool, zones({each: square(0, 0) for each in range(12)}))
    assert ran.results["SKIPPED"] == 0


def test_points_without_a_place_are_refused(refused):
    assert "INPUT: made has no usable point among its 4 features" in refused(
        "kerneldensity", points(dict.fromkeys(range(4)))
    )
