"""Calibration: known decays recovered, the mean met, the likelihood greatest, and the range told."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.flows import Flows
from agora.algorithms.links.gravity import Form, doubly_constrained
from agora.algorithms.links.gravity_calibration import calibrated_beta, fitted_beta, longest_mean_cost

FORMS = pytest.mark.parametrize("form", list(Form), ids=["exponential", "power"])


def town(seed, zones=6):
    """Random workers, jobs and costs in km between random places."""
    rng = np.random.default_rng(seed)
    place = rng.random((zones, 2)) * 20
    cost = np.hypot(*(place[:, np.newaxis] - place).transpose(2, 0, 1))
    np.fill_diagonal(cost, 0.5 + rng.random(zones))
    return rng.random(zones) * 1000 + 10, rng.random(zones) * 1000 + 10, cost


def mean_cost(flows, cost):
    return float((flows * np.where(flows > 0, cost, 0)).sum() / flows.sum())


def as_flows(matrix):
    origin, destination = np.nonzero(matrix)
    return Flows(origin, destination, matrix[origin, destination])


@FORMS
@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), beta=st.floats(0.05, 1.0))
def test_a_known_decay_is_recovered_from_its_mean_cost(form, seed, beta):
    workers, jobs, cost = town(seed, 8)
    target = mean_cost(doubly_constrained(workers, jobs, cost, beta, form), cost)
    found = calibrated_beta(workers, jobs, cost, target, form)
    again = mean_cost(doubly_constrained(workers, jobs, cost, found, form), cost)
    assert again == pytest.approx(target, rel=2e-6)
    assert found == pytest.approx(beta, rel=1e-3, abs=1e-4)  # a mean flat in beta leaves beta less certain


@FORMS
def test_two_equal_zones_by_hand(form):
    # Costs 1 and 2, mean 4/3: a third travel, so t / (1 - t) = 2 = exp(beta) = 2 ** beta.
    cost = np.array([[1.0, 2.0], [2.0, 1.0]])
    beta = calibrated_beta(np.ones(2), np.ones(2), cost, 4 / 3, form)
    assert beta == pytest.approx(np.log(2) if form == Form.EXPONENTIAL else 1.0, rel=1e-4)


def test_pairs_without_connection_do_not_count():
    workers, jobs, cost = town(12, 8)
    cost[0, 3] = cost[5, 1] = np.inf
    target = mean_cost(doubly_constrained(workers, jobs, cost, 0.3), cost)
    assert calibrated_beta(workers, jobs, cost, target) == pytest.approx(0.3, rel=1e-4)


def test_empty_zones_do_not_count():
    workers, jobs, cost = town(13, 8)
    workers[2], jobs[[4, 5]] = 0, 0
    target = mean_cost(doubly_constrained(workers, jobs, cost, 0.3, Form.POWER), cost)
    assert calibrated_beta(workers, jobs, cost, target, Form.POWER) == pytest.approx(0.3, rel=1e-4)


def test_the_mean_of_flows_that_do_not_mind_cost_gives_no_decay():
    workers, jobs, cost = town(14)
    uniform = mean_cost(np.outer(workers, jobs), cost)
    assert calibrated_beta(workers, jobs, cost, uniform) == pytest.approx(0, abs=1e-5)


def least_mean(workers, jobs, cost):
    """The least mean cost that meets the totals: a transport problem, solved as a linear programme."""
    from scipy.optimize import linprog

    n = len(workers)
    totals = np.vstack([np.kron(np.eye(n), np.ones(n)), np.kron(np.ones(n), np.eye(n))])
    wanted = np.concatenate([workers, jobs * workers.sum() / jobs.sum()])
    return linprog(cost.ravel(), A_eq=totals[1:], b_eq=wanted[1:]).fun / workers.sum()


@FORMS
def test_a_mean_above_the_range_is_refused_with_the_range(form):
    workers, jobs, cost = town(15)
    uniform = mean_cost(np.outer(workers, jobs), cost)
    with pytest.raises(PlanError, match=rf"cannot be reached.*{uniform:,.4g} at the most "):
        calibrated_beta(workers, jobs, cost, 1.01 * uniform, form)


def one_employer(seed=3, zones=40):
    """A compact town whose jobs are nearly all in one zone: everyone's way is settled, whatever the decay."""
    rng = np.random.default_rng(seed)
    place = rng.random((zones, 2)) * 6
    cost = np.hypot(*(place[:, np.newaxis] - place).transpose(2, 0, 1))
    np.fill_diagonal(cost, 0.3)
    jobs = np.ones(zones)
    jobs[0] = 1e5
    return rng.random(zones) * 1000 + 10, jobs, cost


@pytest.mark.parametrize("mean", [12.0, 4.0, 3.0, 0.2], ids=["far above", "above", "below", "far below"])
def test_a_place_has_one_range_whatever_is_asked_of_it(mean):
    workers, jobs, cost = one_employer()
    least, most = least_mean(workers, jobs, cost), longest_mean_cost(workers, jobs, cost)
    assert most == pytest.approx(mean_cost(np.outer(workers, jobs), cost), rel=1e-9)
    with pytest.raises(PlanError, match=f"it is {least:,.4g} at the least .* and {most:,.4g} at the most"):
        calibrated_beta(workers, jobs, cost, mean)


def test_what_lies_in_the_range_that_is_told_is_reached():
    workers, jobs, cost = one_employer(zones=12)
    least, most = least_mean(workers, jobs, cost), longest_mean_cost(workers, jobs, cost)
    for share in (0.1, 0.5, 0.9):
        mean = least + share * (most - least)
        beta = calibrated_beta(workers, jobs, cost, mean)
        assert mean_cost(doubly_constrained(workers, jobs, cost, beta), cost) == pytest.approx(mean, rel=2e-6)


def test_the_longest_mean_is_that_of_no_decay():
    workers, jobs, cost = town(23)
    assert calibrated_beta(workers, jobs, cost, longest_mean_cost(workers, jobs, cost)) == 0


@FORMS
def test_a_mean_below_the_least_possible_is_refused(form):
    workers, jobs, cost = town(16)
    with pytest.raises(PlanError, match="cannot be reached"):
        calibrated_beta(workers, jobs, cost, 0.98 * least_mean(workers, jobs, cost), form)


def test_the_least_mean_is_told_by_hand():
    # half of all must take the far jobs, wherever they live: (1 + 5) / 2
    far = np.array([[1.0, 5.0], [1.0, 5.0]])
    with pytest.raises(PlanError, match=r"it is 3 at the least"):
        calibrated_beta(np.array([10.0, 10.0]), np.array([10.0, 10.0]), far, 2.9)


@pytest.mark.parametrize("mean", [0.0, -3.0, np.nan, np.inf], ids=["zero", "negative", "not a number", "infinite"])
def test_a_mean_that_is_no_cost_is_refused(mean):
    with pytest.raises(PlanError, match="it must be more than 0"):
        calibrated_beta(*town(1), mean)


@FORMS
def test_the_fitted_decay_has_the_greatest_likelihood(form):
    rng = np.random.default_rng(17)
    workers, jobs, cost = town(17, 10)
    observed = rng.poisson(doubly_constrained(workers, jobs, cost, 0.4, form)).astype(float)
    workers, jobs = observed.sum(axis=1), observed.sum(axis=0)
    beta = fitted_beta(workers, jobs, cost, as_flows(observed), form).beta

    def likelihood(decay):
        expected = doubly_constrained(workers, jobs, cost, decay, form)
        return float((observed * np.log(expected)).sum())

    best = likelihood(beta)
    assert best > likelihood(beta * 1.01)
    assert best > likelihood(beta * 0.99)
    assert beta == pytest.approx(0.4, rel=0.1)  # about 5,000 commuters: a few per cent of sampling error


@FORMS
def test_modelled_flows_give_their_decay_back(form):
    workers, jobs, cost = town(18, 10)
    flows = doubly_constrained(workers, jobs, cost, 0.7, form)
    fit = fitted_beta(workers, jobs, cost, as_flows(flows), form)
    assert fit.beta == pytest.approx(0.7, rel=1e-4)
    assert fit.left_out == pytest.approx(0, abs=1e-12)
    mean = mean_cost(flows, cost) if form == Form.EXPONENTIAL else np.exp(mean_cost(flows, np.log(cost)))
    assert fit.mean_cost == pytest.approx(mean, rel=1e-9)


def test_observed_flows_without_connection_are_left_out_and_told():
    workers, jobs, cost = town(19)
    cost[0, 1] = np.inf
    flows = doubly_constrained(workers, jobs, cost, 0.3)
    flows[0, 1] = flows.sum() / 3
    fit = fitted_beta(workers, jobs, cost, as_flows(flows))
    assert fit.left_out == pytest.approx(0.25, rel=1e-9)
    assert fit.beta == pytest.approx(0.3, rel=1e-4)


def test_observed_flows_that_match_nothing_are_refused():
    workers, jobs, cost = town(20)
    cost[0, 1] = np.inf
    with pytest.raises(PlanError, match="No observed commuter"):
        fitted_beta(workers, jobs, cost, Flows(np.array([0]), np.array([1]), np.array([9.0])))


def test_progress_rises_from_solution_to_solution():
    shares = []
    calibrated_beta(*town(21, 10), 4.0, progress=shares.append)
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_memory_stays_at_three_matrices_beside_the_costs():
    workers, jobs, cost = town(22, 600)
    tracemalloc.start()
    calibrated_beta(workers, jobs, cost, 6.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3.5 * cost.nbytes  # the blocks for the mean are a good part of so small a matrix


def test_commuters_who_all_stay_where_they_live_at_no_cost_are_refused():
    workers, jobs, cost = town(21, 10)
    np.fill_diagonal(cost, 0.0)
    at_home = Flows(np.arange(10), np.arange(10), np.ones(10))
    with pytest.raises(PlanError, match="No observed commuter travels between zones with .* a cost above 0"):
        fitted_beta(workers, jobs, cost, at_home)
