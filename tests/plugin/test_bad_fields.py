"""Fields that are missing, oddly named, or alike; ids that are empty or twice there: in every tool that names some."""

from made_inputs import inputs, parameter, spec
from made_layers import FLOW_FIELDS, SECTORS, column, flows, points, saved, zones
from odd_names import ODD_NAMES
from reached import AMOUNTS, CHOSEN, IDENTIFIED, SEVERAL, WITH_LAYER, each_parameter, each_tool
from test_bad_amounts import chosen, numbers

EMPTY = {"NULL": None, "empty": "", "spaces": "  "}


def named(tool, key, name):
    """Return the value of a parameter, its first field by another name."""
    value = inputs(tool)[key]
    return [name, *value[1:]] if isinstance(value, list) else name


@each_parameter(AMOUNTS)
def test_odd_names_change_nothing(run_on, tool, key, tmp_path):
    plain = run_on(tool)
    expected = numbers(tool, plain), plain.said.warnings
    for name in ODD_NAMES.values():
        made = saved(zones(**{name: column(chosen(tool, key))}), tmp_path / "made.gpkg")
        odd = run_on(tool, made, **{key: named(tool, key, name)})
        assert (numbers(tool, odd, name), odd.said.warnings) == expected, name


@each_parameter(CHOSEN)
def test_a_missing_field_is_refused_with_those_there_are(refused, tool, key):
    message = refused(tool, **{key: named(tool, key, "nonesuch")})
    known = "origin, dest, commuters." if parameter(tool, key).parent == "FLOWS" else "zone_id, jobs, pop, "
    assert f"made has no field “nonesuch”. Its fields: {known}" in message


@each_parameter(SEVERAL)
def test_a_field_named_twice_is_refused(refused, tool, key):
    assert f"{key}: the field retail is named more than once" in refused(tool, **{key: ["retail", "retail"]})


def with_tables(tool):
    """Return plain inputs with a table for each layer of flows and costs that the tool takes."""
    there = flows(name="table")
    costs = {"COST_ORIGIN": "origin", "COST_DESTINATION": "dest", "COST": "commuters"}
    places = {"PLACES": points(name="table"), "PLACE_NAME": "jobs"}
    more = {"FLOWS": there, **FLOW_FIELDS, "COSTS": there, **costs, **places, "ZONE_ID": "zone_id"}
    keys = {each.key for each in spec(tool).parameters}
    return {**inputs(tool), **{key: value for key, value in more.items() if key in keys}}


@each_parameter(WITH_LAYER)
def test_a_layer_without_its_fields_is_refused(refused, tool, key):
    message = refused(tool, **{**with_tables(tool), key: None})
    assert f"{key}: choose a field of {'made' if parameter(tool, key).parent == 'ZONES' else 'table'}" in message


@each_tool(IDENTIFIED)
def test_an_id_that_stands_twice_is_refused(refused, tool):
    message = refused(tool, zones(zone_id=column("zone_id", z1="z0")))
    assert "1 values of zone_id stand more than once in made (z0). Dissolve by zone_id first" in message


@each_tool(IDENTIFIED, empty=EMPTY)
def test_a_zone_without_an_id_is_left_out_and_counted(run_on, tool, empty):
    ran = run_on(tool, zones(zone_id=column("zone_id", z3=empty)))
    assert len(ran.warnings_of("1 of 12 features of made skipped: zone_id is empty")) == 1
    assert ran.results["SKIPPED"] == 1


def test_a_name_with_a_semicolon_can_be_one_of_several(run_on):
    ran = run_on("variety", zones(**{"retail;food": column("retail")}), SECTORS=["retail;food", *SECTORS[1:]])
    assert ran.column("shannon") == run_on("variety").column("shannon")


def test_a_name_with_a_semicolon_is_refused_by_qgis_where_there_is_one(refused):
    assert "JOBS" in refused("cutoffcentres", zones(**{"jobs;all": column("jobs")}), JOBS="jobs;all")


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
