"""Quotients against a reference, and of sectors with odd names."""

import math

import pytest
from contracts import Contract
from made_layers import (
    SECTORS,
    column,
    table,
    zones,
)
from odd_names import ODD_NAMES

CONTRACT = Contract(
    takes="ZONES SECTORS REFERENCE MIN_JOBS SHRINK",
    returns="OUTPUT",
    defaults={"MIN_JOBS": 50, "SHRINK": False},
)
REFUSES_ALL_ZERO = "Choose the fields that hold jobs by sector"


def small(**columns):
    return table({"sector": list(SECTORS), **columns})


BAD_JOBS = {
    "text": (["1", "2", "3", "many"], "REFERENCE: “many” in the column jobs of made is no number."),
    "negative": ([-1.0, 1.0, 1.0, 1.0], "The reference's jobs hold a negative number (-1)"),
    "infinite": ([math.inf, 1.0, 1.0, 1.0], "missing or infinite"),
    "none at all": ([0.0] * 4, "The reference has no jobs"),
}


@pytest.mark.parametrize(("jobs", "words"), BAD_JOBS.values(), ids=BAD_JOBS)
def test_a_reference_of_bad_jobs_is_refused(refused, jobs, words):
    assert words in refused("locationquotients", REFERENCE=small(jobs=jobs))


def test_a_sector_that_the_reference_lacks_has_no_quotient_and_that_is_said(run_on):
    ran = run_on("locationquotients", REFERENCE=small(jobs=[0.0, 1.0, 1.0, 1.0]))
    assert "No zone has a quotient of retail: " in ran.warned
    assert all(not each for each in ran.column("lq_retail"))
    assert all(ran.column("lq_finprof"))


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_quotients_carry_odd_names(run_on, name):
    ran = run_on("locationquotients", zones(**{name: column("retail")}), SECTORS=[name, *SECTORS[1:]])
    assert ran.column(f"lq_{name}") == run_on("locationquotients").column("lq_retail")
