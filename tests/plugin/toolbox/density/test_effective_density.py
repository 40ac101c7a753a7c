"""Jobs in reach, by hand: by distance, by costs, by sector."""

import math

import numpy as np
import pytest
from contracts import Contract
from made_layers import (
    EXAMPLE,
    FEET,
    column,
    reprojected,
    square,
    table,
    zones,
)
from qgis.core import QgsPointXY

CONTRACT = Contract(
    takes=(
        "ZONES ZONE_ID JOBS SECTORS COSTS COST_ORIGIN COST_DESTINATION COST DECAY DECAY_TABLE OWN_ZONE "
        "MIN_COST SCHEDULER"
    ),
    returns="OUTPUT",
    defaults={"DECAY": 1.0, "OWN_ZONE": 0, "MIN_COST": 0},
)
SAYS_ALL_ZERO = "No zone of made has any jobs"


BAY = f"{EXAMPLE}|layername=zones"
JOBS = column("jobs")  # z0 200, z1 240, z2 280, … z5 12,400
IDS = column("zone_id")


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


TWO = ["retail", "finprof"]


def decays(sectors=("finprof",), values=(1.8,)):
    return table({"sector": list(sectors), "decay": list(values)}, "decays")


def test_each_sector_has_its_decay_over_all_jobs(run_on):
    ran = run_on("effectivedensity", SECTORS=TWO, DECAY_TABLE=decays())
    assert ran.column("eff_dens_retail") == pytest.approx(by_hand(1.0))
    assert ran.column("eff_dens_finprof") == pytest.approx(by_hand(1.8))
    own = np.array(JOBS) / OWN**1.8
    assert ran.column("own_share") == pytest.approx(100 * own / by_hand(1.8))  # the largest of the sectors
    assert "Decays: retail 1, finprof 1.8." in ran.said.infos
    assert "eff_dens" not in [each.name() for each in ran.layer().fields()]


def test_sectors_without_a_table_are_told_of_published_decays(run_on):
    told = "\n".join(run_on("effectivedensity", SECTORS=TWO).said.infos)
    assert "Without a DECAY_TABLE all sectors have the decay 1" in told
    assert "consumer services 1.818 (UK 2009)" in told


BAD_DECAYS = {
    "unknown sector": (decays(["mining"]), TWO, "names the sector mining, which is not one of SECTORS"),
    "text": (decays(values=["much"]), TWO, "DECAY_TABLE: “much” in the column decay of decays is no number."),
    "negative": (decays(values=[-1.0]), TWO, "The decay of finprof is -1; it must be between 0 and 10"),
    "twice": (decays(["retail"] * 2, [1.0, 2.0]), TWO, "the sector retail stands in two rows"),
    "no sectors": (decays(), None, "choose the SECTORS too"),
    "no column": (table({"sector": ["retail"]}), TWO, "has no field “decay”"),
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
