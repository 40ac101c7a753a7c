"""Mass spread over polygons against areas known by hand and against fine point sampling."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.density.engine.blocks import Block
from agora.algorithms.density.engine.polygons import StudyOutline, covered, mass_in_cells
from agora.algorithms.ground.grid import Grid


def edges(*rings):
    """Edges of closed rings given as corner lists."""
    return np.vstack([np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in map(np.array, rings)]).astype(float)


SQUARE = [(1.5, 0.5), (3.5, 0.5), (3.5, 2.5), (1.5, 2.5)]


def test_a_square_across_cells_gives_hand_counted_areas():
    mass = mass_in_cells(edges(SQUARE), np.full(4, 10.0), Grid(0, 3, 1, 3, 4))
    expected = np.array([[0, 0.25, 0.5, 0.25], [0, 0.5, 1, 0.5], [0, 0.25, 0.5, 0.25]]) * 10
    np.testing.assert_allclose(mass, expected, atol=1e-12)


def test_a_hole_holds_nothing():
    hole = [(2, 1), (2, 2), (3, 2), (3, 1)]
    mass = mass_in_cells(edges(SQUARE, hole), np.ones(8), Grid(0, 3, 1, 3, 4))
    assert mass[1, 2] == 0
    assert mass.sum() == pytest.approx(3, abs=1e-12)


def test_a_triangle_gives_half_a_cell():
    mass = mass_in_cells(edges([(0, 0), (1, 0), (0, 1)]), np.ones(3), Grid(0, 1, 1, 1, 1))
    assert mass[0, 0] == pytest.approx(0.5, abs=1e-12)


def test_what_lies_outside_the_grid_is_left_out():
    mass = mass_in_cells(edges([(-5, -5), (9, -5), (9, 9), (-5, 9)]), np.ones(4), Grid(0, 3, 1, 3, 4))
    np.testing.assert_allclose(mass, np.ones((3, 4)), atol=1e-12)


def test_random_polygons_keep_their_area_and_agree_with_sampling():
    rng = np.random.default_rng(4)
    grid = Grid(-10, 10, 0.5, 40, 40)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 30))
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(3, 9, 30)[:, None]
    x, y = ring.T
    area = 0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)  # shoelace
    mass = mass_in_cells(edges(ring), np.ones(30), grid)
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


# Nasty input, against clipping triangle by cell in fractions (Sutherland & Hodgman 1974): no rounding at all.

FAR = Grid(500_000, 5_000_040, 5, 8, 9)  # cells of 5 m, coordinates of five million


def clipped(ring, axis, limit, sign):
    """Return the part of a ring where sign * coordinate <= sign * limit."""
    kept = []
    for a, b in zip(ring, ring[1:] + ring[:1]):
        inside_a, inside_b = sign * a[axis] <= sign * limit, sign * b[axis] <= sign * limit
        if inside_a:
            kept.append(a)
        if inside_a != inside_b:
            t = (limit - a[axis]) / (b[axis] - a[axis])
            kept.append(tuple(p + t * (q - p) for p, q in zip(a, b)))
    return kept


def fraction_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def exactly(rings, per_area, grid):
    mass = np.zeros(grid.shape)
    for row, col in np.ndindex(grid.shape):
        west, north = Fraction(grid.west) + col * Fraction(grid.cell), Fraction(grid.north) - row * Fraction(grid.cell)
        sides = ((0, west, -1), (0, west + Fraction(grid.cell), 1), (1, north, 1), (1, north - Fraction(grid.cell), -1))
        total = Fraction(0)
        for ring, each in zip(rings, per_area):
            part = [tuple(map(Fraction, corner)) for corner in ring]
            for side in sides:
                part = clipped(part, *side)
            total += Fraction(each) * fraction_area(part)
        mass[row, col] = float(total)
    return mass


def left_about(ring):
    return ring if fraction_area([tuple(map(Fraction, corner)) for corner in ring]) >= 0 else ring[::-1]


def lattice_corner():
    """Corners on grid lines, on crossings of them and half way between, on the grid and around it."""
    x, y = st.integers(-4, 22), st.integers(-4, 20)
    return st.tuples(x.map(lambda k: 500_000 + 2.5 * k), y.map(lambda k: 5_000_000 + 2.5 * k))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.tuples(*3 * [lattice_corner()]), st.floats(0.01, 100)), min_size=1, max_size=4))
def test_corners_and_edges_on_grid_lines_and_overlaps_are_exact(shapes):
    rings = [left_about(list(ring)) for ring, _ in shapes]
    per_area = [each for _, each in shapes]
    mass = mass_in_cells(np.vstack([edges(ring) for ring in rings]), np.repeat(per_area, 3), FAR)
    expected = exactly(rings, per_area, FAR)
    np.testing.assert_allclose(mass, expected, rtol=0, atol=1e-12 * sum(per_area) * 25 * 9)
    assert (mass[expected == 0] == 0).all()
    assert (mass >= 0).all()


def test_a_square_that_is_a_block_of_cells():
    ring = [(500_010, 5_000_010), (500_020, 5_000_010), (500_020, 5_000_025), (500_010, 5_000_025)]
    mass = mass_in_cells(edges(ring), np.ones(4), FAR)
    expected = np.zeros(FAR.shape)
    expected[3:6, 2:4] = 25
    np.testing.assert_array_equal(mass, expected)


def test_squares_side_by_side_leave_neither_gap_nor_seam():
    rings = [
        [
            (500_000 + a, 5_000_000 + b),
            (500_003 + a, 5_000_000 + b),
            (500_003 + a, 5_000_004 + b),
            (500_000 + a, 5_000_004 + b),
        ]
        for a in range(0, 45, 3)
        for b in range(0, 40, 4)
    ]
    mass = mass_in_cells(np.vstack([edges(ring) for ring in rings]), np.ones(4 * len(rings)), FAR)
    np.testing.assert_allclose(mass, 25, rtol=1e-13)


@pytest.mark.parametrize("width", [1.0, 1e-2, 1e-4, 1e-6], ids=lambda width: f"{width:g} m wide")
@pytest.mark.parametrize("slope", [(0, 300), (300, 0), (400, 333)], ids=["upright", "level", "aslant"])
def test_a_sliver_keeps_its_jobs_and_leaves_no_trace_elsewhere(width, slope):
    grid = Grid(500_000, 5_004_000, 5, 800, 800)
    start = np.array([500_700.3, 5_000_200.1])
    across = np.array([slope[1], -slope[0]]) / np.hypot(*slope) * width
    lines = edges([start, start + across, start + across + slope, start + slope])
    x0, y0, x1, y1 = (lines - np.tile(lines[0, :2], 2)).T
    area = np.sum(x0 * y1 - x1 * y0) / 2
    mass = mass_in_cells(lines, np.full(4, 100 / area), grid)
    # places are known to 1e-9 m (doubles at five million), and again to a 2^-43rd of a cell on the grid
    assert mass.sum() == pytest.approx(100, rel=max(2e-9 / width, 1e-12))
    rows, cols = np.nonzero(mass)
    x, y = grid.column_centres()[cols], grid.row_centres()[rows]
    away = np.abs((np.column_stack([x, y]) - start) @ across) / width
    assert away.max() <= 5 + width  # a cell and the sliver's own width, measured at right angles
    assert (mass >= 0).all()


def test_many_overlapping_polygons_leave_nothing_outside():
    rng = np.random.default_rng(9)
    grid = Grid(500_000, 5_006_000, 5, 1200, 1300)
    shapes, per_area, expected = [], [], 0.0
    for density in 10 ** rng.uniform(-6, 3, 300):
        angle = (np.arange(30) + rng.uniform(0, 1, 30)) * 2 * np.pi / 30
        ring = rng.uniform(2000, 4000, 2) + np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(
            50, 900, (30, 1)
        )
        x, y = ring.T
        expected += density * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2
        shapes.append(edges(ring + np.array([500_000, 5_000_000])))
        per_area.append(np.full(30, density))
    mass = mass_in_cells(np.vstack(shapes), np.concatenate(per_area), grid)
    assert mass.sum() == pytest.approx(expected, rel=1e-9)
    x, y = np.meshgrid(grid.column_centres(), grid.row_centres())
    outside = (x < 501_090) | (x > 504_910) | (y < 5_001_090) | (y > 5_004_910)  # 2000 - 900 and 4000 + 900, 10 m off
    assert (mass[outside] == 0).all()


def test_no_polygons_no_mass():
    assert (mass_in_cells(np.empty((0, 4)), np.empty(0), FAR) == 0).all()
    assert not covered(np.empty((0, 4)), FAR).any()


@pytest.mark.parametrize(
    ("width", "inside"),
    [(2.5, True), (2.5 + 1e-6, True), (2.5 - 1e-6, False), (2.4, False), (2.6, True), (5.0, True)],
    ids=["half", "a hair over half", "a hair under half", "48 %", "52 %", "all"],
)
def test_a_cell_is_inside_from_half_of_it_on(width, inside):
    # "at least half inside": a strip along the western edge of one cell of 5 m
    west, south = FAR.west, FAR.south
    strip = [(west, south), (west + width, south), (west + width, south + 5), (west, south + 5)]
    found = covered(edges(strip), FAR)
    assert found[-1, 0] == inside
    assert found.sum() == inside


PARTS = {  # of a grid of 4 by 5 cells that lies within a polygon: where a block stands, and its cells that are on the grid
    "within": (Block(1, 1, 2, 3), 6),
    "over a corner": (Block(-2, -1, 3, 3), 2),
    "over all": (Block(-2, -2, 9, 9), 20),
    "above": (Block(-3, 0, 3, 5), 0),
    "below": (Block(4, 0, 2, 5), 0),
    "left": (Block(0, -2, 4, 2), 0),
    "right": (Block(0, 7, 4, 2), 0),
}


@pytest.mark.parametrize(("block", "count"), PARTS.values(), ids=PARTS)
def test_only_cells_of_the_grid_are_in_a_study_area(block, count):
    wide = edges([(-100, -100), (100, -100), (100, 100), (-100, 100)])
    inside = StudyOutline(wide, Grid(0, 4, 1, 4, 5)).mask(block)()
    assert inside.shape == block.shape
    assert inside.sum() == count
    on_grid = np.zeros(block.shape, bool)
    on_grid[max(-block.top, 0) : max(4 - block.top, 0), max(-block.left, 0) : max(5 - block.left, 0)] = True
    np.testing.assert_array_equal(inside, on_grid)
