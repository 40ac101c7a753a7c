"""Which id is which: as text, as numbers where text fails, and never two as one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.flows import UNKNOWN, Flows, matched_ids


def test_flows_count_all_people():
    flows = Flows(np.array([0, 1]), np.array([1, 1]), np.array([2.5, 4.0]))
    assert len(flows) == 2
    assert flows.total == 6.5


def test_flows_within_some_zones_are_those_with_both_ends_there():
    flows = Flows(np.array([0, 1, 3, 3, 1]), np.array([1, 3, 3, 2, 1]), np.array([1.0, 2.0, 4.0, 8.0, 16.0]))
    found = flows.within(np.array([False, True, False, True]))
    assert list(zip(found.origin, found.destination, found.people)) == [(0, 1, 2.0), (1, 1, 4.0), (0, 0, 16.0)]


@pytest.mark.parametrize(
    ("known", "wanted", "position", "as_numbers"),
    [
        (["b", "a"], ["a", "b", "a"], [1, 0, 1], False),
        (["a"], ["a", "x"], [0, UNKNOWN], False),
        (["E02000001"], ["e02000001"], [UNKNOWN], False),
        (["06001", "06013"], ["6001", "6013", "99"], [0, 1, UNKNOWN], True),
        (["6001", "6013"], ["06001", "0006013"], [0, 1], True),
        (["7", "12"], ["7.0", "12.00", "07"], [0, 1, 0], True),
        (["0", "10"], ["000", "010"], [0, 1], True),
        (["1.5"], ["1.50", "1.5000"], [0, 0], True),
        (["1", "x"], ["01", "x", "01"], [0, 1, 0], True),
    ],
    ids=["text", "unknown", "case counts", "zeros lost", "zeros gained", "decimals", "zero itself",
         "fractions", "numbers beside text"],
)  # fmt: skip
def test_where_ids_stand(known, wanted, position, as_numbers):
    found = matched_ids(known, wanted)
    assert found.position.tolist() == position
    assert found.as_numbers is as_numbers


def test_text_stands_where_half_of_the_ids_match():
    assert matched_ids(["1", "2"], ["1", "02"]).position.tolist() == [0, UNKNOWN]
    assert matched_ids(["1", "2"], ["1", "02", "02"]).position.tolist() == [0, 1, 1]


def test_numbers_that_would_confuse_two_zones_are_not_used():
    found = matched_ids(["1", "01"], ["001"])
    assert found.position.tolist() == [UNKNOWN]
    assert not found.as_numbers


def test_numbers_are_not_used_where_they_match_no_more_than_text():
    found = matched_ids(["a", "b"], ["a", "x", "y"])
    assert found.position.tolist() == [0, UNKNOWN, UNKNOWN]
    assert not found.as_numbers


def test_ids_of_20_digits_stay_apart():
    # as float64 both are 12345678901234567168
    long, longer = "12345678901234567890", "12345678901234567891"
    assert matched_ids([long], [longer]).position.tolist() == [UNKNOWN]
    assert matched_ids([long, longer], [f"0{longer}", f"0{long}"]).position.tolist() == [1, 0]


@pytest.mark.parametrize("wanted", ["1e3", "1_000", "nan", "inf", "+1000", "", " "])
def test_what_only_a_programmer_reads_as_a_number_is_text(wanted):
    assert matched_ids(["1000", "0"], [wanted]).position.tolist() == [UNKNOWN]


def test_nothing_wanted_nothing_found():
    assert len(matched_ids(["a"], []).position) == 0
    assert matched_ids([], ["a"]).position.tolist() == [UNKNOWN]


@given(st.lists(st.integers(0, 10**25), min_size=1, max_size=30, unique=True), st.integers(1, 6))
def test_padded_numbers_find_themselves(numbers, zeros):
    known = [str(each) for each in numbers]
    found = matched_ids(known, ["0" * zeros + each for each in known])
    assert found.position.tolist() == list(range(len(known)))


@given(st.lists(st.text(max_size=4), unique=True), st.lists(st.text(max_size=4)))
def test_whatever_matches_as_text_is_found_whatever_it_looks_like(known, wanted):
    found = matched_ids(known, wanted)
    for each, position in zip(wanted, found.position.tolist()):
        if each in known and not found.as_numbers:
            assert known[position] == each
        if each not in known and not found.as_numbers:
            assert position == UNKNOWN
