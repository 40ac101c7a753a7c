"""Roles by thresholds, groups and centres that do not fit, and that lie in another CRS."""

import pytest
from contracts import Contract
from made_layers import FEET, GROUPS, layer, reprojected, square, table

CONTRACT = Contract(
    takes="ZONES JOBS RESIDENTS POPULATION KNOWLEDGE CONSUMER INDUSTRY PUBLIC CENTRES THRESHOLDS",
    returns="OUTPUT OUTPUT_PATCHES OUTPUT_PROFILE",
)
REFUSES_ALL_ZERO = "Choose the field that holds jobs"


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


def test_centres_in_another_crs_are_transformed(run_on):
    centre = layer("MultiPolygon", [square(1000, 1000)])
    roles = [run_on("classifyroles", CENTRES=each).column("role_why") for each in (centre, reprojected(centre, FEET))]
    assert roles[0] == roles[1]
