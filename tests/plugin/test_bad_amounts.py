"""Amounts that are no amounts, in every field of numbers of every tool: a counted warning or an error, never silence."""

import math

import numpy as np
from contracts import own_tests
from made_inputs import first_output, inputs, parameter, spec
from made_layers import FLOW_FIELDS, FLOWS, SECTORS, column, flows, points, zone_columns, zones
from reached import AMOUNTS, COUNTED, FLOWING, POINT_AMOUNTS, RASTERS, each_parameter, each_tool

from agora.plugin.frame.layer_parameters import Field

MISSING = {"NULL": (None, "is NULL"), "NaN": (math.nan, "is not a number")}
IMPOSSIBLE = {"infinite": math.inf, "minus infinite": -math.inf, "negative": -1.0, "1e300": 1e300}
NO_NUMBERS = {"text": ["1"] * 12, "yes or no": [True] * 12}
BETWEEN = "it must be between 0 and 1e+15"


def chosen(tool, key):
    """Return the field that plain inputs choose, the first where there are several."""
    value = inputs(tool)[key]
    return value[0] if isinstance(value, list) else value


def numbers(tool, ran, odd=""):
    """Return what a tool found, to be compared: cells, or all columns but those of the zones it was given."""
    if tool in RASTERS:
        return np.nan_to_num(ran.surface(), nan=-1e9).tolist()
    key = first_output(tool)
    made = ran.layer(key, "zones" if key == "PLAN" else "")
    names = {field.name() for field in made.fields()} - {"fid"}
    holds_zones = {"zone_id", "pop"} <= names
    own = sorted(names - {*zone_columns(), odd} if holds_zones else names)
    return [[feature[name] for name in own] for feature in made.getFeatures()]


@each_parameter(AMOUNTS)
def test_a_missing_amount_of_a_zone_counts_as_0_and_is_said(run_on, tool, key):
    field = chosen(tool, key)
    expected = numbers(tool, run_on(tool, zones(**{field: column(field, z3=0.0)})))
    for value, reason in MISSING.values():
        ran = run_on(tool, zones(**{field: column(field, z3=value)}))
        assert f"1 of 12 zones of made: {field} {reason}, counted as 0." in ran.said.warnings
        assert numbers(tool, ran) == expected


@each_parameter(AMOUNTS, value=IMPOSSIBLE)
def test_an_impossible_amount_of_a_zone_is_refused(refused, tool, key, value):
    field = chosen(tool, key)
    message = refused(tool, zones(**{field: column(field, z3=value)}))
    assert f"{field} is {value:g} in feature 4 of made; {BETWEEN}. Correct it or filter it out." in message


@each_parameter(AMOUNTS, values=NO_NUMBERS)
def test_a_field_without_numbers_is_refused(refused, tool, key, values):
    message = refused(tool, zones(**{chosen(tool, key): values}))
    assert f"the field “{chosen(tool, key)}” of made holds no numbers" in message
    assert "Convert it first" in message


@each_tool(COUNTED)
def test_amounts_that_are_all_0_are_refused_or_said(run_on, refused, tool):
    made = zones(**dict.fromkeys(("jobs", *SECTORS), [0.0] * 12))
    own = own_tests(tool)
    if hasattr(own, "SAYS_ALL_ZERO"):
        ran = run_on(tool, made)
        [warning] = ran.said.warnings
        assert own.SAYS_ALL_ZERO in warning
        assert not np.any([[value or 0.0 for value in row] for row in numbers(tool, ran)])
    else:  # where a share is taken
        assert getattr(own, "REFUSES_ALL_ZERO", "") in refused(tool, made)


def with_points(tool, key, shapes=None, **changed):
    """Return points for a layer of a tool, with a column for each of its fields that plain inputs choose."""
    fields = [each for each in spec(tool).parameters if isinstance(each, Field) and each.parent == key]
    names = [chosen(tool, field.key) for field in fields if field.key in inputs(tool)]
    return points(shapes, **{**{name: [100.0, 200.0, 300.0, 400.0] for name in names}, **changed})


def with_amount(tool, field, value):
    """Return the layer of a field as points, the second of them with that amount."""
    key = parameter(tool, field).parent
    return {key: with_points(tool, key, **{chosen(tool, field): [100.0, value, 300.0, 400.0]})}


@each_parameter(POINT_AMOUNTS, value={case: value for case, (value, _) in MISSING.items()})
def test_a_point_without_an_amount_is_left_out_and_counted(run_on, tool, key, value):
    ran = run_on(tool, **with_amount(tool, key, value))
    assert ran.results["SKIPPED"] == 1
    assert f"1 of 4 features of made skipped: {chosen(tool, key)} is" in ran.warned


@each_parameter(POINT_AMOUNTS, value=IMPOSSIBLE)
def test_an_impossible_amount_of_a_point_is_refused(refused, tool, key, value):
    assert BETWEEN in refused(tool, **with_amount(tool, key, value))


def observed(rows):
    return {"FLOWS": flows(rows), **FLOW_FIELDS}


@each_tool(FLOWING, value={case: value for case, (value, _) in MISSING.items()})
def test_a_flow_without_people_is_left_out_and_counted(run_on, tool, value):
    ran = run_on(tool, **observed([*FLOWS, ("z3", "z5", value)]))
    assert ran.results["SKIPPED"] == 1
    assert "1 of 5 features of made skipped: commuters is no number." in ran.warned
    found = numbers(tool, ran)
    assert found == numbers(tool, run_on(tool, **observed(FLOWS)))


@each_tool(FLOWING, value=IMPOSSIBLE)
def test_an_impossible_flow_is_refused(refused, tool, value):
    message = refused(tool, **observed([*FLOWS, ("z3", "z5", value)]))
    assert f"FLOWS: commuters is {value:g} in feature 5 of made; {BETWEEN}" in message
