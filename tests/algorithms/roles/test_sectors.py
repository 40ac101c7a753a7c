import numpy as np
import pytest

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.roles.sectors import checked_jobs, checked_reference, reference_jobs, sector_groups

SECTORS = ("offices", "shops", "factories")


def test_a_reference_follows_the_order_of_the_sector_fields():
    table = {"factories": 3.0, "offices": 1.0, "shops": 2.0}
    np.testing.assert_array_equal(reference_jobs(table, SECTORS), [1.0, 2.0, 3.0])


def test_sectors_of_one_group_get_one_number():
    groups = sector_groups({"offices": "services", "shops": "services", "factories": "making"}, SECTORS)
    assert groups[0] == groups[1] != groups[2]
    assert np.issubdtype(groups.dtype, np.integer)


def test_groups_may_be_numbers():
    groups = sector_groups({"offices": 7, "shops": 3, "factories": 7}, SECTORS)
    assert groups[0] == groups[2] != groups[1]


@pytest.mark.parametrize("read", [reference_jobs, sector_groups], ids=["reference", "groups"])
def test_an_unknown_sector_is_refused_with_the_known_ones(read):
    with pytest.raises(PlanError, match=r"'farms'.*offices, shops, factories"):
        read({"offices": 1.0, "shops": 1.0, "factories": 1.0, "farms": 1.0}, SECTORS)


@pytest.mark.parametrize("read", [reference_jobs, sector_groups], ids=["reference", "groups"])
def test_a_missing_sector_is_refused_by_name(read):
    with pytest.raises(PlanError, match="no row for 'shops', 'factories'"):
        read({"offices": 1.0}, SECTORS)


@pytest.mark.parametrize(
    ("jobs", "message"),
    [
        ([[1.0, -2.0]], "negative"),
        ([[1.0, np.nan]], "missing or infinite"),
        ([[1.0, np.inf]], "missing or infinite"),
        ([[1.0, 1e300]], "more than any economy"),
        ([1.0, 2.0], "one field per sector"),
        (np.zeros((3, 0)), "one field per sector"),
    ],
    ids=["negative", "missing", "infinite", "absurdly large", "no table", "no sectors"],
)
def test_jobs_that_cannot_be_jobs_are_refused(jobs, message):
    with pytest.raises(PlanError, match=message):
        checked_jobs(jobs)


@pytest.mark.parametrize(
    ("reference", "message"),
    [([0.0, 0.0], "no jobs"), ([1.0], "1 values for 2 sectors"), ([1.0, -1.0], "negative")],
    ids=["no jobs", "too few", "negative"],
)
def test_a_reference_that_gives_no_shares_is_refused(reference, message):
    with pytest.raises(PlanError, match=message):
        checked_reference(reference, 2)
