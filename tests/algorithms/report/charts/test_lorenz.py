"""The curve of jobs over land, by hand and against what must hold."""

import numpy as np
import pytest
from drawings import SVG, declared, font_size, lettering, read
from hypothesis import given
from hypothesis import strategies as st
from made_up import LOOK

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.report.charts.lorenz import lorenz, lorenz_curve

CLOSE = 1e-9


def test_lorenz_by_hand():
    # Densest first: 60 jobs on 1 ha, 30 on 3, 10 on 6. Half of the jobs are on 50/60 of the first hectare of ten.
    curve = lorenz_curve(np.array([10.0, 60.0, 30.0]), np.array([6.0, 1.0, 3.0]))
    assert curve.half == pytest.approx(100 / 10 * 50 / 60, rel=CLOSE)
    assert curve.most == pytest.approx(40, rel=CLOSE)  # the first two zones hold 90 of 100 jobs on 4 of 10 ha
    assert np.interp([10, 40], curve.land, curve.jobs) == pytest.approx([60, 90], rel=1e-3)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.01, 1e4)), min_size=1, max_size=40))
def test_lorenz_rises_and_bends_one_way(zones):
    jobs, hectares = np.array(zones).T
    if jobs.sum() < 1e-3:
        return
    curve = lorenz_curve(jobs, hectares)
    assert (curve.land[0], curve.land[-1]) == (0, 100)
    assert (np.diff(curve.jobs) >= -CLOSE).all()
    assert (curve.jobs >= curve.land - 1e-6).all()  # the densest first: never below the line of equal hectares
    assert len(curve.land) <= 402


def test_equal_hectares_are_a_straight_line():
    curve = lorenz_curve(np.full(7, 3.0), np.full(7, 2.0))
    np.testing.assert_allclose(curve.jobs, curve.land, rtol=CLOSE)


def test_shares_of_nothing_are_refused():
    with pytest.raises(PlanError, match="hold no"):
        lorenz_curve(np.zeros(2), np.ones(2))


@pytest.mark.parametrize("hectares", [[1.0, 9.0], [9.0, 9.0]], ids=["dense centre", "even"])
def test_labels_of_the_curve_end_within_the_drawing(hectares):
    svg = lorenz([60, 40], hectares, LOOK, "observed").svg
    width, marks = float(read(svg).get("viewBox").split()[2]), lettering(svg)
    for each in marks:
        reach = 0.62 * font_size(each) * len("".join(each.itertext()))  # of a wide font
        if declared(each, "text-anchor") == "start":
            assert float(each.get("x")) + reach < width + 10
        if declared(each, "text-anchor") == "end":
            assert float(each.get("x")) - reach > -10
    assert {declared(each, "text-anchor") for each in marks} >= {"start", "end"}


@pytest.mark.parametrize("hectares", [[1.0, 9.0], [9.0, 9.0]], ids=["dense centre", "even"])
def test_labels_stand_beside_their_marks_where_the_curve_is_not(hectares):
    svg = lorenz([60, 40], hectares, LOOK, "observed").svg
    marks = [(float(each.get("x")), float(each.get("y"))) for each in read(svg).iter(f"{SVG}use")]
    labels = [each for each in lettering(svg) if "of the jobs are on" in "".join(each.itertext())]
    assert len(marks) == len(labels) == 2
    for (x, y), label in zip(marks, labels):  # the curve bends to the right as it rises; y grows downwards
        right_below = float(label.get("x")) > x and float(label.get("y")) > y
        left_above = float(label.get("x")) < x and float(label.get("y")) < y
        assert right_below if declared(label, "text-anchor") == "start" else left_above


def test_the_words_of_the_lorenz_curve_by_hand():
    # 90 of 100 jobs on 1 of 10 ha: half of them on 10 % * 50 / 90
    chart = lorenz([90, 10], [1, 9], LOOK, "observed")
    assert "half of the jobs are on 5.6 % of the land, 90 % of the jobs on 10 %" in chart.alt


def test_no_jobs_have_no_curve():
    with pytest.raises(PlanError, match="no jobs"):
        lorenz([0, 0], [1, 1], LOOK, "observed")
