"""What a zone of any shape counts: its area, seen by the centre that it makes alone."""

import math

import pytest
from made_layers import (
    SOUTH,
    WEST,
    around,
    layer,
)


def areas(run_on, shape, kind="MultiPolygon"):
    """Return the hectares of the one zone of that shape, as a centre."""
    one = layer(kind, [shape], {"jobs": [50_000.0]})
    return run_on("cutoffcentres", one).column("area_ha")


def test_a_bow_tie_has_the_area_of_its_two_triangles(run_on):
    bow_tie = around("POLYGON(({w} {s},{e} {n},{e} {s},{w} {n},{w} {s}))")
    assert areas(run_on, bow_tie) == pytest.approx([50.0])  # 2 * 1000 m * 500 m / 2


def test_the_parts_of_a_zone_count_together(run_on):
    apart = around("MULTIPOLYGON((({w} {s},{e} {s},{e} {n},{w} {s})),((0 0,0 100,100 100,100 0,0 0)))")
    assert areas(run_on, apart) == pytest.approx([51.0])


def test_a_curved_zone_has_the_area_of_its_circle(run_on):
    west, east, middle = WEST, WEST + 1000, WEST + 500
    circle = (
        f"CURVEPOLYGON(CIRCULARSTRING({west} {SOUTH},{middle} {SOUTH + 500},{east} {SOUTH},"
        f"{middle} {SOUTH - 500},{west} {SOUTH}))"
    )
    # QGIS takes a chord for each degree or so, which loses 1 - sin(a) / a of the area, 5e-5 at one degree
    assert areas(run_on, circle, "CurvePolygon") == pytest.approx([math.pi * 25], rel=1e-4)


def test_heights_and_measures_are_left_aside(run_on):
    raised = around("MULTIPOLYGON ZM((({w} {s} 1 2,{e} {s} 3 4,{e} {n} 5 6,{w} {s} 1 2)))")
    assert areas(run_on, raised, "MultiPolygonZM") == pytest.approx([50.0])
