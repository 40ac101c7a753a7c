"""Measures of fit against published values and numpy's own correlation; flows kept by size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from agora.algorithms.ground.flows import Flows
from agora.algorithms.links.flow_fit import common_part_of_commuters, flow_matrix, large_flows, r_squared

MATRIX = arrays.arrays(float, (3, 3), elements=st.integers(0, 50).map(float))


@pytest.mark.parametrize(
    ("modelled", "expected"),
    [
        # Tests of the Python package scikit-mobility.
        pytest.param([2, 2, 2], 0.8333333, id="spread evenly"),
        pytest.param([3, 2, 1], 0.6666667, id="turned round"),
        # By definition.
        pytest.param([1, 2, 3], 1.0, id="equal"),
        pytest.param([0, 0, 0], 0.0, id="nobody modelled"),
    ],
)
def test_common_part_of_commuters(modelled, expected):
    found = common_part_of_commuters(np.array([1.0, 2, 3]), np.array(modelled, float))
    assert found == pytest.approx(expected, abs=5e-8)


def test_common_part_of_nobody_is_unknown():
    assert np.isnan(common_part_of_commuters(np.zeros(3), np.zeros(3)))


@given(MATRIX, MATRIX)
def test_common_part_does_not_mind_which_is_observed(one, other):
    found, turned = common_part_of_commuters(one, other), common_part_of_commuters(other, one)
    assert found == turned or (np.isnan(found) and np.isnan(turned))
    assert np.isnan(found) or 0 <= found <= 1


@given(MATRIX, MATRIX)
def test_r_squared_equals_the_square_of_numpys_correlation(one, other):
    found = r_squared(one, other)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(np.corrcoef(one.ravel(), other.ravel())[0, 1] ** 2, abs=1e-12)


def test_flows_as_a_matrix_add_up_and_keep_their_direction():
    flows = Flows(np.array([0, 0, 2, 0]), np.array([1, 0, 1, 1]), np.array([2.0, 5, 4, 1.5]))
    np.testing.assert_array_equal(flow_matrix(flows, 3), [[5, 3.5, 0], [0, 0, 0], [0, 4, 0]])


def test_flows_of_just_the_threshold_are_kept():
    kept, left_out = large_flows(np.array([[5.0, 1.0], [0.5, 3.5]]), 1.0)
    assert kept.origin.tolist() == [0, 0, 1]
    assert kept.destination.tolist() == [0, 1, 1]
    assert kept.people.tolist() == [5, 1, 3.5]
    assert left_out == pytest.approx(0.05, rel=1e-12)


def test_empty_pairs_are_never_flows():
    kept, left_out = large_flows(np.array([[0.0, 2.0], [0.0, 0.0]]), 0.0)
    assert (kept.origin.tolist(), kept.destination.tolist(), left_out) == ([0], [1], 0.0)


def test_a_matrix_of_nobody_leaves_nobody_out():
    kept, left_out = large_flows(np.zeros((2, 2)), 1.0)
    assert (len(kept), left_out) == (0, 0.0)


@pytest.mark.parametrize("people", [1.0, 0.25, 1e-6])
def test_common_part_is_the_same_of_people_and_of_shares_of_them(people):
    # min(1, 3) + min(3, 1) of 4 and 4, twice over their sum: a half, whatever the unit
    assert common_part_of_commuters(np.array([1.0, 3]) * people / 8, np.array([3.0, 1]) * people / 8) == 0.5
