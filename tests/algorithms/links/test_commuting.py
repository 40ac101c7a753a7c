"""Commuting summaries against hand counts, a naive sum over Leeds and published figures for Brindisi."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.flows import Flows
from agora.algorithms.links.commuting import commuting_summary, without_home_workers

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "data"


def flows(*rows):
    origin, destination, people = zip(*rows)
    return Flows(np.array(origin), np.array(destination), np.array(people, float))


def reference_rows(name):
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"{name} is reference data kept beside the checkout")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_two_towns_by_hand():
    # 10 live in 0: 6 stay, 4 go to 1. 20 live in 1: 15 stay, 5 go to 0. Jobs: 11 in 0, 19 in 1.
    summary = commuting_summary(flows((0, 0, 6), (0, 1, 4), (1, 1, 15), (1, 0, 5)), 2)
    assert summary.workers.tolist() == [10, 20]
    assert summary.jobs.tolist() == [11, 19]
    assert summary.live_work.tolist() == [6, 15]
    np.testing.assert_allclose(summary.self_sup, [60, 75], rtol=1e-12)
    np.testing.assert_allclose(summary.self_dem, [100 * 6 / 11, 100 * 15 / 19], rtol=1e-12)
    assert summary.inflow.tolist() == [5, 4]
    assert summary.outflow.tolist() == [4, 5]
    assert summary.net_comm.tolist() == [1, -1]
    np.testing.assert_allclose(summary.job_ratio, [1.1, 0.95], rtol=1e-12)


def test_a_zone_without_workers_has_no_supply_side_figures():
    summary = commuting_summary(flows((0, 1, 8)), 3)
    np.testing.assert_array_equal(summary.self_sup, [0, np.nan, np.nan])
    np.testing.assert_array_equal(summary.self_dem, [np.nan, 0, np.nan])
    np.testing.assert_array_equal(summary.job_ratio, [0, np.nan, np.nan])
    assert summary.net_comm.tolist() == [-8, 8, 0]


def test_rows_of_one_pair_add_up():
    split = commuting_summary(flows((0, 1, 2.5), (0, 1, 1.5), (0, 0, 1), (0, 0, 3)), 2)
    whole = commuting_summary(flows((0, 1, 4), (0, 0, 4)), 2)
    for one, other in zip(split, whole):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_leeds_equals_a_naive_count():
    rows = reference_rows("leeds-2011/od_msoa_2011.csv")
    zones = sorted({row["O"] for row in rows} | {row["D"] for row in rows})
    workers, jobs, live_work = defaultdict(float), defaultdict(float), defaultdict(float)
    for row in rows:
        people = float(row["all"])
        workers[row["O"]] += people
        jobs[row["D"]] += people
        if row["O"] == row["D"]:
            live_work[row["O"]] += people
    place = {zone: i for i, zone in enumerate(zones)}
    summary = commuting_summary(
        flows(*((place[row["O"]], place[row["D"]], float(row["all"])) for row in rows)), len(zones)
    )
    assert len(zones) == 107
    assert summary.workers.sum() == summary.jobs.sum() == 236_326  # SOURCE.md of the data
    assert summary.workers.tolist() == [workers[zone] for zone in zones]
    assert summary.jobs.tolist() == [jobs[zone] for zone in zones]
    assert summary.live_work.tolist() == [live_work[zone] for zone in zones]
    expected = [100 * live_work[zone] / workers[zone] for zone in zones]
    np.testing.assert_allclose(summary.self_sup, expected, rtol=1e-12)


# Vignette of the R package LabourMarketAreas 3.4: residents, workers, live-work of the areas of Brindisi.
BRINDISI = {
    "1": (28895, 34742, 26868),
    "3": (4009, 3776, 3147),
    "5": (2557, 2315, 1901),
    "7": (10162, 10055, 9340),
    "8": (10773, 10376, 9165),
    "10": (13596, 10960, 9597),
    "12": (11072, 10626, 9037),
    "16": (6835, 5228, 4849),
    "20": (1293, 1114, 975),
}


def test_areas_of_brindisi_as_published():
    rows = reference_rows("istat-lma/brindisi_flows.csv")
    area = {row["community"]: row["cluster"] for row in reference_rows("istat-lma/brindisi_lma_R_min1000_tar10000.csv")}
    place = {name: i for i, name in enumerate(BRINDISI)}
    summary = commuting_summary(
        flows(
            *(
                (place[area[row["community_live"]]], place[area[row["community_work"]]], float(row["amount"]))
                for row in rows
            )
        ),
        len(place),
    )
    found = np.stack([summary.workers, summary.jobs, summary.live_work], axis=1)
    assert found.tolist() == [list(map(float, each)) for each in BRINDISI.values()]
    assert summary.self_sup[0] == pytest.approx(100 * 26868 / 28895, rel=1e-12)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 1000)), min_size=1, max_size=40))
def test_everyone_lives_somewhere_and_works_somewhere(rows):
    summary = commuting_summary(flows(*rows), 6)
    total = sum(people for *_, people in rows)
    assert summary.workers.sum() == summary.jobs.sum() == total
    assert summary.inflow.sum() == summary.outflow.sum() == total - summary.live_work.sum()
    assert summary.net_comm.sum() == 0
    for share in (summary.self_sup, summary.self_dem):
        known = share[~np.isnan(share)]
        assert ((known >= 0) & (known <= 100)).all()


def test_people_at_home_are_taken_out():
    np.testing.assert_array_equal(without_home_workers(np.array([10.0, 5, 3]), np.array([4.0, 0, 3])), [6, 5, 0])


@pytest.mark.parametrize(
    ("at_home", "said"),
    [
        pytest.param([0.0, 6.0], "1 of 2 flows have more people working at home", id="more than commute"),
        pytest.param([-1.0, 0.0], "negative", id="negative"),
        pytest.param([np.nan, 0.0], "not a number", id="not a number"),
    ],
)
def test_impossible_numbers_at_home_are_refused(at_home, said):
    with pytest.raises(PlanError, match=said):
        without_home_workers(np.array([5.0, 5.0]), np.array(at_home))
