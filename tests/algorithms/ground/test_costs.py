"""Tables of costs as matrices."""

import numpy as np
import pytest

from agora.algorithms.ground.costs import cost_matrix, pair_costs
from agora.algorithms.ground.errors import PlanError


def test_listed_pairs_stand_in_their_place_and_the_rest_is_no_connection():
    origin, destination = np.array([0, 1, 0, 2]), np.array([1, 0, 0, 2])
    matrix, missing, missing_own = cost_matrix(origin, destination, np.array([12.0, 15, 0, np.inf]), 3)
    inf = np.inf
    np.testing.assert_array_equal(matrix, [[0, 12, inf], [15, inf, inf], [inf, inf, inf]])
    assert (missing, missing_own) == (6, 2)  # 1-1 is not listed, 2-2 is listed as without connection


def test_a_full_table_misses_nothing():
    origin, destination = np.indices((4, 4)).reshape(2, -1)
    cost = np.random.default_rng(1).random(16)
    matrix, missing, missing_own = cost_matrix(origin, destination, cost, 4)
    np.testing.assert_array_equal(matrix, cost.reshape(4, 4))
    assert (missing, missing_own) == (0, 0)


@pytest.mark.parametrize(
    ("destination", "cost", "said"),
    [
        pytest.param([1, 1], [2.0, 2.0], "1 of 2 rows .* name a pair of zones that another", id="pair given twice"),
        pytest.param([1, 0], [2.0, -1.0], "1 of 2 costs are negative", id="negative"),
        pytest.param([1, 0], [np.nan, 1.0], "1 of 2 costs are negative or not a number", id="not a number"),
    ],
)
def test_unusable_tables_are_refused(destination, cost, said):
    with pytest.raises(PlanError, match=said):
        cost_matrix(np.array([0, 0]), np.array(destination), np.array(cost), 2)


def test_a_list_holds_the_connected_pairs_in_the_order_of_the_table():
    origin, destination = np.array([2, 0, 1, 0]), np.array([2, 1, 0, 0])
    pairs = pair_costs(origin, destination, np.array([np.inf, 12.0, 15, 0]), 3)
    assert pairs.origin.tolist() == [0, 1, 0]
    assert pairs.destination.tolist() == [1, 0, 0]
    assert pairs.cost.tolist() == [12, 15, 0]
    assert (pairs.missing, pairs.missing_own) == (6, 2)
