"""Commuting in the opening sentences: calculations by hand."""

import numpy as np
import pytest

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.flows import Flows
from agora.algorithms.report import link_facts as facts


def flows(*rows):
    origin, destination, people = zip(*rows)
    return Flows(np.array(origin), np.array(destination), np.array(people, float))


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
