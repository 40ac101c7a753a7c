import numpy as np
import pytest

from agora.algorithms.roles.wording import WORDINGS, at_least, number, plainly, relative_change, under


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"), (0.0004, "under 0.01"), (0.0123456, "0.0123"), (15.24999, "15.2"), (75.0, "75"),
        (812.4, "812"), (999.4, "999"), (999.6, "1,000"), (55394.7, "55,395"),
    ],
)  # fmt: skip
def test_numbers_have_three_digits_until_they_are_whole(value, words):
    assert number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (74.98, "74.9 jobs per hectare (under 75)"),
        (10.78, "10.8 jobs per hectare (under 75)"),
        (74.9999999, "74.9 jobs per hectare (under 75)"),
        (0.29, "0.29 jobs per hectare (under 75)"),
        (0.0, "0 jobs per hectare (under 75)"),
    ],
)
def test_what_is_under_a_limit_never_reads_as_the_limit(value, words):
    assert under(np.array([value]), WORDINGS["density"], 75.0) == [words]


def test_large_numbers_that_would_read_as_their_limit_are_cut_to_whole_ones():
    words = under(np.array([2499.7, 1203.7]), WORDINGS["jobs"], 2500.0)
    assert words == ["2,499 jobs (under 2,500)", "1,204 jobs (under 2,500)"]


def test_shares_read_as_per_cent():
    words = at_least(np.array([0.4567]), WORDINGS["knowledge"], 0.4)
    assert words == ["45.7 % of jobs in knowledge sectors (at least 40 %)"]


def test_infinity_is_put_in_words():
    assert plainly(np.array([np.inf]), WORDINGS["ratio"]) == ["jobs but no working residents"]
    assert at_least(np.array([np.inf]), WORDINGS["distance"], 300.0) == ["no principal centre in the region"]


@pytest.mark.parametrize(
    ("per_cent", "higher", "words"),
    [
        (0.0, False, "under 0.1 % lower"), (4.2, True, "4.2 % higher"), (9.97, True, "10 % higher"),
        (4.21, True, "4.3 % higher"), (9.91, False, "10 % lower"), (9.9, True, "9.9 % higher"),
        (12.4, False, "13 % lower"), (98.5, False, "99 % lower"), (99.1, False, "over 99 % lower"),
        (4900.0, True, "4,900 % higher"), (4900.2, True, "4,901 % higher"),
        (50.000000000001, True, "50 % higher"),  # what rounding adds is no reason for a whole per cent more
    ],
)  # fmt: skip
def test_relative_changes_are_enough(per_cent, higher, words):
    assert relative_change(per_cent, higher) == words


@pytest.mark.parametrize(("per_cent", "words"), [(25.0, "26 % lower"), (4.0, "4.1 % lower"), (99.0, "over 99 % lower")])
def test_a_quantity_that_would_just_reach_its_limit_has_to_fall_below_it(per_cent, words):
    assert relative_change(per_cent, higher=False) == words
