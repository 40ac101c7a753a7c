"""Contour centres on surfaces drawn by hand, and their outlines against circles known exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.centres.contour import Rule, density_centres, share_threshold
from agora.algorithms.centres.outline import outlines
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid

HECTARE = Grid(0, 600, 100, 6, 7)  # cells of one hectare

CITY = np.array(
    [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 30, 40, 30, 0, 0, 0],
        [0, 40, 9, 60, 0, 26, 0],
        [0, 30, 50, 30, 0, 0, 0],
        [0, 0, 0, 0, 12, 0, 0],
        [0, 0, 0, 0, 0, 0, 80],
    ],
    dtype=float,
)


def test_a_threshold_finds_each_high_place():
    centres, cell = density_centres(CITY, HECTARE, Rule(25, 25, min_hole=0))
    assert centres.jobs.tolist() == [310, 80, 26]
    assert centres.units.tolist() == [8, 1, 1]
    assert cell[2, 2] == -1  # the hole
    assert cell[5, 6] == 1


def test_a_small_hole_is_filled_and_its_jobs_count():
    centres, cell = density_centres(CITY, HECTARE, Rule(25, 25, min_hole=2))
    assert centres.jobs[0] == 319
    assert centres.area[0] == 9
    assert cell[2, 2] == 0


def test_small_places_are_left_out():
    centres, _ = density_centres(CITY, HECTARE, Rule(25, 25, min_jobs=50, min_area=2))
    assert len(centres) == 1


def test_hysteresis_grows_from_high_places_only():
    _, cell = density_centres(CITY, HECTARE, Rule(50, 25, min_hole=0))
    assert cell[1, 1] == 0  # 30: grown into
    assert cell[2, 5] == -1  # 26: reaches no 50
    assert cell[5, 6] == 1


def test_no_place_high_enough_names_the_highest():
    with pytest.raises(PlanError, match=r"reaches 80\.0 jobs per hectare"):
        density_centres(CITY, HECTARE, Rule(200, 200))


def test_the_smallest_area_that_holds_half_of_all_jobs():
    # sorted: 80 60 50 40 40 30 ...; all 437, half 218.5: 80+60+50 = 190, +40 = 230
    assert share_threshold(CITY, 0.5) == 40


def test_the_area_grows_with_the_share():
    shares = np.linspace(0.01, 1, 50)
    levels = [share_threshold(CITY, each) for each in shares]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == 9  # all jobs: every cell that has any


def test_no_jobs_no_share():
    with pytest.raises(PlanError, match="no jobs"):
        share_threshold(np.zeros((3, 3)), 0.5)


def _area(ring):
    x, y = (ring - ring[0]).T
    return np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2


def test_the_outline_of_a_cone_is_a_circle():
    grid = Grid(-1000, 1000, 20, 100, 100)
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    cone = np.maximum(800 - np.hypot(x, y), 0)
    (rings,) = outlines(density_centres(cone, grid, Rule(300, 300)).centre, cone, 300, grid)
    assert len(rings) == 1
    radius = np.hypot(*rings[0].T)
    assert np.abs(radius - 500).max() < 0.25  # a chord of 20 m in a circle of 500 m: sagitta 20²/8/500 = 0.1 m
    assert _area(rings[0]) == pytest.approx(np.pi * 500**2, rel=1e-3)


def test_a_ring_has_a_shell_and_a_hole():
    grid = Grid(-1000, 1000, 20, 100, 100)
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    ring = np.maximum(300 - np.abs(np.hypot(x, y) - 600), 0)
    (rings,) = outlines(density_centres(ring, grid, Rule(100, 100)).centre, ring, 100, grid)
    assert len(rings) == 2
    assert _area(rings[0]) == pytest.approx(np.pi * 800**2, rel=1e-3)
    assert _area(rings[1]) == pytest.approx(-np.pi * 400**2, rel=1e-3)


@settings(max_examples=80)
@given(seed=st.integers(0, 10**6))
def test_outlines_of_any_surface_enclose_their_cells_and_no_others(seed):
    rng = np.random.default_rng(seed)
    values, grid = rng.uniform(0, 100, (9, 11)), Grid(0, 9, 1, 9, 11)
    found = density_centres(values, grid, Rule(60, 50, min_area=0, min_hole=0))
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    for place, rings in enumerate(outlines(found.centre, values, 50, grid)):
        inside = np.zeros(values.shape, bool)
        for ring in rings:
            for (x0, y0), (x1, y1) in zip(ring[:-1], ring[1:]):
                with np.errstate(divide="ignore", invalid="ignore"):
                    inside ^= ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
        np.testing.assert_array_equal(inside, found.centre == place)
        assert _area(rings[0]) > 0
        assert all(_area(hole) < 0 for hole in rings[1:])


RIDGE = np.pad(np.array([[50.0, 30.0, 20.0]]), 1)  # falls eastwards, on cells of a hectare
ABOUT_RIDGE = Grid(0, 300, 100, 3, 5)
EXACTLY = {  # "at or above" of density_centres, and at least so many jobs and hectares: exactly so is enough
    "a seed at the threshold": (Rule(50, 30), 80),
    "a seed a little under it": (Rule(50.001, 30), 0),
    "grown to the lower one": (Rule(50, 20), 100),
    "not to what is a little under it": (Rule(50, 20.001), 80),
    "as many jobs as asked for": (Rule(50, 30, min_jobs=80), 80),
    "a job too few": (Rule(50, 30, min_jobs=81), 0),
    "as many hectares as asked for": (Rule(50, 30, min_area=2), 80),
    "a little too small": (Rule(50, 30, min_area=2.001), 0),
}


@pytest.mark.parametrize(("rule", "jobs"), EXACTLY.values(), ids=EXACTLY)
def test_what_reaches_a_limit_exactly_is_in(rule, jobs):
    if jobs:
        assert density_centres(RIDGE, ABOUT_RIDGE, rule).centres.jobs.tolist() == [jobs]
    else:
        with pytest.raises(PlanError, match=r"reaches 50\.0"):
            density_centres(RIDGE, ABOUT_RIDGE, rule)


@pytest.mark.parametrize(("least", "filled"), [(1.0, False), (1.001, True)], ids=["as large", "smaller"])
def test_a_gap_is_filled_if_it_is_smaller_than_asked_for(least, filled):
    _, cell = density_centres(CITY, HECTARE, Rule(25, 25, min_hole=least))
    assert (cell[2, 2] == 0) == filled


def test_a_centre_may_be_a_hectare_and_gaps_of_less_are_filled_unless_asked():
    # the defaults of Density centres, docs/tools/densitycentres.md
    assert Rule(25, 25)[2:] == (0, 1, 1)


@pytest.mark.parametrize(("least", "jobs"), [(0.5, [20]), (0.501, [])], ids=["as large", "a little too small"])
def test_the_least_area_is_in_hectares_whatever_the_cell(least, jobs):
    quarters = Grid(0, 150, 50, 3, 5)  # cells of 0.25 ha: the 50 and the 30 are half a hectare with 20 jobs
    if jobs:
        assert density_centres(RIDGE, quarters, Rule(50, 30, min_area=least)).centres.jobs.tolist() == jobs
    else:
        with pytest.raises(PlanError, match=r"on at least 0\.501 ha"):
            density_centres(RIDGE, quarters, Rule(50, 30, min_area=least))
