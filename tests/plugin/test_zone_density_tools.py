"""The tools of zone density, effective density and the gradient: buildings, costs, decays, centres."""

import math

import numpy as np
import pytest
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
    saved,
    square,
    table,
    zones,
)
from qgis.core import QgsGeometry, QgsPointXY, QgsVectorLayer
from runs import Said

BAY = f"{EXAMPLE}|layername=zones"
JOBS = column("jobs")  # z0 200, z1 240, z2 280, … z5 12,400
IDS = column("zone_id")


def buildings(shapes, kind="MultiPolygon", crs=UTM, **columns):
    return layer(kind, shapes, columns, crs, "buildings")


# --- zonedensity -----------------------------------------------------------------------------------------------------


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


# --- effectivedensity ------------------------------------------------------------------------------------------------


OWN = 2 / 3 / math.sqrt(math.pi)  # km, two thirds of the radius of a circle of 1 km²


def by_hand(decay, own=OWN):
    """Sum the formula over the grid of square kilometres."""
    at = np.array([(each % 4, each // 4) for each in range(12)], float)
    km = np.hypot(*(at[:, None] - at).transpose(2, 0, 1))
    np.fill_diagonal(km, own)
    return (np.array(JOBS) / km**decay).sum(axis=1)


@pytest.mark.parametrize(
    ("given", "decay", "own"),
    [
        pytest.param({}, 1.0, None, id="as it comes"),
        pytest.param({"DECAY": 1.8}, 1.8, None, id="a decay"),
        pytest.param({"OWN_ZONE": 1}, 1.0, 0.5, id="half the nearest"),
        pytest.param({"OWN_ZONE": 2}, 1.0, math.inf, id="no own zone"),
        pytest.param({"MIN_COST": 0.9}, 1.0, 0.9, id="a floor"),
    ],
)
def test_effective_density_by_hand(run_on, given, decay, own):
    expected = by_hand(decay, *([own] if own else []))
    assert run_on("effectivedensity", **given).column("eff_dens") == pytest.approx(expected, rel=1e-9)


def test_effective_density_is_the_same_in_feet(run_on):
    found = [run_on("effectivedensity", made).column("eff_dens") for made in (zones(), reprojected(zones(), FEET))]
    assert found[1] == pytest.approx(found[0], rel=0.005)  # the projections differ


SECTORS = ["retail", "finprof"]


def decays(sectors=("finprof",), values=(1.8,)):
    return table({"sector": list(sectors), "decay": list(values)}, "decays")


def test_each_sector_has_its_decay_over_all_jobs(run_on):
    ran = run_on("effectivedensity", SECTORS=SECTORS, DECAY_TABLE=decays())
    assert ran.column("eff_dens_retail") == pytest.approx(by_hand(1.0))
    assert ran.column("eff_dens_finprof") == pytest.approx(by_hand(1.8))
    own = np.array(JOBS) / OWN**1.8
    assert ran.column("own_share") == pytest.approx(100 * own / by_hand(1.8))  # the largest of the sectors
    assert "Decays: retail 1, finprof 1.8." in ran.said.infos
    assert "eff_dens" not in [each.name() for each in ran.layer().fields()]


def test_sectors_without_a_table_are_told_of_published_decays(run_on):
    told = "\n".join(run_on("effectivedensity", SECTORS=SECTORS).said.infos)
    assert "Without a DECAY_TABLE all sectors have the decay 1" in told
    assert "consumer services 1.818 (UK 2009)" in told


BAD_DECAYS = {
    "unknown sector": (decays(["mining"]), SECTORS, "names the sector mining, which is not one of SECTORS"),
    "text": (decays(values=["much"]), SECTORS, "DECAY_TABLE: “much” in the column decay of decays is no number."),
    "negative": (decays(values=[-1.0]), SECTORS, "The decay of finprof is -1; it must be between 0 and 10"),
    "twice": (decays(["retail"] * 2, [1.0, 2.0]), SECTORS, "the sector retail stands in two rows"),
    "no sectors": (decays(), None, "choose the SECTORS too"),
    "no column": (table({"sector": ["retail"]}), SECTORS, "has no field “decay”"),
}


@pytest.mark.parametrize(("given", "sectors", "words"), BAD_DECAYS.values(), ids=BAD_DECAYS)
def test_bad_tables_of_decays_are_refused(refused, given, sectors, words):
    assert words in refused("effectivedensity", DECAY_TABLE=given, SECTORS=sectors)


COST_FIELDS = {"ZONE_ID": "zone_id", "COST_ORIGIN": "from", "COST_DESTINATION": "to", "COST": "minutes"}


def costs(rows):
    return {"COSTS": table(dict(zip(("from", "to", "minutes"), map(list, zip(*rows)))), "costs"), **COST_FIELDS}


def test_costs_of_a_table_count_and_missing_pairs_are_no_connection(run_on):
    rows = [("z0", "z1", 10.0), ("z0", "z0", 5.0), ("z1", "z0", 20.0), ("z2", "z2", 4.0), ("z9", "x", 1.0)]
    ran = run_on("effectivedensity", **costs(rows))
    assert ran.column("eff_dens") == pytest.approx([240 / 10 + 200 / 5, 200 / 20, 280 / 4] + [0] * 9)
    assert ran.column("own_share")[:3] == pytest.approx([100 * 40 / 64, 0, 100])
    assert "140 pairs have no cost and count as not connected (10 within a zone)." in ran.said.infos
    assert "1 of 5 features of costs skipped: no cost, or an unknown zone." in ran.said.warnings
    assert "10 zones have no cost to themselves in costs: their own jobs do not count." in ran.warned


def test_own_costs_can_be_half_the_lowest(run_on):
    ran = run_on("effectivedensity", OWN_ZONE=1, **costs([("z0", "z1", 10.0), ("z0", "z2", 8.0), ("z1", "z0", 9.0)]))
    assert ran.column("eff_dens")[:3] == pytest.approx([24 + 280 / 8 + 200 / 4, 200 / 9 + 240 / 4.5, 0])
    assert "no cost to themselves" not in ran.warned


BAD_COSTS = {
    "negative": ([("z0", "z1", -1.0)], {}, "COSTS: minutes is -1"),
    "twice": ([("z0", "z1", 1.0)] * 2, {}, "Each pair may stand once"),
    "free": ([("z0", "z1", 0.0)], {}, "1 pairs of zones have a cost of 0. Jobs at no cost"),
    "no ids": ([("z0", "z1", 1.0)], {"ZONE_ID": None}, "ZONE_ID: choose the field by which COSTS names the zones"),
    "no field": ([("z0", "z1", 1.0)], {"COST": None}, "COST: choose a field of costs"),
}


@pytest.mark.parametrize(("rows", "changed", "words"), BAD_COSTS.values(), ids=BAD_COSTS)
def test_bad_costs_are_refused(refused, rows, changed, words):
    assert words in refused("effectivedensity", **{**costs(rows), **changed})


def test_zones_in_one_place_are_refused_without_a_floor(refused, run_on):
    made = zones({1: square(0, 0)})
    assert "1 zones have the centroid of another" in refused("effectivedensity", made)
    assert run_on("effectivedensity", made, MIN_COST=0.5).results["SKIPPED"] == 0


def test_a_high_share_of_the_own_zone_is_said(run_on):
    ran = run_on("effectivedensity", DECAY=2)
    high = [each >= 50 for each in ran.column("own_share")]
    jobs = 100 * sum(np.array(JOBS)[high]) / sum(JOBS)
    assert f"{sum(high)} of 12 zones, with {jobs:.0f} % of all jobs, owe 50 % or more" in ran.warned
    assert run_on("effectivedensity", DECAY=2, OWN_ZONE=2).said.warnings == []


def test_an_address_without_a_scheduler_is_refused(refused):
    pytest.importorskip("distributed")
    assert "No Dask scheduler answers" in refused("effectivedensity", SCHEDULER="tcp://127.0.0.1:9")


def test_effective_density_peaks_downtown_in_the_example(run):
    ran = run("effectivedensity", ZONES=BAY, JOBS="jobs", MIN_COST=1, OUTPUT="memory:")
    best = max(ran.layer().getFeatures(), key=lambda each: each["eff_dens"])
    downtown = QgsPointXY(552_900, 4_182_900)  # Market Street at Montgomery Street
    assert best.geometry().centroid().asPoint().distance(downtown) < 1000


# --- densitygradient -------------------------------------------------------------------------------------------------


def test_the_gradient_falls_in_the_example_from_downtown(run, tmp_path):
    for model in (0, 1):
        ran = run("densitygradient", ZONES=BAY, JOBS="jobs", MODEL=model, OUTPUT="memory:")
        assert ran.results["GRADIENT"] > 5 * ran.results["SE"] > 0
        [said] = [each for each in ran.said.infos if each.startswith("Centre: ")]
        x, y = map(float, said.split(": ")[1].split(" (")[0].split(", "))
        assert math.hypot(x - 552_900, y - 4_182_900) < 500
        assert sum(ran.column("jobs")) == 4_010_135


def rings(gamma=0.5, d0=400.0):
    """Zones of one hectare around a centre whose density falls as Clark has it."""
    places = [(0, 0), (3000, 0), (0, 5000), (-7000, 0), (0, -9000), (6000, 6000)]
    shapes = [square(x - 50, y - 50, 100) for x, y in places]
    return layer("Polygon", shapes, {"jobs": [d0 * math.exp(-gamma * math.hypot(x, y) / 1000) for x, y in places]})


@pytest.mark.parametrize("model", [0, 1])
@pytest.mark.parametrize("crs", [UTM, FEET])
def test_a_gradient_that_is_there_is_found(run_on, model, crs):
    made = rings() if crs == UTM else reprojected(rings(), crs)
    ran = run_on("densitygradient", made, MODEL=model, CENTRE=f"{WEST},{SOUTH} [{UTM}]")
    close = 1e-6 if crs == UTM else 0.005  # the projections differ
    assert ran.results["GRADIENT"] == pytest.approx(0.5, rel=close)
    assert ran.results["D0"] == pytest.approx(400, rel=close)
    assert ran.column("fit_ha") == pytest.approx(ran.column("dens_ha"), rel=2 * close)


def test_zones_without_jobs_are_counted(run_on):
    made = zones(jobs=column("jobs", z3=0.0, z4=0.0))
    assert "2 of 12 zones have no jobs, so no logarithm: left out." in run_on("densitygradient", made).warned
    assert run_on("densitygradient", made, MODEL=1).said.warnings == []


def test_a_density_that_rises_from_the_centre_is_said(run_on):
    ran = run_on("densitygradient", CENTRE=f"{WEST},{SOUTH - 50_000} [{UTM}]")
    assert ran.results["GRADIENT"] < 0
    assert "Density does not fall with distance from this centre." in ran.warned


def test_two_zones_have_no_gradient(refused):
    assert "2 zones have jobs; a gradient needs at least 3" in refused("densitygradient", zones(without=range(2, 12)))


def test_the_chart_says_in_words_what_it_shows(run_on, out):
    pytest.importorskip("matplotlib")
    ran = run_on("densitygradient", rings(), CENTRE=f"{WEST},{SOUTH} [{UTM}]", CHART=str(out / "chart.html"))
    page = (out / "chart.html").read_text("utf-8").replace("\u00a0", " ")
    assert "The fit starts at 400 jobs per hectare and falls by 39 % a km" in page  # 1 - exp(-0.5)
    assert ran.results["CHART"] == str(out / "chart.html")


@pytest.mark.parametrize("tool", ["zonedensity", "effectivedensity", "densitygradient"])
def test_tools_run_on_a_filtered_file(run, tool, tmp_path):
    path = saved(zones(), tmp_path / "made.gpkg")
    some = QgsVectorLayer(f"{path}|subset=jobs < 1000", "some", "ogr")
    ran = run(tool, Said(), ZONES=some, JOBS="jobs", OUTPUT="memory:")
    assert ran.results["SKIPPED"] == 0
    assert ran.layer().featureCount() > 0
