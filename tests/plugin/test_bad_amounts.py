"""Amounts that are no amounts, in every tool that reads some: a counted warning or an error, never silence."""

import math

import numpy as np
import pytest
from making import FLOWS, RASTERS, column, flows, points, zones

AMOUNTS = {  # a field that the tool adds up
    "kerneldensity": "jobs",
    "relativedensity": "jobs",
    "bandwidth": "jobs",
    "zonedensity": "jobs",
    "effectivedensity": "jobs",
    "densitygradient": "jobs",
    "cutoffcentres": "jobs",
    "locationquotients": "retail",
    "variety": "retail",
    "classifyroles": "jobs",
    "gravitymodel": "jobs",
    "spatialplan": "jobs",
}
RESULTS = {
    "bandwidth": ("selector", "sigma", "quartic", "note"),
    "zonedensity": ("dens_ha",),
    "effectivedensity": ("eff_dens", "own_share"),
    "densitygradient": ("from_km", "jobs", "dens_ha", "fit_ha"),
    "cutoffcentres": ("jobs", "area_ha", "n_units"),
    "locationquotients": ("lq_retail", "slq_finprof", "zlq_healthedu"),
    "variety": ("shannon", "hill2"),
    "classifyroles": ("role", "margin", "firm", "role_why"),
    "gravitymodel": ("origin", "dest", "commuters"),
    "spatialplan": ("role", "margin"),
}
MISSING = {"NULL": (None, "is NULL"), "NaN": (math.nan, "is not a number")}
IMPOSSIBLE = {"infinite": math.inf, "minus infinite": -math.inf, "negative": -1.0, "1e300": 1e300}
BETWEEN = "it must be between 0 and 1e+15"
EVERY_ZERO = {  # what the message asks about
    "relativedensity": "NUMERATOR is 0 everywhere",
    "bandwidth": "Check the layer, its filter and WEIGHT",
    "densitygradient": "Is it the right field?",
    "cutoffcentres": "check the units",
    "locationquotients": "Choose the fields that hold jobs by sector",
    "variety": "Choose the fields that hold jobs",
    "classifyroles": "Choose the field that holds jobs",
    "gravitymodel": "is it the right field",
    "spatialplan": "0.0 jobs per hectare",
}


def numbers(tool, ran):
    """Return what a tool found, to be compared."""
    if tool in RASTERS:
        return np.nan_to_num(ran.surface(), nan=-1e9).tolist()
    key, name = ("PLAN", "zones") if tool == "spatialplan" else ("OUTPUT", "")
    return [ran.column(field, key, name) for field in RESULTS[tool]]


@pytest.mark.parametrize("tool", AMOUNTS)
def test_a_missing_amount_of_a_zone_counts_as_0_and_is_said(run_on, tool):
    field = AMOUNTS[tool]
    expected = numbers(tool, run_on(tool, zones(**{field: column(field, z3=0.0)})))
    for value, reason in MISSING.values():
        ran = run_on(tool, zones(**{field: column(field, z3=value)}))
        assert f"1 of 12 zones of made: {field} {reason}, counted as 0." in ran.said.warnings
        assert numbers(tool, ran) == expected


@pytest.mark.parametrize("value", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize("tool", AMOUNTS)
def test_an_impossible_amount_of_a_zone_is_refused(refused, tool, value):
    field = AMOUNTS[tool]
    message = refused(tool, zones(**{field: column(field, z3=value)}))
    assert f"{field} is {value:g} in feature 4 of made; {BETWEEN}. Correct it or filter it out." in message


@pytest.mark.parametrize("values", [["1"] * 12, [True] * 12], ids=["text", "yes or no"])
@pytest.mark.parametrize("tool", AMOUNTS)
def test_a_field_without_numbers_is_refused(refused, tool, values):
    message = refused(tool, zones(**{AMOUNTS[tool]: values}))
    assert f"the field “{AMOUNTS[tool]}” of made holds no numbers" in message
    assert "Convert it first" in message


@pytest.mark.parametrize("tool", EVERY_ZERO)
def test_amounts_that_are_all_0_are_refused_where_a_share_is_taken(refused, tool):
    nothing = dict.fromkeys(("jobs", "retail", "finprof", "healthedu", "manufact"), [0.0] * 12)
    assert EVERY_ZERO[tool] in refused(tool, zones(**nothing))


@pytest.mark.parametrize("make", [zones, points])
def test_a_density_of_amounts_that_are_all_0_is_0_and_is_said(run_on, make):
    made = make(jobs=[0.0] * make().featureCount())
    ran = run_on("kerneldensity", made)
    assert not ran.surface().any()
    assert ran.said.warnings == ["The surface is 0 everywhere: no feature of made has any jobs."]


@pytest.mark.parametrize("tool", ["zonedensity", "effectivedensity"])
def test_densities_of_amounts_that_are_all_0_are_0_and_that_is_said(run_on, tool):
    ran = run_on(tool, zones(jobs=[0.0] * 12))
    assert set(ran.column(RESULTS[tool][0])) == {0.0}
    [warning] = ran.said.warnings
    assert "No zone of made has any jobs" in warning


@pytest.mark.parametrize("value", [None, math.nan], ids=MISSING)
def test_a_point_without_an_amount_is_left_out_and_counted(run_on, value):
    ran = run_on("kerneldensity", points(jobs=[10.0, value, 30.0, 40.0]))
    assert ran.results["SKIPPED"] == 1
    assert "1 of 4 features of made skipped: jobs is" in ran.warned
    assert ran.results["TOTAL_WEIGHT"] == 80.0
    assert ran.results["RASTER_TOTAL"] == pytest.approx(80.0, rel=1e-9)


@pytest.mark.parametrize("value", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_amount_of_a_point_is_refused(refused, value):
    assert BETWEEN in refused("kerneldensity", points(jobs=[10.0, value, 30.0, 40.0]))


@pytest.mark.parametrize("value", MISSING.values(), ids=MISSING)
@pytest.mark.parametrize("tool", ["commutingsummary", "desirelines"])
def test_a_flow_without_people_is_left_out_and_counted(run_on, tool, value):
    ran = run_on(tool, moves=flows([*FLOWS, ("z3", "z5", value[0])]))
    assert ran.results["SKIPPED"] == 1
    assert "1 of 5 features of made skipped: commuters is no number." in ran.warned
    people = {"commutingsummary": ("workers", 115.0), "desirelines": ("commuters", 110.0)}[tool]
    assert np.nansum([each or 0.0 for each in ran.column(people[0])]) == people[1]


@pytest.mark.parametrize("value", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
@pytest.mark.parametrize("tool", ["commutingsummary", "desirelines"])
def test_an_impossible_flow_is_refused(refused, tool, value):
    message = refused(tool, moves=flows([*FLOWS, ("z3", "z5", value)]))
    assert f"FLOWS: commuters is {value:g} in feature 5 of made; {BETWEEN}" in message
