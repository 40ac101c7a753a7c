"""Flows, costs and small tables with rows that are wrong, missing, unknown, or there twice."""

import math

import pytest
from making import FLOW_FIELDS, FLOWS, GROUPS, SECTORS, column, flows, layer, table, zones

FLOW_TOOLS = ("commutingsummary", "desirelines")
ELSEWHERE = (("no fixed place", "z5", 11.0), ("z1", "abroad", 6.0), (None, "z5", 2.0), ("z1", "", 1.0))
NO_FLOWS = {
    "no row": ((), "FLOWS: made has no feature"),
    "nobody": ([(start, end, 0.0) for start, end, _ in FLOWS], "FLOWS: made has no flow between zones"),
    "unknown zones only": (ELSEWHERE, "Do origin and dest hold the same ids as the zones?"),
}


@pytest.mark.parametrize("tool", FLOW_TOOLS)
def test_flows_that_name_unknown_zones_are_left_out_and_their_people_said(run_on, tool):
    ran = run_on(tool, moves=flows([*FLOWS, *ELSEWHERE]))
    found = [each.attributes()[1:] for each in ran.layer().getFeatures()]
    assert ran.said.warnings == ["4 of 8 features of made skipped: names an unknown zone (20 people lost)."]
    assert ran.results["SKIPPED"] == 4
    assert found == [each.attributes()[1:] for each in run_on(tool).layer().getFeatures()]


def test_without_zones_codes_are_zones_and_rows_without_one_are_left_out(run_on):
    ran = run_on("commutingsummary", ZONES=None, ZONE_ID=None, FLOWS=flows([*FLOWS, *ELSEWHERE]))
    assert ran.column("zone_id") == ["abroad", "no fixed place", "z0", "z1", "z2", "z5"]
    assert ran.column("workers") == [0, 11, 70, 36, 5, 10]
    assert ran.said.warnings == ["2 of 8 features of made skipped: names an unknown zone (3 people lost)."]


@pytest.mark.parametrize(("rows", "words"), NO_FLOWS.values(), ids=NO_FLOWS)
@pytest.mark.parametrize("tool", [*FLOW_TOOLS, "gravitymodel", "spatialplan"])
def test_a_table_without_flows_is_refused(refused, tool, rows, words):
    assert words in refused(tool, **{"FLOWS": flows(rows), **FLOW_FIELDS})


def test_people_who_stay_in_their_zone_are_kept(run_on):
    ran = run_on("commutingsummary", moves=flows([("z2", "z2", 5.0), ("z0", "z5", 1.0)]))
    assert ran.column("live_work")[2] == 5
    drawn = run_on("desirelines", moves=flows([("z2", "z2", 5.0), ("z0", "z5", 1.0)]), OUTPUT_WITHIN="memory:")
    assert (drawn.column("commuters"), drawn.column("commuters", "OUTPUT_WITHIN")) == ([1], [5])


def test_flows_between_one_pair_of_zones_add_up(run_on):
    ran = run_on("commutingsummary", moves=flows([("z0", "z5", 3.0), ("z0", "z5", 4.5)]))
    assert ran.column("workers")[0] == 7.5


@pytest.mark.parametrize("field", ["pop", "jobs"])
def test_zones_without_residents_or_jobs_send_or_draw_nobody(run_on, field):
    ran = run_on("gravitymodel", zones(**{field: column(field, z3=0.0)}), MIN_COMMUTERS=0)
    side = "origin" if field == "pop" else "dest"
    people = [each for zone, each in zip(ran.column(side), ran.column("commuters")) if zone == "z3"]
    assert sum(people) == 0
    assert sum(ran.column("commuters")) == pytest.approx(sum(column("pop", **({"z3": 0.0} if field == "pop" else {}))))


@pytest.mark.parametrize(("field", "word"), [("pop", "workers"), ("jobs", "jobs")])
def test_no_residents_or_no_jobs_at_all_are_refused(refused, field, word):
    assert f"No zone has any {word}; is it the right field?" in refused("gravitymodel", zones(**{field: [0.0] * 12}))


IDS = column("zone_id")
EVERY_PAIR = [(start, end, 1.0 + abs(at - to)) for at, start in enumerate(IDS) for to, end in enumerate(IDS)]
COST_FIELDS = {"COST_ORIGIN": "from", "COST_DESTINATION": "to", "COST": "minutes"}
BAD_COSTS = {
    "negative": ([("z0", "z1", -1.0), *EVERY_PAIR[2:]], "COSTS: minutes is -1 in feature 1"),
    "infinite": ([("z0", "z1", math.inf), *EVERY_PAIR[2:]], "COSTS: minutes is inf in feature 1"),
    "a pair twice": ([*EVERY_PAIR, ("z0", "z1", 9.0)], "Each pair may stand once"),
    "a zone without a connection": ([each for each in EVERY_PAIR if "z3" not in each], "no connection leads there"),
    "no row": ([], "COSTS: made has no feature"),
}


def costs(rows):
    start, end, cost = zip(*rows) if rows else ((), (), ())
    return table({"from": list(start), "to": list(end), "minutes": list(cost)})


@pytest.mark.parametrize(("rows", "words"), BAD_COSTS.values(), ids=BAD_COSTS)
def test_bad_costs_are_refused(refused, rows, words):
    assert words in refused("gravitymodel", COSTS=costs(rows), **COST_FIELDS)


def test_costs_of_unknown_zones_are_left_out_and_missing_pairs_said(run_on):
    ran = run_on("gravitymodel", COSTS=costs([("x", "z1", 2.0), ("z0", "z1", None), *EVERY_PAIR[2:]]), **COST_FIELDS)
    assert "2 of 144 features of made skipped: no cost, or an unknown zone." in ran.said.warnings
    assert "2 pairs have no cost and count as not connected (1 within a zone)." in ran.said.infos
    assert ("z0", "z1") not in set(zip(ran.column("origin"), ran.column("dest")))


def test_a_decay_that_is_given_is_taken(run_on):
    ran = run_on("gravitymodel", BETA=0.7)
    assert ran.results["BETA"] == 0.7


def small(**columns):
    return table({"sector": list(SECTORS), **columns})


LISTS = {
    "a sector missing": ({"sector": list(SECTORS[:3])}, "has no row for 'manufact'"),
    "an unknown sector": ({"sector": [*SECTORS, "mining"]}, "names 'mining', which no sector field is called"),
    "a sector twice": ({"sector": [*SECTORS, "retail"]}, ": the sector retail stands in two rows of made. Keep one."),
    "no row": ({"sector": []}, ": made has no feature"),
}
READERS = {"locationquotients": ("REFERENCE", "jobs", 5.0), "variety": ("GROUPS", "group", "a")}


@pytest.mark.parametrize(("columns", "words"), LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("tool", READERS)
def test_a_list_of_sectors_that_does_not_fit_is_refused(refused, tool, columns, words):
    key, name, value = READERS[tool]
    given = table({**columns, name: [value] * len(columns["sector"])})
    assert words in refused(tool, **{key: given})


@pytest.mark.parametrize("tool", READERS)
def test_an_empty_cell_of_a_list_is_refused_and_an_empty_row_left_aside(refused, run_on, tool):
    key, name, value = READERS[tool]
    holed = table({"sector": list(SECTORS), name: [value, None, value, value]})
    assert f"{key}: row 2 of made has no {name}. Fill it in." in refused(tool, **{key: holed})
    blank = table({"sector": [*SECTORS, None], name: [value] * 4 + [None]})
    assert run_on(tool, **{key: blank}).results["SKIPPED"] == 0


@pytest.mark.parametrize("tool", READERS)
def test_a_list_without_its_columns_is_refused(refused, tool):
    key, *_ = READERS[tool]
    assert f"{key}: made has no field “sector”. Its fields: branch." in refused(tool, **{key: table({"branch": ["a"]})})


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


BAD_THRESHOLDS = {
    "an unknown name": ("town_size", 5.0, "names 'town_size', which no rule uses. The thresholds are: "),
    "text": ("workers_per_person", "half", "The threshold workers_per_person is 'half', not a number."),
    "negative": ("workers_per_person", -1.0, "is -1; it must be at least 0"),
    "a share in per cent": ("office_share", 40.0, "If per cent was meant, give 0.4."),
}


@pytest.mark.parametrize(("name", "value", "words"), BAD_THRESHOLDS.values(), ids=BAD_THRESHOLDS)
def test_bad_thresholds_are_refused(refused, name, value, words):
    assert words in refused("classifyroles", THRESHOLDS=table({"name": [name], "value": [value]}))


def test_sector_groups_that_hold_more_than_all_jobs_are_refused(refused):
    more = {**GROUPS, "KNOWLEDGE": ["jobs"]}
    assert "A field may stand in two groups" in refused("classifyroles", **more)


def test_centres_in_another_place_are_said(run_on):
    far = layer("MultiPolygon", ["MULTIPOLYGON(((0 0,9 0,9 9,0 0)))"], {"jobs": [5.0]}, name="far")
    assert (
        "No zone lies in a centre of far. Are both layers in the right place?"
        in run_on("classifyroles", CENTRES=far).warned
    )
