"""The numbers of the opening sentences: an oracle, calculations by hand, and what must hold for all input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.flows import Flows
from agora.algorithms.report import facts
from agora.algorithms.roles.rule_tree import ROLES

ZONE = st.tuples(st.floats(0, 1e6), st.floats(0.01, 1e5))
CLOSE = 1e-9  # the same formula in float64


def flows(*rows):
    origin, destination, people = zip(*rows)
    return Flows(np.array(origin), np.array(destination), np.array(people, float))


def test_densities_of_the_oracle():
    # perceived_density of oracles.json: recomputed outside this code from its formula.
    found = facts.job_densities([100, 10, 1], [1, 1, 8])
    assert found.gross == pytest.approx(11.1, rel=CLOSE)
    assert found.perceived == pytest.approx(90.99211711711712, rel=CLOSE)


def test_half_of_all_jobs_are_in_zones_as_dense_as_the_median():
    # 40, 30, 20 and 10 jobs on a hectare each: the densest zone holds 40 of 100, with the next 70
    assert facts.job_densities([10, 40, 20, 30], [1, 1, 1, 1]).median == 30
    assert facts.job_densities([50, 30, 20], [1, 1, 1]).median == 50  # half exactly


@given(st.lists(ZONE, min_size=1, max_size=30))
def test_the_median_is_the_highest_density_that_holds_half(zones):
    jobs, hectares = np.array(zones).T
    if jobs.sum() < 1e-3:
        return
    median = facts.job_densities(jobs, hectares).median
    held = {at: jobs[jobs / hectares >= at].sum() / jobs.sum() for at in jobs / hectares}
    assert held[median] >= 0.5 * (1 - CLOSE)
    assert all(share < 0.5 * (1 + CLOSE) for density, share in held.items() if density > median)


@given(st.lists(ZONE, min_size=1, max_size=30))
def test_averaged_over_jobs_density_is_never_less_than_over_land(zones):
    jobs, hectares = np.array(zones).T
    if jobs.sum() < 1e-3:
        return
    found = facts.job_densities(jobs, hectares)
    assert found.perceived >= found.gross * (1 - CLOSE)  # Cauchy-Schwarz: (sum J)² <= sum (J²/A) sum A


@given(st.lists(ZONE, min_size=1, max_size=30), st.integers(1, 9))
def test_zones_cut_into_equal_parts_have_the_same_densities(zones, parts):
    jobs, hectares = np.array(zones).T
    if jobs.sum() < 1e-3:
        return
    whole = facts.job_densities(jobs, hectares)
    cut = facts.job_densities(np.repeat(jobs / parts, parts), np.repeat(hectares / parts, parts))
    assert cut == pytest.approx(whole, rel=CLOSE)


def test_share_of_jobs_and_land_in_centres_by_hand():
    # 150 of 200 jobs, 5 of 50 ha
    assert facts.centre_totals([100, 50], [2, 3], [120, 60, 20], [10, 10, 30]) == (2, 75.0, 10.0)


def test_no_centre_holds_nothing():
    assert facts.centre_totals([], [], [120], [10]) == (0, 0.0, 0.0)


def test_the_first_centre_has_the_most_jobs():
    found = facts.first_centre(["Small", "Large"], [50, 100], [5, 4], [150, 50], [90, 70])
    assert found == ("Large", 100.0, 50.0, 25.0, 70.0)


@pytest.mark.parametrize("firm", [None, [np.nan, 20]], ids=["not given", "not known for this centre"])
def test_an_edge_whose_firmness_is_unknown_has_none(firm):
    assert facts.first_centre(["Large", "Small"], [100, 50], [4, 5], [200], firm).firm_edge is None


def test_of_centres_with_equal_jobs_the_one_that_stands_first_is_taken():
    assert facts.first_centre(["A", "B"], [50, 50], [1, 1], [100]).name == "A"


def test_without_centres_there_is_no_first():
    assert facts.first_centre([], [], [], [100]) is None


def test_role_shares_by_hand():
    role = ["city_core", "industrial_logistics", "out_of_town_office", "dormitory", "city_core"]
    found = facts.role_shares(role, [40, 20, 10, 25, 5], [100, 79.9, 80, 0, np.nan])
    # 45 of 100 jobs in cores; under 80 %: 20 + 25 jobs, 80 itself is firm
    assert found == (45.0, 20.0, 10.0, 45.0)


def test_how_firm_roles_are_may_be_unknown():
    assert facts.role_shares(["rural"], [3]) == (0.0, 0.0, 0.0, None)


def test_the_three_roles_are_roles_of_the_rule_tree():
    assert {facts.CORE, facts.INDUSTRY, facts.OFFICE} <= {role.key for role in ROLES}


def test_commuting_across_the_edge_by_hand():
    # Zones 0 and 1 inside. Residents inside: 60 + 30 + 10 = 100, of whom 90 stay.
    table = flows((0, 0, 60), (0, 1, 30), (1, 2, 10), (2, 0, 7), (3, 1, 5), (2, 3, 99))
    found = facts.edge_commuting(table, np.array([True, True, False, False]))
    assert found == (12.0, 10.0, 90.0)


def test_residents_who_work_here_are_unknown_where_nobody_lives():
    found = facts.edge_commuting(flows((1, 0, 5)), np.array([True, False]))
    assert found == (5.0, 0.0, None)


def test_an_edge_that_no_flow_can_cross_says_nothing():
    assert facts.edge_commuting(flows((0, 1, 5)), np.array([True, True])) is None


def test_a_plan_area_without_zones_is_refused():
    with pytest.raises(PlanError, match="Choose a plan area that holds at least one zone"):
        facts.edge_commuting(flows((0, 1, 5)), np.array([False, False]))


ROLES_OF_THREE = ["Home", "Mill", "Shop"]


def links(observed):
    """Return the links of a table of roles by roles, with what the sizes give worked out from its margins."""
    table = np.array(observed, float)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    origins, ends = np.repeat(ROLES_OF_THREE, 3).tolist(), ROLES_OF_THREE * 3
    return facts.role_links(origins, ends, table.ravel(), expected.ravel())


def test_a_flow_that_is_smaller_than_expected_is_the_largest_and_not_the_strongest():
    # from home 700 of 1000, to the mill 610: 427 expected, 400 observed; to the shop 140 expected, 190 observed
    found = links([[110, 400, 190], [60, 180, 10], [20, 30, 0]])
    assert found.largest == ("Home", "Mill", 400.0, pytest.approx(427.0))
    assert found.strongest == ("Home", "Shop", 190.0, pytest.approx(140.0))


def test_of_strong_links_the_one_with_most_people_above_expectation_counts():
    # Shop to Mill has twice its expectation, Home to Mill 20 % more: 100 people against 10
    found = facts.role_links(["Home", "Shop"], ["Mill", "Mill"], [600, 20], [500, 10])
    assert found.strongest.origin == "Home"


def test_a_link_of_under_one_in_a_hundred_is_not_the_strongest():
    assert facts.role_links(["Home", "Shop"], ["Mill", "Mill"], [995, 5], [995, 1]).strongest is None
    assert facts.role_links(["Home", "Shop"], ["Mill", "Mill"], [990, 10], [990, 1]).strongest.origin == "Shop"


@pytest.mark.parametrize("people", [[], [5]], ids=["no flows", "within one role"])
def test_where_nobody_commutes_between_roles_there_is_no_link(people):
    assert facts.role_links(["Home"] * len(people), ["Home"] * len(people), people, people) is None


NO_JOBS = {
    "densities": lambda: facts.job_densities([0, 0], [1, 1]),
    "centre totals": lambda: facts.centre_totals([1], [1], [0], [1]),
    "first centre": lambda: facts.first_centre(["A"], [1], [1], []),
    "role shares": lambda: facts.role_shares(["rural"], [0]),
}


@pytest.mark.parametrize("ask", NO_JOBS.values(), ids=NO_JOBS)
def test_shares_of_no_jobs_are_refused(ask):
    with pytest.raises(PlanError, match="0 jobs in all"):
        ask()


@pytest.mark.parametrize("hectares", [[1, 0], [1, -2], [1, np.nan]], ids=["zero", "negative", "not a number"])
def test_areas_without_land_are_refused(hectares):
    with pytest.raises(PlanError, match="1 of 2 areas"):
        facts.job_densities([1, 1], hectares)
