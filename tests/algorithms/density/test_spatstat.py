"""Surfaces against R's spatstat: its density.ppp, without edge correction and with Diggle's."""

import numpy as np
import pytest
from spatstat import AT, VALUES, WEIGHTED

from agora.algorithms.density.engine.point_surface import kernel_density
from agora.algorithms.density.engine.polygons import StudyCells, covered
from agora.algorithms.density.engine.smoothing import EXACT, FAST, Smoothing
from agora.algorithms.density.kernels import GAUSSIAN
from agora.algorithms.ground.grid import Grid

CELL = 10.0
SIGMA = VALUES["density"]["sigma"]
BEYOND = np.exp(-8)  # the share of a Gaussian's mass beyond 4 σ, which ours leaves out and scales up for
# sharing a point among cell middles: an eighth of cell² times the second derivative, 1 / σ² of the peak, along each axis
BINNING = 2 * (CELL / SIGMA) ** 2 / 8
# where our kernels end, 4 σ away, each point of weight w still adds w exp(-8) / (2π σ²) in spatstat
TAILS = BEYOND * WEIGHTED.total / (2 * np.pi * SIGMA**2)


def at_places(surface):
    column = np.rint((AT[:, 0] - surface.grid.west) / CELL - 0.5).astype(int)
    row = np.rint((surface.grid.north - AT[:, 1]) / CELL - 0.5).astype(int)
    return surface.values[row, column]


@pytest.mark.parametrize(("method", "binning"), [(EXACT, 0.0), (FAST, BINNING)])
def test_a_gaussian_surface_is_that_of_spatstat(method, binning):
    around = Grid(-300, 1100, CELL, 140, 160)
    surface = kernel_density(WEIGHTED, Smoothing(around, SIGMA, GAUSSIAN, method))
    expected = np.array(VALUES["density"]["plain"])
    np.testing.assert_allclose(at_places(surface), expected, rtol=2 * BEYOND + binning, atol=TAILS)


def test_an_edge_corrected_surface_is_that_of_spatstat():
    corners = np.column_stack([VALUES["window"]["x"], VALUES["window"]["y"]]).astype(float)
    grid = Grid(0, 800, CELL, 80, 100)
    window = StudyCells(covered(np.hstack([corners, np.roll(corners, -1, axis=0)]), grid), edge_correction=True)
    surface = kernel_density(WEIGHTED, Smoothing(grid, SIGMA, GAUSSIAN, EXACT, window))
    expected = np.array(VALUES["density"]["diggle"])
    # besides the tails: spatstat takes the share inside from the nearest pixel of 1 m, 0.5 m off a point, where it
    # changes by up to 1 / (√(2π) σ) per m from 1/2; ours reads it between cells of 10 m (off as in binning)
    share = 2 * 0.5 / (np.sqrt(2 * np.pi) * SIGMA) + BINNING
    np.testing.assert_allclose(at_places(surface), expected, rtol=2 * BEYOND + share, atol=TAILS)
    assert surface.total == pytest.approx(WEIGHTED.total, rel=1e-9)
