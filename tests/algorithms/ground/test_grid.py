"""Where cells lie: corners counted by hand, and what every grid must cover."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid, grid_over


def test_edges_and_shape():
    grid = Grid(100, 900, 50, 4, 6)
    assert (grid.west, grid.south, grid.east, grid.north) == (100, 700, 400, 900)
    assert grid.shape == (4, 6)


def test_columns_run_east_and_rows_run_south():
    grid = Grid(100, 900, 50, 3, 2)
    assert grid.column_centres().tolist() == [125, 175]
    assert grid.row_centres().tolist() == [875, 825, 775]


def test_feet_become_metres():
    assert Grid(1000, 2000, 10, 3, 4).scaled(0.3048) == Grid(304.8, 609.6, 3.048, 3, 4)


def test_edges_lie_on_multiples_of_the_cell():
    assert grid_over((-12, 7, 33, 41), 10) == Grid(-20, 50, 10, 5, 6)


def test_a_margin_widens_all_sides():
    assert grid_over((0, 0, 100, 50), 10, 25) == Grid(-30, 80, 10, 11, 16)


@pytest.mark.parametrize(
    ("bounds", "shape"),
    [((5, 5, 5, 5), (1, 1)), ((0, 0, 100, 0), (1, 10)), ((10, 10, 10, 30), (2, 1))],
    ids=["one place", "a line along a row", "a line along a column"],
)
def test_what_has_no_area_still_gets_a_cell(bounds, shape):
    assert grid_over(bounds, 10).shape == shape


@given(
    corner=st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7)),
    size=st.tuples(st.floats(0, 1e5), st.floats(0, 1e5)),
    cell=st.floats(1, 1000),
    margin=st.floats(0, 5000),
)
def test_any_grid_covers_bounds_and_margin_with_at_most_a_cell_to_spare(corner, size, cell, margin):
    west, south, east, north = *corner, corner[0] + size[0], corner[1] + size[1]
    grid = grid_over((west, south, east, north), cell, margin)
    spare = np.array(
        [west - margin - grid.west, south - margin - grid.south, grid.east - east - margin, grid.north - north - margin]
    )
    # coordinates of up to 1e7 and a margin, each rounded a few times; a billionth of a cell is taken for rounding
    rounding = 4 * np.finfo(float).eps * 2e7 + 1e-9 * cell
    assert (spare >= -rounding).all()
    assert (spare <= cell + rounding).all()


@pytest.mark.parametrize("unit", [0.3048, 1200 / 3937, 1000.0])
def test_an_edge_between_cells_stays_one_in_any_unit(unit):
    bounds = 547_600.0, 4_177_600.0, 556_400.0, 4_185_400.0
    read = tuple(side / unit * unit for side in bounds)
    assert grid_over(read, 200 / unit * unit).shape == grid_over(bounds, 200).shape == (39, 44)


@given(west=st.floats(-1e6, 1e6), shift=st.integers(-50, 50))
def test_grids_of_one_cell_size_are_aligned(west, shift):
    one, two = grid_over((west, 0, west + 100, 100), 25), grid_over((west + shift, 0, west + 300, 100), 25)
    assert math.remainder(one.west - two.west, 25) == 0


@pytest.mark.parametrize("cell", [0, -1, math.nan, math.inf])
def test_a_cell_that_is_no_length_is_refused(cell):
    with pytest.raises(PlanError, match="cell size"):
        grid_over((0, 0, 1, 1), cell)


@pytest.mark.parametrize("wrong", [math.nan, math.inf])
def test_bounds_that_are_no_numbers_are_refused(wrong):
    with pytest.raises(PlanError, match="not finite"):
        grid_over((0, 0, wrong, 1), 1)
