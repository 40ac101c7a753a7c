"""What ``policycircle`` promises, and the zones it takes around a point."""

import math

import pytest
from contracts import Contract
from made_layers import DEGREES, SIDE, column, layer, place, points, reprojected, zones

CONTRACT = Contract(
    takes="ZONES JOBS CENTRE_POINTS PRESET RADIUS OVERLAP",
    returns="OUTPUT OUTPUT_ZONES",
    defaults={"PRESET": 0, "OVERLAP": 50},
)
REFUSES_ALL_ZERO = "JOBS: no zone of made has any jobs. Is it the right field?"
MIDDLE = {0: place(1.5 * SIDE, 1.5 * SIDE)}  # of the zone z5
TWO = {**MIDDLE, 1: place(3.5 * SIDE, 0.5 * SIDE)}  # and of z3


def circled(run, shapes=MIDDLE, crs=None, **given):
    """Return a run on the made zones, with a point at each of these shapes."""
    middles = layer("Point", shapes.values())
    middles = reprojected(middles, crs) if crs else middles
    outputs = {"OUTPUT": "memory:", "OUTPUT_ZONES": "memory:"}
    return run("policycircle", **{"ZONES": zones(), "JOBS": "jobs", "CENTRE_POINTS": middles, **outputs, **given})


def test_a_circle_within_one_zone_takes_that_zone(run):
    ran = circled(run, RADIUS=600)  # pi 600² is 1.13 km² of the square's 1, cut at its sides: 0.98 of it
    assert ran.column("n_units") == [1]
    assert ran.column("jobs") == [column("jobs")[5]]
    assert ran.column("method") == ["policy circle"]
    assert [name for name, centre in zip(column("zone_id"), ran.column("centre_id", "OUTPUT_ZONES")) if centre] == [
        "z5"
    ]


def test_at_an_overlap_of_0_its_neighbours_belong_to_it_too(run):
    ran = circled(run, RADIUS=600, OVERLAP=0)
    assert ran.column("n_units") == [5]  # the circle reaches 100 m over each side, and no corner (707 m)


def test_a_preset_is_a_radius(run):
    infos = [circled(run, PRESET=preset).said.infos for preset in (1, 2, 3)]
    for miles, said in zip((2, 0.8, 0.5), infos):
        assert f"1 circles of {miles * 1609.344:,.1f} m." in said


def test_two_circles_are_ranked_by_jobs(run):
    ran = circled(run, TWO, RADIUS=600)
    jobs = column("jobs")
    assert ran.column("jobs") == [jobs[5], jobs[3]]
    assert ran.column("centre_id") == [1, 2]


def test_points_in_degrees_are_transformed(run):
    assert circled(run, TWO, DEGREES, RADIUS=600).column("jobs") == circled(run, TWO, RADIUS=600).column("jobs")


def test_without_jobs_centres_keep_the_order_of_the_points(run):
    ran = circled(run, TWO, RADIUS=600, JOBS=None)
    assert ran.column("n_units") == [1, 1]
    assert all(not each for each in ran.column("jobs"))  # NULL


def test_circles_without_a_zone_are_counted(run):
    ran = circled(run, {**MIDDLE, 1: place(90 * SIDE, 0)}, RADIUS=600)
    assert "1 of 2 circles hold no zone and are no centres." in ran.said.warnings


def test_circles_elsewhere_are_refused(refused):
    far = points({at: place((90 + at) * SIDE, 0) for at in range(4)})
    assert "No zone lies in a circle with enough of its area." in refused("policycircle", CENTRE_POINTS=far)


def test_the_densities_are_of_the_zones(run):
    ran = circled(run, RADIUS=600)
    [density] = ran.column("dens_ha")
    assert density == pytest.approx(column("jobs")[5] / 100)  # a zone of a square kilometre
    assert math.isclose(ran.column("area_ha")[0], 100)
