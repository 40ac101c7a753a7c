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


@given(st.lists(ZONE, min_size=1, max_size=30))
def test_the_typical_job_is_never_at_less_than_the_average_density(zones):
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


def test_commuters_may_be_shares_of_people():
    assert facts.edge_commuting(flows((0, 0, 0.3), (0, 1, 0.3)), np.array([True, False])) == (0.0, 0.3, 50.0)


def test_residents_who_work_here_are_unknown_where_nobody_lives():
    found = facts.edge_commuting(flows((1, 0, 5)), np.array([True, False]))
    assert found == (5.0, 0.0, None)


def test_an_edge_that_no_flow_can_cross_says_nothing():
    assert facts.edge_commuting(flows((0, 1, 5)), np.array([True, True])) is None


def test_a_plan_area_without_zones_is_refused():
    with pytest.raises(PlanError, match="Choose a plan area that holds at least one zone"):
        facts.edge_commuting(flows((0, 1, 5)), np.array([False, False]))


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
