"""Areas get the name of what they hold most of, and no two the same."""

import numpy as np

from agora.algorithms.centres.naming import names_by_score, names_by_share, told_apart


def test_zones_of_one_name_count_together():
    share = np.array([[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])
    first, second = names_by_share(["Mill", "Quay", "Mill"], np.array([30.0, 40.0, 24.0]), share)
    assert (first.first, second.first) == ("Mill", "Mill")


def test_a_zone_outside_gives_no_name_and_one_without_jobs_may():
    inside, outside = names_by_share(["Mill"], np.array([0.0]), np.array([[0.2, 0.0]]))
    assert (inside.fitting, outside.fitting) == (("Mill",), ())


def test_zones_without_a_name_name_nothing():
    [names] = names_by_share(["", ""], np.array([30.0, 40.0]), np.ones((2, 1)))
    assert names.first == ""


def test_a_tie_is_kept_and_the_first_taken():
    [names] = names_by_score(["Mill", "Quay", "Ford", "Mill"], np.array([[2.0], [2.0], [1.0], [2.0]]))
    assert names.fitting == ("Mill", "Quay")
    assert names.first == "Mill"


def test_no_names_at_all_fit_nowhere():
    assert [names.fitting for names in names_by_score([], np.empty((0, 2)))] == [(), ()]


def test_names_are_told_apart_by_numbers_that_are_free():
    made = told_apart(["Mill", "Mill", "Mill 2", "Mill", "Quay"])
    assert made == ["Mill", "Mill 3", "Mill 2", "Mill 4", "Quay"]
