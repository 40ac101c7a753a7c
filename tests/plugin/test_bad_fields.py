"""Fields that are missing, oddly named, or alike; ids that are empty, twice there, or of another type."""

import pytest
from making import FLOWS, GROUPS, SECTORS, column, flows, inputs, saved, table, zones
from qgis.core import QgsVectorLayer
from test_bad_amounts import AMOUNTS, numbers

ODD_NAMES = {
    "quotes": "jobs 'a' \"b\"",
    "an emoji": "jobs \N{BRIEFCASE}",
    "63 characters": "j" * 63,
    "spaces at the ends": " jobs ",
    "commas and per cent": "100 %, {all}",
    "markup": "<b>&jobs</b>",
    "a line break": "jobs\nin all",
}
IDENTIFIED = ("commutingsummary", "gravitymodel", "desirelines", "spatialplan")


def choose(tool, name):
    """Return parameters that name a field wherever the tool's amounts are named."""
    given = inputs(tool)
    return {
        key: name if value == AMOUNTS[tool] else [name if each == AMOUNTS[tool] else each for each in value]
        for key, value in given.items()
        if value == AMOUNTS[tool] or (isinstance(value, list) and AMOUNTS[tool] in value)
    }


@pytest.mark.parametrize("tool", [each for each in AMOUNTS if each not in ("locationquotients", "spatialplan")])
def test_odd_names_change_nothing(run_on, tool, tmp_path):
    plain = run_on(tool)
    expected, warnings = numbers(tool, plain), plain.said.warnings
    for name in ODD_NAMES.values():
        made = saved(zones(**{name: column(AMOUNTS[tool])}), tmp_path / "made.gpkg")
        odd = run_on(tool, made, **choose(tool, name))
        assert (numbers(tool, odd), odd.said.warnings) == (expected, warnings), name


def test_a_plan_takes_odd_names_in_all_its_places(run_on, tmp_path):
    places = {"ZONE_ID": "zone_id", "JOBS": "jobs", "POPULATION": "pop"}
    odd = dict(zip([*places.values(), *SECTORS], ODD_NAMES.values()))
    made = saved(zones(**{name: column(plain) for plain, name in odd.items()}), tmp_path / "made.gpkg")
    groups = {key: [odd[each] for each in fields] for key, fields in GROUPS.items()}
    ran = run_on("spatialplan", made, **{key: odd[plain] for key, plain in places.items()}, **groups)
    assert numbers("spatialplan", ran) == numbers("spatialplan", run_on("spatialplan"))


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_quotients_carry_odd_names(run_on, name):
    ran = run_on("locationquotients", zones(**{name: column("retail")}), SECTORS=[name, *SECTORS[1:]])
    assert ran.column(f"lq_{name}") == run_on("locationquotients").column("lq_retail")


def test_a_name_with_a_semicolon_can_be_one_of_several(run_on):
    ran = run_on("variety", zones(**{"retail;food": column("retail")}), SECTORS=["retail;food", *SECTORS[1:]])
    assert ran.column("shannon") == run_on("variety").column("shannon")


def test_a_name_with_a_semicolon_is_refused_by_qgis_where_there_is_one(refused):
    assert "JOBS" in refused("cutoffcentres", zones(**{"jobs;all": column("jobs")}), JOBS="jobs;all")


@pytest.mark.parametrize("tool", AMOUNTS)
def test_a_missing_field_is_refused_with_those_there_are(refused, tool):
    message = refused(tool, **choose(tool, "nonesuch"))
    assert "made has no field “nonesuch”. Its fields: zone_id, jobs, pop" in message


def test_a_field_named_twice_is_refused(refused):
    assert "SECTORS: the field retail is named more than once" in refused("variety", SECTORS=["retail", "retail"])


@pytest.mark.parametrize(
    ("tool", "left_out", "words"),
    [
        ("commutingsummary", "ZONE_ID", "ZONE_ID: choose a field of made"),
        ("gravitymodel", "COMMUTERS", "COMMUTERS: choose a field of flows"),
        ("spatialplan", "ORIGIN", "ORIGIN: choose a field of flows"),
    ],
)
def test_a_layer_without_its_fields_is_refused(refused, tool, left_out, words):
    moves = {"FLOWS": flows(name="flows"), "ORIGIN": "origin", "DESTINATION": "dest", "COMMUTERS": "commuters"}
    assert words in refused(tool, **{**moves, left_out: None})


def test_names_that_differ_in_case_only_are_numbered_and_that_is_said(run_on):
    ran = run_on("variety", zones(Jobs=column("pop"), SHANNON=column("pop")))
    names = [each.name() for each in ran.layer().fields()]
    assert ("jobs" in names, "Jobs_2" in names, "shannon" in names, "SHANNON" in names) == (True, True, True, False)
    assert "Jobs is now Jobs_2" in ran.warned
    assert "Fields of made replaced by the result: SHANNON." in ran.said.infos
    assert ran.column("Jobs_2") == column("pop")


def test_the_field_that_was_chosen_is_read_among_those_that_differ_in_case_only(run_on):
    ran = run_on("cutoffcentres", zones(JOBS=[2 * each for each in column("jobs")]), JOBS="JOBS")
    assert ran.column("jobs") == [2 * each for each in run_on("cutoffcentres").column("jobs")]


def test_a_plan_refuses_names_that_differ_in_case_only(refused):
    assert "ZONES: a GeoPackage cannot hold the field Jobs of made" in refused("spatialplan", zones(Jobs=column("pop")))


@pytest.mark.parametrize("tool", IDENTIFIED)
def test_an_id_that_stands_twice_is_refused(refused, tool):
    message = refused(tool, zones(zone_id=column("zone_id", z1="z0")))
    assert "1 values of zone_id stand more than once in made (z0). Dissolve by zone_id first" in message


@pytest.mark.parametrize("empty", [None, "", "  "], ids=["NULL", "empty", "spaces"])
@pytest.mark.parametrize("tool", IDENTIFIED[:-1])
def test_a_zone_without_an_id_is_left_out_and_counted(run_on, tool, empty):
    ran = run_on(tool, zones(zone_id=column("zone_id", z3=empty)))
    assert "1 of 12 features of made skipped: zone_id is empty." in ran.said.warnings
    assert ran.results["SKIPPED"] == 1


NUMBERED = [(0, 5, 70.0), (5, 0, 10.0), (1, 5, 30.0), (2, 2, 5.0)]  # FLOWS, by number
AS_OTHER_TYPES = {  # whether they match as numbers only
    "text with zeros in the zones, numbers in the flows": (lambda each: f"{each:03}", int, True),
    "numbers in the zones, text with zeros in the flows": (int, lambda each: f"{each:03}", True),
    "decimals in the zones, text in the flows": (float, str, False),
    "text in the zones, decimals in the flows": (str, float, False),
}


@pytest.mark.parametrize(("here", "there", "by_number"), AS_OTHER_TYPES.values(), ids=AS_OTHER_TYPES)
@pytest.mark.parametrize("file", [False, True], ids=["memory", "file"])
def test_ids_of_two_types_match(run_on, here, there, by_number, file, tmp_path):
    made = zones(zone_id=[here(each) for each in range(12)])
    moves = flows([(there(start), there(end), people) for start, end, people in NUMBERED])
    ran = run_on("commutingsummary", made, saved(moves, tmp_path / "made.gpkg") if file else moves)
    assert ran.results["SKIPPED"] == 0
    assert ran.column("workers") == run_on("commutingsummary").column("workers")
    assert ran.said.infos.count("Ids of made match the zones as numbers, not as text.") == by_number


def test_zones_named_by_the_number_of_their_row_keep_it(run_on, tmp_path):
    stored = QgsVectorLayer(saved(zones(), tmp_path / "made.gpkg"), "made", "ogr")
    stored.selectByExpression("fid > 4")
    some = saved_selection(stored, tmp_path / "some.gpkg")
    moves = table({"origin": [5, 6, 6], "dest": [6, 6, 12], "commuters": [7.0, 2.0, 1.0]})
    ran = run_on("commutingsummary", some, moves, ZONE_ID="fid")
    assert dict(zip(ran.column("fid"), ran.column("workers"))) == {5: 7, 6: 3, **dict.fromkeys(range(7, 13), 0)}
    plan = run_on(
        "spatialplan", some, ZONE_ID="fid", FLOWS=moves, ORIGIN="origin", DESTINATION="dest", COMMUTERS="commuters"
    )
    assert plan.column("fid", "PLAN", "zones") == [*range(5, 13)]
    assert plan.column("workers", "PLAN", "commuting") == [7, 3, 0, 0, 0, 0, 0, 0]


def saved_selection(made, path):
    """Write the selected features, with their row numbers, to a file; return it as a layer with all of them."""
    import processing

    processing.run("native:saveselectedfeatures", {"INPUT": made, "OUTPUT": str(path)})
    return QgsVectorLayer(str(path), "some", "ogr")


def test_flows_that_name_zones_in_other_cases_are_unknown(run_on):
    ran = run_on("commutingsummary", moves=flows([("Z0", "z5", 4.0), *FLOWS]))
    assert "1 of 5 features of made skipped: names an unknown zone (4 people lost)." in ran.said.warnings
