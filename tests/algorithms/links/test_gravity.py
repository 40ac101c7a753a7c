"""The doubly constrained model against an independent matrix, hand cases and its invariants."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.ground import sizes
from agora.algorithms.ground.errors import Cancelled, PlanError
from agora.algorithms.ground.progress import no_progress
from agora.algorithms.ground.zones import Zones
from agora.algorithms.links.gravity import COMPARED, Form, balanced, doubly_constrained, matrices

FORMS = pytest.mark.parametrize("form", list(Form), ids=["exponential", "power"])
# Totals are met within a few 1e-8; cells follow within that over the gap of the iteration.
CELLS = 1e-5


def town(seed, zones=6):
    """Random workers, jobs and costs in km between random places."""
    rng = np.random.default_rng(seed)
    place = rng.random((zones, 2)) * 20
    cost = np.hypot(*(place[:, np.newaxis] - place).transpose(2, 0, 1))
    np.fill_diagonal(cost, 0.5 + rng.random(zones))
    return rng.random(zones) * 1000 + 10, rng.random(zones) * 1000 + 10, cost


def naive(workers, jobs, cost, beta, form, rounds=20_000):
    """The balancing factors A and B of Wilson (1971), in loops."""
    n = len(workers)
    jobs = [each * sum(workers) / sum(jobs) for each in jobs]
    f = [[np.exp(-beta * c) if form == Form.EXPONENTIAL else c**-beta for c in row] for row in cost]
    b = [1.0] * n
    for _ in range(rounds):
        a = [1 / sum(b[j] * jobs[j] * f[i][j] for j in range(n)) for i in range(n)]
        new = [1 / sum(a[i] * workers[i] * f[i][j] for i in range(n)) for j in range(n)]
        change = max(abs(x / y - 1) for x, y in zip(new, b))
        b = new
        if change < 1e-12:
            break
    return np.array([[a[i] * workers[i] * b[j] * jobs[j] * f[i][j] for j in range(n)] for i in range(n)])


def test_three_zones_as_computed_independently():
    # Recomputed with numpy from the published formula, to six decimals (oracle gravity_doubly_exp0.5).
    expected = [
        [81.47903, 16.571939, 1.949031],
        [24.488766, 23.466636, 2.044598],
        [14.032204, 9.961425, 26.006371],
    ]
    cost = np.array([[0.5, 2, 5], [2, 0.4, 4], [5, 4, 0.8]])
    flows = doubly_constrained(np.array([100.0, 50, 50]), np.array([120.0, 50, 30]), cost, 0.5)
    np.testing.assert_allclose(flows, expected, atol=1e-5)


def test_two_equal_zones_by_hand():
    # T11 T22 / (T12 T21) = exp(2 beta), and rows sum to 1: with beta = 1, t / (1 - t) = e.
    flows = doubly_constrained(np.ones(2), np.ones(2), np.array([[0.0, 1.0], [1.0, 0.0]]), 1.0)
    stay = np.e / (1 + np.e)
    np.testing.assert_allclose(flows, [[stay, 1 - stay], [1 - stay, stay]], rtol=1e-7)


def test_power_of_two_equal_zones_by_hand():
    # T11 T22 / (T12 T21) = (2/1)^(2 beta): with beta = 1, t / (1 - t) = 2.
    cost = np.array([[1.0, 2.0], [2.0, 1.0]])
    flows = doubly_constrained(np.ones(2), np.ones(2), cost, 1.0, Form.POWER)
    np.testing.assert_allclose(flows, [[2 / 3, 1 / 3], [1 / 3, 2 / 3]], rtol=1e-7)


def test_without_decay_flows_are_the_product_of_the_totals():
    workers, jobs, cost = town(1)
    flows = doubly_constrained(workers, jobs, cost, 0.0)
    np.testing.assert_allclose(flows, np.outer(workers, jobs) / jobs.sum(), rtol=1e-7)


@FORMS
@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), beta=st.floats(0, 0.6))
def test_equals_the_naive_model(form, seed, beta):
    workers, jobs, cost = town(seed, 5)
    flows = doubly_constrained(workers, jobs, cost, beta, form)
    np.testing.assert_allclose(flows, naive(workers, jobs, cost, beta, form), rtol=CELLS)


@FORMS
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), beta=st.floats(0, 1.5))
def test_every_zone_gets_its_workers_and_its_jobs(form, seed, beta):
    workers, jobs, cost = town(seed, 12)
    flows = doubly_constrained(workers, jobs, cost, beta, form)
    np.testing.assert_allclose(flows.sum(axis=1), workers, rtol=1e-6)
    np.testing.assert_allclose(flows.sum(axis=0), jobs * workers.sum() / jobs.sum(), rtol=1e-6)
    assert (flows >= 0).all()


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.floats(0.001, 1000))
def test_more_of_everyone_means_more_of_every_flow(seed, times):
    workers, jobs, cost = town(seed)
    once = doubly_constrained(workers, jobs, cost, 0.2)
    np.testing.assert_allclose(doubly_constrained(times * workers, times * jobs, cost, 0.2), times * once, rtol=CELLS)


@FORMS
def test_the_order_of_the_zones_does_not_matter(form):
    workers, jobs, cost = town(3)
    order = np.random.default_rng(4).permutation(len(workers))
    shuffled = doubly_constrained(workers[order], jobs[order], cost[np.ix_(order, order)], 0.5, form)
    np.testing.assert_allclose(
        shuffled, doubly_constrained(workers, jobs, cost, 0.5, form)[np.ix_(order, order)], rtol=CELLS
    )


def test_a_cost_that_all_pay_changes_no_flow():
    workers, jobs, cost = town(5)
    flows = doubly_constrained(workers, jobs, cost, 0.4)
    np.testing.assert_allclose(doubly_constrained(workers, jobs, cost + 7.0, 0.4), flows, rtol=CELLS)


def test_the_unit_of_cost_changes_no_flow_of_the_power_form():
    workers, jobs, cost = town(6)
    flows = doubly_constrained(workers, jobs, cost, 1.7, Form.POWER)
    np.testing.assert_allclose(doubly_constrained(workers, jobs, 1000 * cost, 1.7, Form.POWER), flows, rtol=CELLS)


def test_a_steep_decay_over_long_distances_does_not_vanish():
    # exp(-5000) is 0 in floating point; everyone stays, as all else is far worse.
    cost = np.full((3, 3), 9000.0)
    np.fill_diagonal(cost, 5000.0)
    np.testing.assert_allclose(doubly_constrained(np.ones(3), np.ones(3), cost, 1.0), np.eye(3), atol=1e-9)


def test_a_far_zone_with_jobs_still_fills_them():
    cost = np.array([[1.0, 3000.0], [1.0, 3000.0]])
    flows = doubly_constrained(np.array([3.0, 1.0]), np.array([2.0, 2.0]), cost, 1.0)
    np.testing.assert_allclose(flows, [[1.5, 1.5], [0.5, 0.5]], rtol=1e-6)


def test_empty_zones_have_no_flow():
    cost = 1.0 + np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
    workers, jobs = np.array([5.0, 0, 3, 0]), np.array([0.0, 4, 4, 0])
    flows = doubly_constrained(workers, jobs, cost, 0.5)
    assert not flows[[1, 3]].any()
    assert not flows[:, [0, 3]].any()
    np.testing.assert_allclose(flows.sum(axis=1), workers, rtol=1e-6)
    np.testing.assert_allclose(flows.sum(axis=0), jobs, rtol=1e-6)


@FORMS
@pytest.mark.parametrize("beta", [0.0, 0.5], ids=["no decay", "decay"])
def test_pairs_without_connection_have_no_flow(form, beta):
    workers, jobs, cost = town(8)
    cost[0, 1] = cost[2, 0] = np.inf
    flows = doubly_constrained(workers, jobs, cost, beta, form)
    assert flows[0, 1] == flows[2, 0] == 0
    np.testing.assert_allclose(flows.sum(axis=1), workers, rtol=1e-6)


def test_the_costs_are_left_as_they_were():
    workers, jobs, cost = town(9)
    before = cost.copy()
    doubly_constrained(workers, jobs, cost, 0.5, Form.POWER)
    np.testing.assert_array_equal(cost, before)


def test_jobs_are_scaled_to_the_workers():
    jobs, factor = balanced(np.array([30.0, 10.0]), np.array([10.0, 40.0]))
    assert factor == pytest.approx(0.8, rel=1e-15)
    np.testing.assert_allclose(jobs, [8, 32], rtol=1e-15)


NEAR = np.array([[1.0, 2, 3], [2, 1, 2], [3, 2, 1]])
ISLAND = np.array([[1.0, 2, np.inf], [2, 1, np.inf], [np.inf, np.inf, 1]])


def zones(**changed):
    return {"workers": np.full(3, 2.0), "jobs": np.full(3, 2.0), "cost": NEAR, "beta": 0.5, **changed}


def near_but(place, value):
    cost = NEAR.copy()
    cost[place] = value
    return cost


REFUSED = [
    pytest.param({"workers": np.array([1, -1.0, 1])}, "1 zones have workers that are negative", id="negative"),
    pytest.param({"jobs": np.array([1, np.nan, 1])}, "1 zones have jobs that are", id="jobs not a number"),
    pytest.param({"jobs": np.array([1, np.inf, 1])}, "1 zones have jobs that are", id="infinite jobs"),
    pytest.param({"workers": np.zeros(3)}, "No zone has any workers", id="no workers"),
    pytest.param({"jobs": np.zeros(3)}, "No zone has any jobs", id="no jobs"),
    pytest.param({"cost": near_but((0, 1), -1)}, "1 costs between zones are negative", id="negative cost"),
    pytest.param({"cost": near_but((0, 1), np.nan)}, "1 costs between zones", id="cost not a number"),
    pytest.param(
        {"cost": near_but((0, 0), 0), "form": Form.POWER}, "1 pairs of zones have a cost of 0", id="zero cost"
    ),
    pytest.param({"beta": -0.1}, "beta is -0.1", id="negative beta"),
    pytest.param({"beta": np.nan}, "beta is nan", id="beta not a number"),
    pytest.param({"beta": np.inf}, "beta is inf", id="infinite beta"),
    pytest.param({"cost": near_but(1, np.inf)}, "1 zones have workers but reach no", id="cut-off workers"),
    pytest.param({"cost": near_but((slice(None), 2), np.inf)}, "1 zones have jobs but no worker", id="cut-off jobs"),
    pytest.param(
        {"jobs": np.array([3.0, 2, 1]), "cost": ISLAND},
        "2 groups with no connection between them, and in 2 of them",
        id="groups that do not balance",
    ),
    pytest.param(
        {"workers": np.array([4.0, 1, 1]), "cost": near_but((0, slice(1, 3)), np.inf)},
        "No flows were found",
        id="more workers than their only zone has jobs",
    ),
]


@pytest.mark.parametrize(("changed", "said"), REFUSED)
def test_what_cannot_be_modelled_is_refused(changed, said):
    with pytest.raises(PlanError, match=said):
        doubly_constrained(**zones(**changed))


def test_groups_without_connection_that_balance_are_solved_apart():
    flows = doubly_constrained(np.array([3.0, 1, 7]), np.array([2.0, 2, 7]), ISLAND, 0.5)
    alone = doubly_constrained(np.array([3.0, 1]), np.array([2.0, 2]), ISLAND[:2, :2], 0.5)
    np.testing.assert_allclose(flows[:2, :2], alone, rtol=CELLS)
    assert flows[2, 2] == pytest.approx(7, rel=1e-7)


def test_cancel_stops_the_work():
    def stop(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        doubly_constrained(*town(1), 0.5, progress=stop)


def test_memory_stays_at_two_matrices_beside_the_costs():
    workers, jobs, cost = town(10, 400)
    tracemalloc.start()
    doubly_constrained(workers, jobs, cost, 0.1, Form.POWER, no_progress)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.3 * cost.nbytes


def test_more_zones_than_memory_holds_are_refused_with_the_estimate(monkeypatch):
    monkeypatch.setattr(sizes, "memory", lambda: 2 * 51_000_000)
    sizes.refuse_larger(matrices(1_454))  # 1,454² x 8 bytes x 3 matrices = 50.7 MB
    with pytest.raises(PlanError, match=r"pairs of 1,460 zones: about 49 MB of memory; .* 49 MB, .* 1,457 fit"):
        sizes.refuse_larger(matrices(1_460))  # 51.2 MB; (51e6 / 24)^(1/2) = 1457.7
    with pytest.raises(PlanError, match="81 MB of memory"):
        sizes.refuse_larger(matrices(1_454, COMPARED))  # five matrices


def test_zones_give_costs_that_the_power_form_takes():
    centroid = np.array([[0.0, 0], [3000, 4000]])
    cost = Zones(("a", "b"), np.full(2, np.pi * 9e6), centroid).distances()
    np.testing.assert_allclose(cost, [[2, 5], [5, 2]], rtol=1e-12)  # 3 km radius, 3-4-5 triangle
    flows = doubly_constrained(np.ones(2), np.ones(2), cost, 1.0, Form.POWER)
    np.testing.assert_allclose(flows[0], [2.5 / 3.5, 1 / 3.5], rtol=1e-7)  # t / (1 - t) = 5 / 2
