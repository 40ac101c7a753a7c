"""What no amount, area or length may be, and what the message tells."""

import numpy as np
import pytest

from agora.algorithms.ground import checks
from agora.algorithms.ground.errors import PlanError


def test_what_may_be_comes_back_as_floats_in_its_shape():
    assert checks.amounts([[0, 1], [2, 1e12]], "Jobs").tolist() == [[0.0, 1.0], [2.0, 1e12]]
    assert checks.amounts([], "Jobs").shape == (0,)
    assert checks.areas([1, 0.5]).dtype == np.float64
    assert checks.total(np.array([[1.0, 2.0]]), "none") == 3.0


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, np.nan, np.inf], "Jobs hold 2 values that are missing or infinite; fill or remove them."),
        ([1, -np.inf], "Jobs hold 1 values that are missing or infinite"),
        ([1, 2e12], r"Jobs hold 2e\+12, more than any economy has"),
        ([1, -2, -3], r"Jobs hold a negative number \(-3\); they must be at least 0"),
    ],
    ids=["missing and infinite", "minus infinite", "absurdly large", "negative"],
)
def test_amounts_that_cannot_be_are_refused(values, said):
    with pytest.raises(PlanError, match=said):
        checks.amounts(values, "Jobs")


@pytest.mark.parametrize("hectares", [0, -1, np.nan, np.inf], ids=str)
def test_areas_without_land_are_refused(hectares):
    with pytest.raises(PlanError, match="1 zones have no area"):
        checks.areas([2, hectares])


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan, np.inf], ids=str)
def test_what_must_be_positive_is(value):
    with pytest.raises(PlanError, match=f"The width is {value:g}; it must be more than 0, in metres."):
        checks.positive(value, "The width", ", in metres.")


def test_nothing_in_all_is_refused_in_the_words_of_the_caller():
    with pytest.raises(PlanError, match="No jobs here"):
        checks.total(np.zeros((2, 2)), "No jobs here")


def test_wrong_values_are_counted():
    checks.refuse(np.zeros(3, bool), "of 3 are wrong")
    checks.refuse(np.zeros(0, bool), "of 0 are wrong")
    with pytest.raises(PlanError, match="1,200 of 1,300 are wrong"):
        checks.refuse(np.arange(1300) < 1200, "of 1,300 are wrong")
