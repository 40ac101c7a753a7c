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
        (74.9999999, "74.9 jobs per hectare (under 75)"),
        (0.29, "0.29 jobs per hectare (under 75)"),
        (0.0, "0 jobs per hectare (under 75)"),
    ],
)
def test_what_is_under_a_limit_never_reads_as_the_limit(value, words):
    assert under(np.array([value]), WORDINGS["density"], 75.0) == [words]


def test_large_numbers_under_a_limit_are_cut_to_whole_ones():
    assert under(np.array([2499.7]), WORDINGS["jobs"], 2500.0) == ["2,499 jobs (under 2,500)"]


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
        (12.4, False, "12 % lower"), (99.9, False, "over 99 % lower"), (4900.0, True, "4,900 % higher"),
    ],
)  # fmt: skip
def test_relative_changes(per_cent, higher, words):
    assert relative_change(per_cent, higher) == words
