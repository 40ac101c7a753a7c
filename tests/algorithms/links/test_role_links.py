"""Links between roles, by hand."""

import numpy as np
import pytest

from agora.algorithms.ground.flows import Flows
from agora.algorithms.links.role_links import area_links, role_links

# Four zones: 0 and 1 dormitories (role 0), 2 a core (role 1), 3 industry (role 2).
#            to 0   1    2    3     out
# from 0     10    0   60   10      80
#      1      0   10   20   10      40
#      2      5    5   30    0      40
#      3      0    0   20   20      40      in: 15 15 130 40, all 200
ROLE = np.array([0, 0, 1, 2])
MATRIX = np.array([[10, 0, 60, 10], [0, 10, 20, 10], [5, 5, 30, 0], [0, 0, 20, 20.0]])


def _flows():
    origin, destination = np.nonzero(MATRIX)
    return Flows(origin, destination, MATRIX[origin, destination])


def test_roles_are_added_up_and_held_against_their_sizes():
    links = role_links(_flows(), ROLE, 3)
    observed = links.observed.reshape(3, 3)
    assert observed.tolist() == [[20, 80, 20], [10, 30, 0], [0, 20, 20]]
    assert links.role_from.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert links.role_to.tolist() == [0, 1, 2] * 3
    # from dormitories 120 of 200, to the core 130 of 200: expected 120 * 130 / 200 = 78
    assert links.expected.reshape(3, 3)[0, 1] == pytest.approx(78)
    assert links.ratio.reshape(3, 3)[0, 1] == pytest.approx(80 / 78)
    # adjusted residual: (80 - 78) / sqrt(78 (1 - 0.6) (1 - 0.65))
    assert links.z.reshape(3, 3)[0, 1] == pytest.approx(2 / np.sqrt(78 * 0.4 * 0.35))


def test_expected_people_add_up_to_those_observed():
    links = role_links(_flows(), ROLE, 3)
    assert links.expected.sum() == pytest.approx(200)
    np.testing.assert_allclose(links.expected.reshape(3, 3).sum(axis=1), [120, 40, 40])


def test_a_role_that_takes_nobody_has_no_ratio():
    links = role_links(_flows(), ROLE, 4)
    assert np.isnan(links.ratio.reshape(4, 4)[:, 3]).all()
    assert np.isnan(links.z.reshape(4, 4)[3]).all()


def test_where_nobody_commutes_nobody_is_expected():
    links = role_links(Flows(np.array([], int), np.array([], int), np.array([])), ROLE, 3)
    assert links.expected.tolist() == links.observed.tolist() == [0.0] * 9
    assert np.isnan(links.ratio).all()


def test_areas_are_linked_by_their_largest_flows():
    places = np.array([[0, 0], [2, 0], [10, 0], [10, 10.0]])
    area = np.array([0, 0, 1, 2])
    links = area_links(_flows(), area, places, 2)
    assert links.people.tolist() == [80, 20]  # to the core; then, of three flows of 20, the first
    assert (links.origin[0], links.destination[0]) == (0, 1)
    # area 0 lies at the mean of its zones by people: zone 0 has 80 + 15, zone 1 has 40 + 15
    np.testing.assert_allclose(links.start[0], [2 * 55 / 150, 0])
    np.testing.assert_allclose(links.end[0], [10, 0])


def test_people_who_stay_in_their_area_are_no_link():
    everyone_at_home = Flows(np.array([0, 1]), np.array([1, 0]), np.array([3.0, 4.0]))
    assert len(area_links(everyone_at_home, np.array([0, 0]), np.zeros((2, 2)), 5).people) == 0
