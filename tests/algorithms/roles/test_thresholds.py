import math
from pathlib import Path

import pytest

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.roles.rule_tree import rules
from agora.algorithms.roles.thresholds import role_thresholds, shipped_thresholds

SHIPPED = {each.name: each.value for each in shipped_thresholds()}


def _used(conditions):
    for each in conditions:
        if hasattr(each, "options"):
            yield from (name for option in each.options for name in _used(option))
        else:
            yield from (getattr(each, field) for field in ("threshold", "region") if getattr(each, field, ""))


def test_every_threshold_says_what_it_is_and_why():
    for each in shipped_thresholds():
        assert math.isfinite(each.value)
        assert each.value > 0
        assert each.unit
        assert len(each.reason) > 20
    assert len(SHIPPED) == len(shipped_thresholds())


def test_the_rules_use_every_threshold_but_the_two_that_make_quantities():
    used = {name for rule in rules(coarse=True) for name in _used(rule.conditions)}
    assert used | {"principal_share", "workers_per_person"} == set(SHIPPED)


def test_without_a_table_the_shipped_values_stand():
    assert role_thresholds() == SHIPPED


def test_a_table_replaces_what_it_names_and_keeps_the_rest():
    found = role_thresholds([("core_density", "120"), (" retail_share ", 0)])
    assert found == {**SHIPPED, "core_density": 120.0, "retail_share": 0.0}
    assert list(found) == list(SHIPPED)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("coredensity", 120)], "'coredensity'.*rural_people, .*core_density.*workers_per_person"),
        ([("core_density", 120), ("core_density", 80)], "twice"),
        ([("core_density", "dense")], "core_density is 'dense', not a number.*keep 75"),
        ([("core_density", None)], "not a number"),
        ([("core_density", math.nan)], "not a number"),
        ([("core_density", math.inf)], "not a number"),
        ([("core_density", -1)], "at least 0"),
        ([("retail_share", 40)], "If per cent was meant, give 0.4"),
    ],
    ids=["unknown", "twice", "text", "empty", "not a number", "infinite", "negative", "per cent for a share"],
)
def test_a_table_that_cannot_be_meant_is_refused(rows, message):
    with pytest.raises(PlanError, match=message):
        role_thresholds(rows)


def test_the_page_of_the_tool_lists_every_threshold_as_shipped():
    page = (Path(__file__).parents[3] / "docs" / "tools" / "classifyroles.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    told = {row[0].strip("`"): row[1:] for row in rows if len(row) == 4}
    for each in shipped_thresholds():
        assert told[each.name] == [f"{each.value:g}", each.unit, each.reason]


# What each shipped number is by its source or reason; sums, not figures copied from thresholds.csv, where there is one.
ACRE = 0.40468564224  # ha, the international acre
GIULIANO_SMALL = round(10 / ACRE / 25) * 25  # 10 jobs per acre (1991, p. 165), rounded to 25 jobs per hectare
EUROSTAT_RURAL = 300 / 100  # people per km² to per ha: Dijkstra et al. (2021), degree of urbanisation, rural grid cells
SMALLEST_CLUSTER = 5_000  # people: the same, urban clusters
LARGE_EMPLOYER = 250  # staff: Recommendation 2003/361/EC, annex, article 2
EMPLOYMENT_BLOCK = 2  # jobs per resident: Manduca (2020)
BALANCE = 1  # as many jobs as workers who live there
BY_THEIR_SOURCE = {
    "rural_people": EUROSTAT_RURAL,
    "rural_density": EUROSTAT_RURAL / 3,
    "rural_jobs": SMALLEST_CLUSTER / 2,
    "rural_rest_density": EUROSTAT_RURAL,
    "core_density": 3 * GIULIANO_SMALL,
    "town_density": 2 * GIULIANO_SMALL,
    "local_density": GIULIANO_SMALL,
    "dormitory_density": 3 / 5 * GIULIANO_SMALL,
    "core_ratio": EMPLOYMENT_BLOCK,
    "campus_ratio": EMPLOYMENT_BLOCK,
    "industry_ratio": BALANCE,
    "retail_ratio": BALANCE,
    "sub_centre_ratio": BALANCE,
    "local_ratio": BALANCE,
    "dormitory_ratio": BALANCE / 2,  # half of the workers work elsewhere
    "industry_jobs": LARGE_EMPLOYER,
    "local_jobs": LARGE_EMPLOYER,
    "retail_jobs": 2 * LARGE_EMPLOYER,
    "office_distance": 300,  # m: National Planning Policy Framework, Annex 2, edge of centre
    "industry_alone": 1 / 2,  # half the jobs
    "campus_share": 1 / 2,  # a majority
    "town_single_use": 3 / 5,
    "principal_share": 1 / 10,
}
BY_JUDGEMENT = {  # no source but the agreed method; a change of one is a decision, not an accident
    "industry_share": 0.35,
    "industry_region": 2,
    "campus_region": 1.75,
    "campus_jobs": 1500,
    "retail_share": 0.4,
    "local_share": 0.4,
    "office_share": 0.4,
    "office_region": 1.4,
    "office_jobs": 1000,
    "office_ratio": 3,
    "office_consumer": 0.15,
    "coarse_share": 0.25,
    "coarse_sum": 0.55,
    "coarse_region": 1.1,
    "workers_per_person": 0.48,
}


@pytest.mark.parametrize(("name", "value"), BY_THEIR_SOURCE.items(), ids=BY_THEIR_SOURCE)
def test_a_shipped_number_is_that_of_its_source(name, value):
    assert SHIPPED[name] == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("name", "value"), BY_JUDGEMENT.items(), ids=BY_JUDGEMENT)
def test_a_judgement_is_that_of_the_method(name, value):
    assert SHIPPED[name] == value


def test_every_shipped_number_is_held_by_its_source_or_as_a_judgement():
    assert {*BY_THEIR_SOURCE, *BY_JUDGEMENT} == set(SHIPPED)
