"""Density of zones, and jobs handed to buildings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.density.zone_density import Pieces, jobs_by_building, zone_density


def test_gross_and_perceived_density_by_hand():
    # 111 jobs on 10 ha; (100 * 100 + 10 * 10 + 1 * 1/8) / 111 = 90.9921 (shared oracles: perceived_density)
    found = zone_density(np.array([100.0, 10, 1]), np.array([1.0, 1, 8]))
    assert found.density.tolist() == [100, 10, 0.125]
    assert found.gross == pytest.approx(11.1, rel=1e-12)
    assert found.perceived == pytest.approx(90.99211711711712, rel=1e-12)


def test_without_jobs_nobody_perceives_anything():
    found = zone_density(np.zeros(2), np.ones(2))
    assert found.gross == 0
    assert np.isnan(found.perceived)


@given(st.lists(st.tuples(st.just(0.0) | st.floats(1e-3, 1e6), st.floats(1e-3, 1e6)), min_size=1, max_size=30))
def test_perceived_density_is_never_below_gross(rows):
    # the mean of J/A weighted by J is at least that weighted by A: the variance of J/A is not negative
    jobs, hectares = np.array(rows).T
    found = zone_density(jobs, hectares)
    assert not found.perceived < found.gross * (1 - 1e-12)


def test_jobs_go_to_buildings_by_weight():
    # zone 0: 30 jobs on weights 1 and 2; zone 1: 8 jobs on the other building's quarter and a weight of 3
    pieces = Pieces(np.array([0, 1, 2, 1]), np.array([0, 0, 1, 1]), np.array([1.0, 0.75, 1, 0.25]))
    weight = np.array([3.0, 4.0, 3.0])
    # zone 0: 3 and 3, 15 jobs each; zone 1: 3 and 1, 6 and 2 jobs
    found = jobs_by_building(np.array([30.0, 8.0]), weight, pieces)
    np.testing.assert_allclose(found.jobs, [15, 15 + 2, 6])
    assert found.empty.tolist() == [False, False]


def test_zones_without_a_building_keep_their_jobs_and_are_named():
    pieces = Pieces(np.array([0, 1]), np.array([0, 1]), np.ones(2))
    found = jobs_by_building(np.array([5.0, 7, 9, 0]), np.array([1.0, 0.0]), pieces)
    assert found.jobs.tolist() == [5, 0]
    assert found.empty.tolist() == [False, True, True, False]  # a weight of 0, no building, no jobs to hand out


@given(st.integers(1, 12), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_every_zone_keeps_its_total(zones, buildings, seed):
    rng = np.random.default_rng(seed)
    count = 3 * buildings
    pieces = Pieces(rng.integers(0, buildings, count), rng.integers(0, zones, count), rng.random(count))
    jobs, weight = rng.gamma(0.5, 100, zones), rng.gamma(0.5, 10, buildings)
    found = jobs_by_building(jobs, weight, pieces)
    assert found.jobs.min() >= 0
    assert found.jobs.sum() == pytest.approx(jobs[~found.empty].sum(), rel=1e-12)


def test_without_any_building_all_jobs_stay():
    nothing = np.array([], dtype=int)
    found = jobs_by_building(np.array([5.0, 0]), np.array([1.0]), Pieces(nothing, nothing, np.array([])))
    assert (found.jobs.tolist(), found.empty.tolist()) == ([0], [True, False])
    assert found.jobs.dtype == float
