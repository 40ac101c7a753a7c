"""Effective density: published formula by hand, and what must never change."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.density.effective import (
    NEAREST,
    NONE,
    RADIUS,
    effective_density,
    effective_density_by_costs,
    own_costs,
    own_distances,
)
from agora.algorithms.ground.costs import pair_costs
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.zones import Zones

# recomputed with numpy from Graham (2007), d_i = sum E_j / g_ij ^ decay (shared oracles: effective_density):
# 1000 / 0.5 + 500 / 2 + 200 / 5 = 2290, and so on; at 1.8 to the digits given
JOBS = np.array([1000.0, 500.0, 200.0])
COSTS = np.array([[0.5, 2, 5], [2, 0.4, 4], [5, 4, 0.8]])
AT_1, AT_1_8 = [2290, 1800, 575], [3636.8274, 2905.3972, 395.284]
M = 1000.0  # metres in a km


def pairs_of(costs):
    origin, destination = np.indices(costs.shape).reshape(2, -1)
    return pair_costs(origin, destination, costs.ravel().astype(float), len(costs))


def zones_at(places, area=1e6):
    places = np.asarray(places, float)
    areas = np.full(len(places), float(area)) if np.isscalar(area) else np.asarray(area, float)
    return Zones(tuple(map(str, range(len(places)))), areas, places)


def by_table(costs=COSTS, jobs=JOBS, decays=(1.0,), min_cost=0.0, rule=RADIUS):
    pairs = pairs_of(np.asarray(costs))
    return effective_density_by_costs(pairs, jobs, np.array(decays), own_costs(pairs, len(jobs), rule), min_cost)


def test_the_published_formula_by_a_table():
    found = by_table(decays=(1.0, 1.8))
    np.testing.assert_allclose(found.density[:, 0], AT_1, rtol=1e-12)
    np.testing.assert_allclose(found.density[:, 1], AT_1_8, rtol=2e-7)  # printed to seven digits and more
    np.testing.assert_allclose(found.own_share[:, 0], [100 * 2000 / 2290, 100 * 1250 / 1800, 100 * 250 / 575])


def test_the_same_by_the_straight_line():
    # a triangle with the sides 2, 5 and 4 km: apex at (x, y) with x² + y² = 25 and (x - 2)² + y² = 16
    x = (25 - 16 + 4) / 4
    triangle = zones_at(np.array([[0, 0], [2, 0], [x, np.sqrt(25 - x * x)]]) * M)
    found = effective_density(triangle, JOBS, np.array([1.8, 1.0, 1.8]), np.diagonal(COSTS))
    np.testing.assert_allclose(found.density[:, 1], AT_1, rtol=1e-12)
    np.testing.assert_allclose(found.density[:, 0], AT_1_8, rtol=2e-7)
    np.testing.assert_array_equal(found.density[:, 0], found.density[:, 2])


def test_pairs_that_are_missing_are_no_connection():
    # the third zone is cut off: it keeps its own 200 / 0.8, the others lose 200 / 5 and 200 / 4
    costs = COSTS.copy()
    costs[2, :2] = costs[:2, 2] = np.inf
    np.testing.assert_allclose(by_table(costs).density[:, 0], [2250, 1750, 250])


def test_a_zone_cut_off_from_all_has_no_density_and_no_share():
    found = by_table(np.full((3, 3), np.inf))
    assert found.density.tolist() == [[0], [0], [0]]
    assert np.isnan(found.own_share).all()


def test_own_costs_of_a_table():
    costs = COSTS.copy()
    costs[0, 0] = np.inf
    pairs = pairs_of(costs)
    assert own_costs(pairs, 3, RADIUS).tolist() == [np.inf, 0.4, 0.8]
    assert own_costs(pairs, 3, NEAREST).tolist() == [1, 1, 2]
    assert own_costs(pairs, 3, NONE).tolist() == [np.inf] * 3


def test_own_distances():
    circle = np.pi * 3000.0**2  # radius 3 km, so 2 km
    zones = zones_at([[0, 0], [4 * M, 0], [0, 10 * M]], circle)
    np.testing.assert_allclose(own_distances(zones, RADIUS), [2, 2, 2])
    np.testing.assert_allclose(own_distances(zones, NEAREST), [2, 2, 5])
    assert own_distances(zones, NONE).tolist() == [np.inf] * 3
    assert own_distances(zones_at([[0, 0]]), NEAREST).tolist() == [np.inf]  # there is no neighbour


def test_without_own_jobs_their_share_is_0():
    found = by_table(rule=NONE, decays=(1.0, 0.0))
    np.testing.assert_allclose(found.density, [[290, 700], [550, 1200], [325, 1500]])
    assert found.own_share.tolist() == [[0, 0]] * 3


def test_the_floor_raises_every_cost_below_it():
    raised = by_table(np.maximum(COSTS, 2.5), decays=(1.0, 1.8))
    floored = by_table(decays=(1.0, 1.8), min_cost=2.5)
    np.testing.assert_array_equal(floored.density, raised.density)


@pytest.mark.parametrize("place", [0.0, 5e5])
def test_zones_in_one_place_need_a_floor(place):
    zones = zones_at(np.array([[0, 0], [0, 0], [1 * M, 0]]) + place)
    own = own_distances(zones, RADIUS)
    with pytest.raises(PlanError, match="1 zones have the centroid of another.*MIN_COST"):
        effective_density(zones, JOBS, np.array([1.0]), own)
    # 0.5 km to each other and to itself (radius 0.376 km), 1 km to the third
    found = effective_density(zones, JOBS, np.array([1.0]), own, 0.5)
    np.testing.assert_allclose(found.density[:, 0], [3200, 3200, 1500 + 400])


@pytest.mark.parametrize("at", [(0, 1), (1, 1)], ids=["between zones", "within a zone"])
def test_a_free_pair_of_a_table_needs_a_floor(at):
    costs = COSTS.copy()
    costs[at] = 0
    with pytest.raises(PlanError, match="1 pairs of zones have a cost of 0.*MIN_COST"):
        by_table(costs)
    assert np.isfinite(by_table(costs, min_cost=0.1).density).all()


cases = st.tuples(
    st.integers(1, 40), st.integers(0, 2**32 - 1), st.floats(0, 3), st.sampled_from([RADIUS, NEAREST, NONE])
)


def made(n, seed):
    rng = np.random.default_rng(seed)
    return zones_at(rng.uniform(0, 5e4, (n, 2)), rng.uniform(1e4, 1e7, n)), rng.gamma(0.5, 1000, n)


def density(zones, jobs, decay, rule, grown=1.0):
    return effective_density(zones, jobs, np.array([decay]), grown * own_distances(zones, rule)).density[:, 0]


# tolerance 1e-11: some 40 terms of some 20 roundings each, a decay of up to 3, and distances that grow by a factor
@settings(max_examples=60, deadline=None)
@given(cases, st.floats(1e-3, 1e3))
def test_jobs_times_c_give_c_times_the_density(case, c):
    n, seed, decay, rule = case
    zones, jobs = made(n, seed)
    np.testing.assert_allclose(density(zones, c * jobs, decay, rule), c * density(zones, jobs, decay, rule), rtol=1e-11)


@settings(max_examples=60, deadline=None)
@given(cases, st.floats(1e-2, 1e2))
def test_distances_times_c_give_c_to_minus_the_decay(case, c):
    n, seed, decay, rule = case
    zones, jobs = made(n, seed)
    grown = zones_at(c * zones.centroid, c * c * zones.area)
    expected = c**-decay * density(zones, jobs, decay, rule)
    np.testing.assert_allclose(density(grown, jobs, decay, rule), expected, rtol=1e-9)  # c² of the area is rounded


@settings(max_examples=60, deadline=None)
@given(cases)
def test_the_order_of_zones_does_not_matter(case):
    n, seed, decay, rule = case
    zones, jobs = made(n, seed)
    order = np.random.default_rng(seed).permutation(n)
    shuffled = zones_at(zones.centroid[order], zones.area[order])
    found = density(shuffled, jobs[order], decay, rule)
    np.testing.assert_allclose(found, density(zones, jobs, decay, rule)[order], rtol=1e-11)


@settings(max_examples=40, deadline=None)
@given(cases)
def test_the_straight_line_and_a_table_of_it_agree(case):
    n, seed, decay, rule = case
    zones, jobs = made(n, seed)
    pairs, own = pairs_of(zones.distances()), own_distances(zones, rule)
    found = effective_density_by_costs(pairs, jobs, np.array([decay]), own).density[:, 0]
    np.testing.assert_allclose(found, density(zones, jobs, decay, rule), rtol=1e-9)  # of places far from the origin


def test_the_oracle_is_that_of_the_shared_file(pytestconfig):
    file = pytestconfig.rootpath.parent / "shared" / "oracles.json"
    if not file.exists():
        pytest.skip("no shared oracles here")
    oracle = json.loads(file.read_text("utf-8"))["effective_density"]
    assert (oracle["E"], oracle["d"]) == (JOBS.tolist(), COSTS.tolist())
    assert (oracle["alpha_1.0"], oracle["alpha_1.8"]) == (AT_1, AT_1_8)
