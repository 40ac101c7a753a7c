"""Flows and small tables with rows that are wrong, missing, unknown, or there twice, in every tool that takes some."""

import re
import time

from made_inputs import parameter, spec
from made_layers import FLOWS, SECTORS, table
from reached import FLOWING, LISTS, each_parameter, each_tool
from test_bad_amounts import numbers, observed

ELSEWHERE = (("no fixed place", "z5", 11.0), ("z1", "abroad", 6.0), (None, "z5", 2.0), ("z1", "", 1.0))
NO_FLOWS = {
    "no row": ((), "FLOWS: made has no feature"),
    "nobody": ([(start, end, 0.0) for start, end, _ in FLOWS], "FLOWS: made has no flow between zones"),
    "unknown zones only": (ELSEWHERE, "Do origin and dest hold the same ids as the zones?"),
}


@each_tool(FLOWING)
def test_flows_that_name_unknown_zones_are_left_out_and_their_people_said(run_on, tool):
    ran = run_on(tool, **observed([*FLOWS, *ELSEWHERE]))
    found, skipped = numbers(tool, ran), "4 of 8 features of made skipped: names an unknown zone (20 commuters lost)."
    plain = run_on(tool, **observed(FLOWS))
    assert sorted(ran.said.warnings) == sorted([skipped, *plain.said.warnings])
    assert ran.results["SKIPPED"] == 4
    assert found == numbers(tool, plain)


@each_tool(FLOWING, rows=NO_FLOWS)
def test_a_table_without_flows_is_refused(refused, tool, rows):
    assert rows[1] in refused(tool, **observed(rows[0]))


LISTS_OF_SECTORS = {
    "a sector missing": (list(SECTORS[:3]), "has no row for 'manufact'"),
    "an unknown sector": ([*SECTORS, "mining"], "names 'mining', which no sector field is called"),
    "a sector twice": ([*SECTORS, "retail"], ": the sector retail stands in two rows of made. Keep one."),
}
VALUES = {"sector": list(SECTORS), "jobs": [5.0] * 4, "group": ["a"] * 4, "decay": [1.0] * 4, "value": [1.0] * 4}
VALUES["name"] = ["rural_people", "rural_density", "rural_jobs", "workers_per_person"]


def columns(tool, key):
    """Return the names of the two columns of a table, as its help states them."""
    return re.search(r"with the columns (\w+)(?: \([^)]*\))? and (\w+)", parameter(tool, key).help).groups()


def with_sectors(tool):
    keys = {each.key for each in spec(tool).parameters}
    return {"SECTORS": list(SECTORS)} if "SECTORS" in keys else {}


@each_parameter(LISTS, rows=LISTS_OF_SECTORS)
def test_a_list_of_sectors_that_does_not_fit_is_refused(refused, tool, key, rows):
    sectors, words = rows
    name, other = columns(tool, key)
    given = table({name: sectors, other: [VALUES[other][0]] * len(sectors)})
    assert words in refused(tool, **with_sectors(tool), **{key: given})


@each_parameter(LISTS)
def test_a_list_without_rows_or_columns_is_refused(refused, tool, key):
    name, other = columns(tool, key)
    for given, words in (
        (table({name: [], other: []}), f"{key}: made has no feature"),
        (table({"branch": ["a"]}), f"{key}: made has no field “{name}”. Its fields: branch."),
    ):
        assert words in refused(tool, **with_sectors(tool), **{key: given})


@each_parameter(LISTS)
def test_an_empty_cell_of_a_list_is_refused_and_an_empty_row_left_aside(refused, run_on, tool, key):
    name, other = columns(tool, key)
    names, values = VALUES.get(name, []), VALUES[other]
    holed = table({name: names, other: [values[0], None, *values[2:]]})
    assert f"{key}: row 2 of made has no {other}. Fill it in." in refused(tool, **with_sectors(tool), **{key: holed})
    blank = table({name: [*names, None], other: [*values, None]})
    assert run_on(tool, **with_sectors(tool), **{key: blank}).results["SKIPPED"] == 0


@each_parameter(LISTS)
def test_a_list_of_a_hundred_thousand_rows_is_looked_through_at_once(refused, tool, key):
    name, other = columns(tool, key)
    value = VALUES[other][0]
    many = table({name: [f"sector {row}" for row in range(100_000)], other: [value] * 100_000})
    begun = time.process_time()
    assert "sector 0" in refused(tool, **with_sectors(tool), **{key: many})
    assert time.process_time() - begun < 30  # each row held against every other took minutes
