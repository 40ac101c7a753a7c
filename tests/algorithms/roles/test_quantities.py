import warnings

import numpy as np
import pytest

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.roles.quantities import (
    CentrePlace,
    outside_centres,
    principal_centres,
    working_residents,
    zone_quantities,
)

TWO = outside_centres(2)
GROUPS = [[10.0, 20.0, 30.0, 20.0], [0.0, 0.0, 0.0, 50.0]]


def test_densities_ratio_and_shares_of_two_zones():
    centres = CentrePlace(np.array([2, 0]), np.array([False, False]), np.array([900.0, 1500.0]))
    found = zone_quantities([100, 50], [4.0, 25.0], GROUPS, centres, residents=[50, 200], population=[120, 400])
    np.testing.assert_array_equal(found.density, [25.0, 2.0])
    np.testing.assert_array_equal(found.ratio, [2.0, 0.25])
    np.testing.assert_array_equal(found.people, [30.0, 16.0])
    np.testing.assert_allclose([found.knowledge, found.consumer, found.industry, found.public],
                               [[0.1, 0.0], [0.2, 0.0], [0.3, 0.0], [0.2, 1.0]])  # fmt: skip
    np.testing.assert_allclose(found.other, [0.2, 0.0], atol=1e-12)
    np.testing.assert_array_equal(found.centre_rank, [2, 0])
    np.testing.assert_array_equal(found.distance, [900.0, 1500.0])
    # of 150 jobs: 10, 20, 30, 70 and 20 others
    np.testing.assert_allclose(found.region, np.array([10, 20, 30, 70, 20]) / 150)


def test_working_residents_are_made_from_population():
    found = zone_quantities([96, 50], [1, 1], np.zeros((2, 4)), TWO, population=[100, 400])
    np.testing.assert_allclose(found.ratio, [2.0, 50 / 192])  # 48 and 192 working residents
    np.testing.assert_allclose(working_residents(None, [100, 400], 0.5), [50, 200])


def test_people_are_made_from_working_residents():
    found = zone_quantities([96, 50], [2, 2], np.zeros((2, 4)), TWO, residents=[48, 96])
    np.testing.assert_allclose(found.people, [50.0, 100.0])


def test_a_zone_without_residents_has_an_infinite_ratio_or_none():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = zone_quantities([100, 0], [1, 1], np.zeros((2, 4)), TWO, residents=[0, 0])
    np.testing.assert_array_equal(found.ratio, [np.inf, 0.0])


def test_a_zone_without_jobs_has_no_shares():
    found = zone_quantities([0, 50], [1, 1], [[0] * 4, [50, 0, 0, 0]], TWO, residents=[5, 5])
    assert [found.of(name)[0] for name in ("knowledge", "consumer", "industry", "public", "other")] == [0.0] * 5


def test_groups_that_outgrow_a_rounded_total_still_make_shares():
    # 55 rounded jobs in sectors against a rounded total of 50: shares are of 55
    found = zone_quantities([50, 1000], [1, 1], [[22, 11, 11, 11], [0] * 4], TWO, residents=[5, 5])
    np.testing.assert_allclose([found.knowledge[0], found.public[0], found.other[0]], [0.4, 0.2, 0.0], atol=1e-12)
    assert found.jobs[0] == 50


def test_outside_all_centres_the_next_one_is_infinitely_far():
    assert np.isinf(TWO.distance).all()
    assert not TWO.principal.any()
    assert not TWO.rank.any()


def test_principal_centres_hold_a_tenth_of_the_first():
    np.testing.assert_array_equal(principal_centres([5000, 50000, 4999], 0.1), [True, True, False])
    assert principal_centres([], 0.1).shape == (0,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"jobs": [0, 0], "groups": np.zeros((2, 4))}, "No zone has a job"),
        ({"jobs": [-1, 5]}, "negative"),
        ({"jobs": [np.nan, 5]}, "missing"),
        ({"hectares": [0, 1]}, "1 zones have no area"),
        ({"groups": [[60, 60, 0, 0], [0, 0, 0, 50]]}, "two groups"),
        ({"residents": None}, "neither"),
        ({"residents": None, "population": [5, 5], "workers_per_person": 0.0}, "workers_per_person"),
        ({"residents": [np.inf, 5]}, "infinite"),
    ],
    ids=[
        "no jobs", "negative jobs", "missing jobs", "no area", "a sector counted twice", "nobody lives there",
        "no workers per person", "infinite residents",
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(change, message):
    given = {"jobs": [100, 50], "hectares": [1, 1], "groups": GROUPS, "residents": [50, 50], **change}
    with pytest.raises(PlanError, match=message):
        zone_quantities(centres=TWO, **given)
