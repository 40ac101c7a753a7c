"""Mass spread over polygons against areas known by hand and against fine point sampling."""

import numpy as np
import pytest

from agora.algorithms.density.coverage import covered, spread
from agora.algorithms.ground.grid import Grid


def edges(*rings):
    """Edges of closed rings given as corner lists."""
    return np.vstack([np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in map(np.array, rings)]).astype(float)


SQUARE = [(1.5, 0.5), (3.5, 0.5), (3.5, 2.5), (1.5, 2.5)]


def test_a_square_across_cells_gives_hand_counted_areas():
    mass = spread(edges(SQUARE), np.full(4, 10.0), Grid(0, 3, 1, 3, 4))
    expected = np.array([[0, 0.25, 0.5, 0.25], [0, 0.5, 1, 0.5], [0, 0.25, 0.5, 0.25]]) * 10
    np.testing.assert_allclose(mass, expected, atol=1e-12)


def test_a_hole_holds_nothing():
    hole = [(2, 1), (2, 2), (3, 2), (3, 1)]
    mass = spread(edges(SQUARE, hole), np.ones(8), Grid(0, 3, 1, 3, 4))
    assert mass[1, 2] == 0
    assert mass.sum() == pytest.approx(3, abs=1e-12)


def test_a_triangle_gives_half_a_cell():
    mass = spread(edges([(0, 0), (1, 0), (0, 1)]), np.ones(3), Grid(0, 1, 1, 1, 1))
    assert mass[0, 0] == pytest.approx(0.5, abs=1e-12)


def test_what_lies_outside_the_grid_is_left_out():
    mass = spread(edges([(-5, -5), (9, -5), (9, 9), (-5, 9)]), np.ones(4), Grid(0, 3, 1, 3, 4))
    np.testing.assert_allclose(mass, np.ones((3, 4)), atol=1e-12)


def test_random_polygons_keep_their_area_and_agree_with_sampling():
    rng = np.random.default_rng(4)
    grid = Grid(-10, 10, 0.5, 40, 40)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 30))
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(3, 9, 30)[:, None]
    x, y = ring.T
    area = 0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)  # shoelace
    mass = spread(edges(ring), np.ones(30), grid)
    assert mass.sum() == pytest.approx(area, rel=1e-12)
    fine = -10 + (np.arange(1600) + 0.5) / 80
    inside = _winding(ring, *np.meshgrid(fine, fine[::-1]))
    sampled = inside.reshape(40, 40, 40, 40).mean(axis=(1, 3)) * 0.25
    assert np.abs(mass - sampled).max() < 0.25 * 0.05  # 40 x 40 samples of a cell: 1 in 20 near an edge


def _winding(ring, x, y):
    inside = np.zeros(x.shape, bool)
    for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0)):
        crosses = (y0 > y) != (y1 > y)
        inside ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside


def test_cells_half_inside_count_as_covered():
    inside = covered(edges([(0, 0), (2.5, 0), (2.5, 1), (0, 1)]), Grid(0, 1, 1, 1, 4))
    assert inside.tolist() == [[True, True, True, False]]
