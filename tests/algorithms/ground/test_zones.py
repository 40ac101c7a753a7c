"""Distances between zones, by hand and against a double loop; ratios and totals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.zones import Zones, ratio, totals

THREE = Zones(("a", "b", "c"), np.array([1e6, 4e6, 250_000]), np.array([[0, 0], [3000, 4000], [0, -1000.0]]))


def test_hectares():
    assert THREE.hectares.tolist() == [100, 400, 25]
    assert len(THREE) == 3


def test_distances_are_straight_lines_in_km():
    km = THREE.distances()
    assert km[0, 1] == km[1, 0] == 5  # 3, 4, 5
    assert km[0, 2] == 1


def test_a_zone_is_two_thirds_of_its_radius_from_itself():
    # a circle of 1 km² has a radius of 0.5641896 km; two thirds of it
    np.testing.assert_allclose(np.diag(THREE.distances()), [0.3761264, 0.7522528, 0.1880632], atol=5e-8)


def test_two_thirds_is_the_mean_distance_from_the_middle_of_a_circle():
    x, y = np.meshgrid(*2 * [(np.arange(2000) + 0.5) / 1000 - 1])
    away = np.hypot(x, y)
    assert away[away < 1].mean() == pytest.approx(2 / 3, abs=1e-3)  # a grid of 2000 by 2000 cells


def test_distances_are_those_of_a_double_loop():
    rng = np.random.default_rng(2)
    zones = Zones(tuple("abcdefghijkl"), rng.uniform(1e4, 1e7, 12), rng.uniform(4e5, 6e5, (12, 2)))
    for i in range(12):
        for j in range(12):
            straight = np.sqrt(((zones.centroid[i] - zones.centroid[j]) ** 2).sum()) / 1000
            own = 2 / 3 * np.sqrt(zones.area[i] / np.pi) / 1000
            assert zones.distances()[i, j] == pytest.approx(own if i == j else straight, rel=1e-12)


def test_distances_leave_the_zones_as_they_are():
    before = THREE.centroid.copy()
    THREE.distances()
    np.testing.assert_array_equal(THREE.centroid, before)


def test_a_ratio_to_nothing_is_not_a_number():
    found = ratio(np.array([1.0, 0.0, 3.0]), np.array([4.0, 0.0, 0.0]))
    assert found[0] == 0.25
    assert np.isnan(found[1:]).all()


def test_a_ratio_takes_one_whole_for_all_parts():
    assert ratio(np.array([[1.0, 3.0], [2.0, 0.0]]), np.array([[4.0], [0.0]]))[0].tolist() == [0.25, 0.75]
    assert ratio(np.array([1.0, 3.0]), 4.0).tolist() == [0.25, 0.75]


def test_totals_keep_groups_that_hold_nothing():
    assert totals(np.array([2, 0, 2]), np.array([1.5, 4, 3]), 4).tolist() == [4, 0, 4.5, 0]
    assert totals(np.zeros(0, np.intp), np.zeros(0), 2).tolist() == [0, 0]


@given(st.lists(st.tuples(st.integers(0, 6), st.floats(0, 1e6)), max_size=50))
def test_totals_hold_everything(rows):
    group, values = np.array([a for a, _ in rows], dtype=np.intp), np.array([b for _, b in rows], dtype=float)
    held = totals(group, values, 7)
    assert held.shape == (7,)
    np.testing.assert_allclose(held.sum(), values.sum(), rtol=1e-12)
