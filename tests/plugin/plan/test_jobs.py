"""Jobs that are none are refused, and those that do not agree with the flows are said, in the log and the report."""

from pathlib import Path

import pytest
from made_layers import FLOW_FIELDS, column, flows, zones

JOBS = column("jobs")
FULL = [(f"z{(at + 1) % 12}", f"z{at}", jobs) for at, jobs in enumerate(JOBS)]  # every job has somebody
LESS = [(start, end, 0.79 * people) for start, end, people in FULL]
ABOUT = [(start, end, 0.81 * people) for start, end, people in FULL]
BACK = [(end, start, people) for start, end, people in FULL]
APART = "The flows bring 13,462 people to work, 21 % fewer than there are jobs (17,040)."
EXCHANGED = "Jobs lie rather where the commuters live than where they work."


@pytest.mark.parametrize("empty", [None, 0.0])
def test_an_empty_field_of_jobs_is_refused_by_its_name(refused, empty):
    message = refused("spatialplan", zones(jobs=[0.0] * 11 + [empty]))
    assert "JOBS: jobs is empty or 0 in all 12 zones of made. Choose the field that holds the jobs." in message


@pytest.mark.parametrize("given", [{"JOBS": "pop"}, {"JOBS": "pop", "POPULATION": None, "RESIDENTS": "pop"}])
def test_residents_are_refused_as_jobs(refused, given):
    assert "JOBS: pop holds the same numbers as" in refused("spatialplan", **given)


def test_a_copy_of_the_residents_under_another_name_is_refused_as_jobs(refused):
    assert "JOBS: jobs holds the same numbers as POPULATION, pop" in refused("spatialplan", zones(jobs=column("pop")))


@pytest.mark.parametrize(("moves", "words"), [(LESS, APART), (BACK, EXCHANGED)], ids=["fewer", "exchanged"])
def test_jobs_and_flows_that_do_not_agree_are_said(run_on, out, moves, words):
    ran = run_on("spatialplan", FLOWS=flows(moves), **FLOW_FIELDS, REPORT=str(out / "r.html"))
    assert len(ran.warnings_of(words)) == 1
    report = Path(ran.results["REPORT"]).read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert words in report[report.index("What is uncertain") :]


@pytest.mark.parametrize("moves", [FULL, ABOUT], ids=["the same", "19 % fewer"])
def test_jobs_and_flows_that_agree_are_not_doubted(run_on, moves):
    ran = run_on("spatialplan", FLOWS=flows(moves), **FLOW_FIELDS)
    assert not ran.warnings_of("The flows bring") + ran.warnings_of("Jobs lie rather")
