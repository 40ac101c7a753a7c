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
