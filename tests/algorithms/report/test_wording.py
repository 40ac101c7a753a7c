"""How numbers and texts are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.report.wording import (
    amount,
    count,
    counted,
    one_line,
    per_cent,
    three_digits,
    times,
    unbroken,
    visible,
)

PER_CENT = {
    "none": (0.0, "0"),
    "nearly none": (0.0499, "under 0.1"),
    "a little": (0.05, "0.1"),
    "one decimal under ten": (4.24, "4.2"),
    "nearly ten": (9.94, "9.9"),
    "ten when rounded": (9.96, "10"),
    "whole from ten": (16.28347, "16"),
    "nearly all": (99.6, "over 99"),
    "all": (100.0, "100"),
    "all, but for the rounding of sums": (100 - 1e-12, "100"),
}


@pytest.mark.parametrize(("value", "written"), PER_CENT.values(), ids=PER_CENT)
def test_per_cent(value, written):
    assert per_cent(value) == written


def test_counts_are_whole_with_commas():
    assert [count(each) for each in (4010135, 652989.3031762706, 0, 0.3)] == ["4,010,135", "652,989", "0", "under 1"]


def test_amounts_have_one_decimal_under_ten():
    assert [amount(each) for each in (137.3765701107995, 2.166, 1204.4, 0.01)] == ["137", "2.2", "1,204", "under 0.1"]


@pytest.mark.parametrize(("value", "written"), [(0, "0 centres"), (0.9, "1 centre"), (1, "1 centre"), (2, "2 centres")])
def test_one_is_singular(value, written):
    assert counted(value, "centre", "centres") == written


@given(st.floats(0, 1e15))
def test_no_number_is_long(value):
    assert len(amount(value).replace(",", "")) <= 16
    assert "." not in count(value)


@given(st.text())
def test_visible_text_keeps_every_character_that_can_be_seen(text):
    shown = visible(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")
    assert all(now in (was, "\ufffd") for was, now in zip(text, shown))
    assert visible(shown) == shown


def test_letters_of_all_scripts_stay():
    text = "Zürich, Malmö, القاهرة, 東京, 👩‍👩‍👧\n\tTab"
    assert visible(text) == text


def test_one_line_is_cut_with_an_ellipsis():
    assert one_line("a\r\n b\tc") == "a b c"
    assert one_line("Santa Clara and San José", 12) == "Santa Clara…"


def test_a_number_keeps_its_per_cent_sign():
    assert unbroken("16 % and {% x %}") == "16\u00a0% and {% x %}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.96, "0.96"),
        (1.0, "1.00"),
        (9.994, "9.99"),
        (9.996, "10"),
        (1204.4, "1,204"),
        (0.0, "0.00"),
        (0.004, "under 0.01"),
    ],
)
def test_times_expected_tell_nearly_one_from_one(value, written):
    assert times(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (25.37, "25.4"),
        (10.78, "10.8"),
        (99.97, "100"),
        (1204.9, "1,205"),
        (0.9996, "1.0"),
        (0.0347, "0.035"),
        (0.0, "0"),
    ],
)
def test_a_number_that_others_are_held_against_has_three_digits(value, written):
    assert three_digits(value) == written
