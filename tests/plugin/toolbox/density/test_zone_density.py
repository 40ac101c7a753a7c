"""Jobs by hectare of zones, and handed to their buildings."""

import math

import numpy as np
import pytest
from contracts import Contract
from made_layers import (
    EXAMPLE,
    FEET,
    SIDE,
    SOUTH,
    UTM,
    WEST,
    column,
    layer,
    place,
    reprojected,
    square,
    zones,
)
from qgis.core import QgsGeometry, QgsPointXY

CONTRACT = Contract(
    takes="ZONES JOBS BUILDINGS BUILDING_WEIGHT",
    returns="OUTPUT OUTPUT_BUILDINGS GROSS PERCEIVED",
)
MORE = {"BUILDINGS": "zones"}  # what OUTPUT_BUILDINGS needs, and the shipped place does not have
SAYS_ALL_ZERO = "No zone of made has any jobs"


BAY = f"{EXAMPLE}|layername=zones"
JOBS = column("jobs")  # z0 200, z1 240, z2 280, … z5 12,400


def buildings(shapes, kind="MultiPolygon", crs=UTM, **columns):
    return layer(kind, shapes, columns, crs, "buildings")


def test_a_zone_of_100_ha_has_a_hundredth_of_its_jobs_on_each(run_on):
    ran = run_on("zonedensity")
    assert ran.column("dens_ha") == pytest.approx([each / 100 for each in JOBS])
    assert ran.results["GROSS"] == pytest.approx(sum(JOBS) / 1200)
    assert ran.results["PERCEIVED"] == pytest.approx(sum(each * each / 100 for each in JOBS) / sum(JOBS))


def test_densities_are_the_same_in_feet(run_on):
    found = [run_on("zonedensity", made) for made in (zones(), reprojected(zones(), FEET))]
    assert found[1].results["GROSS"] == pytest.approx(found[0].results["GROSS"], rel=0.005)  # the projections differ


def handed(run_on, made, out, **given):
    return run_on("zonedensity", BUILDINGS=made, OUTPUT_BUILDINGS=str(out / "buildings.gpkg"), **given)


def test_jobs_go_to_buildings_by_footprint_and_a_building_across_zones_by_area(run_on, out):
    # z0 (200 jobs): a of 100 m², and half of b's 400 m²: 1 to 2; z1 (240 jobs): the other half of b, and nothing else
    across = square(SIDE - 10, 500, 20)
    ran = handed(run_on, buildings([square(100, 100, 10), across]), out)
    assert ran.column("jobs", "OUTPUT_BUILDINGS") == pytest.approx([200 / 3, 400 / 3 + 240])
    assert ran.column("dens_ha", "OUTPUT_BUILDINGS") == pytest.approx([200 / 3 / 0.01, (400 / 3 + 240) / 0.04])
    assert sum(ran.column("jobs", "OUTPUT_BUILDINGS")) == pytest.approx(440)
    assert f"10 zones have jobs but no building with a weight: their {sum(JOBS) - 440:,.2f} jobs" in ran.warned


def test_jobs_go_to_buildings_by_their_weight_where_one_is_given(run_on, out):
    made = buildings([square(100, 100, 10), square(300, 100, 50), square(500, 100, 10)], floor=[300.0, 100.0, None])
    ran = handed(run_on, made, out, BUILDING_WEIGHT="floor")
    assert ran.column("jobs", "OUTPUT_BUILDINGS") == pytest.approx([150, 50, 0])
    assert "1 of 3 zones of buildings: floor is NULL, counted as 0." in ran.said.warnings


def test_jobs_go_to_points(run_on, out):
    # two in z0, one on the edge of z0 and z1 that goes to the first, one of two places in z0 and z1, one nowhere
    middle, edge = place(500, 500), place(SIDE, 500)
    both = f"MULTIPOINT({WEST + 9} {SOUTH + 9},{WEST + SIDE + 9} {SOUTH + 9})"
    shapes = [middle, middle, edge, both, place(-9, -9), None]
    ran = handed(run_on, buildings(shapes, "MultiPoint"), out)
    # z0: 1 + 1 + 1 + a half share 200 jobs; z1: a half takes all 240
    assert ran.column("jobs", "OUTPUT_BUILDINGS") == pytest.approx([200 / 3.5] * 3 + [100 / 3.5 + 240, 0])
    assert "1 of 6 features of buildings skipped: no place." in ran.said.warnings
    assert ran.results["SKIPPED"] == 1
    assert all(not each for each in ran.column("dens_ha", "OUTPUT_BUILDINGS"))  # NULL: no footprint


def test_every_zone_keeps_its_jobs_among_many_buildings(run_on, out):
    rng = np.random.default_rng(4)
    places, sides = rng.uniform(0, 3800, (600, 2)) * [1, 0.7], rng.uniform(5, 200, 600)  # some reach over the edge
    ran = handed(run_on, buildings([square(*each, side) for each, side in zip(places, sides)]), out)
    assert ran.said.warnings == []  # every zone has some
    assert sum(ran.column("jobs", "OUTPUT_BUILDINGS")) == pytest.approx(sum(JOBS), rel=1e-12)


def test_buildings_in_another_crs_are_transformed(run_on, out):
    made = buildings([square(100, 100, 10), square(300, 100, 50)])
    here = handed(run_on, made, out).column("jobs", "OUTPUT_BUILDINGS")
    there = handed(run_on, reprojected(made, FEET), out)
    assert there.column("jobs", "OUTPUT_BUILDINGS") == pytest.approx(here, rel=1e-3)
    shape = next(there.layer("OUTPUT_BUILDINGS").getFeatures()).geometry()
    assert there.layer("OUTPUT_BUILDINGS").crs().authid() == UTM
    assert shape.centroid().asPoint().distance(QgsPointXY(WEST + 105, SOUTH + 105)) < 1  # m


def test_buildings_keep_their_own_attributes(run_on, out):
    ran = handed(run_on, buildings([square(100, 100, 10)], name=["Town hall"], jobs=[7]), out)
    assert ran.column("name", "OUTPUT_BUILDINGS") == ["Town hall"]
    assert ran.column("jobs", "OUTPUT_BUILDINGS") == pytest.approx([200])
    assert "Fields of buildings replaced by the result: jobs." in ran.said.infos


BAD_BUILDINGS = {
    "lines": (buildings, (["LINESTRING(0 0,1 1)"], "LineString"), "BUILDINGS: buildings holds LineString"),
    "no place": (buildings, ([None], "Point"), "BUILDINGS: buildings has no usable point"),
    "no area": (buildings, ([None],), "BUILDINGS: buildings has no usable zone"),
    "no feature": (buildings, ([],), "BUILDINGS: buildings has no feature"),
}


@pytest.mark.parametrize(("make", "given", "words"), BAD_BUILDINGS.values(), ids=BAD_BUILDINGS)
def test_bad_buildings_are_refused(refused, make, given, words):
    assert words in refused("zonedensity", BUILDINGS=make(*given))


@pytest.mark.parametrize("kind", ["Point", "MultiPolygon"])
@pytest.mark.parametrize("weight", [-1.0, math.inf, 1e300])
def test_impossible_weights_of_buildings_are_refused(refused, kind, weight):
    shape = place(1, 1) if kind == "Point" else square(1, 1, 9)
    made = buildings([shape], kind, floor=[weight])
    assert f"BUILDINGS: floor is {weight:g}" in refused("zonedensity", BUILDINGS=made, BUILDING_WEIGHT="floor")


def test_points_that_are_no_places_are_left_out(run_on, out):
    nowhere = QgsGeometry.fromPointXY(QgsPointXY(math.inf, 1))
    ran = handed(run_on, buildings([place(1, 1), nowhere], "Point"), out)
    assert ran.column("jobs", "OUTPUT_BUILDINGS") == pytest.approx([200])
    assert ran.results["SKIPPED"] == 1


def test_jobs_of_buildings_without_buildings_are_refused(refused, out):
    assert "give that layer too" in refused("zonedensity", OUTPUT_BUILDINGS=str(out / "b.gpkg"))


def test_perceived_density_lies_far_above_gross_in_the_example(run):
    ran = run("zonedensity", ZONES=BAY, JOBS="jobs", OUTPUT="memory:")
    assert ran.results["PERCEIVED"] > 50 * ran.results["GROSS"]  # nine counties, most of them hills and water
