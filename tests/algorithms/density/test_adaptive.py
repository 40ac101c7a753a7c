"""Bandwidths that follow the density: Abramson's rule, against spatstat and a naive sum."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.density.adaptive import abramson_bandwidths, adaptive_surface, pilot_density, points_of_zones
from agora.algorithms.density.engine.point_surface import tiled_density
from agora.algorithms.density.engine.smoothing import EXACT, Smoothing
from agora.algorithms.density.kernels import EPANECHNIKOV, GAUSSIAN, KERNELS, QUARTIC
from agora.algorithms.density.surface import Request
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid
from agora.algorithms.ground.points import Points
from agora.algorithms.ground.rings import Edges

SPATSTAT = Path(__file__).resolve().parents[2] / "data" / "spatstat.json"


def scattered(count=200, seed=2):
    rng = np.random.default_rng(seed)
    dense = rng.normal(2000, 150, (count // 2, 2))
    return Points(np.vstack([dense, rng.uniform(0, 4000, (count // 2, 2))]), rng.uniform(0.5, 40, 2 * (count // 2)))


def between(points, bandwidth):
    """The quartic density at the points themselves, as a naive sum."""
    squared = ((points.xy[:, None] - points.xy) ** 2).sum(axis=2) / bandwidth**2
    return (3 / np.pi * np.maximum(1 - squared, 0) ** 2 / bandwidth**2) @ points.weight


def test_the_pilot_is_the_density_at_the_points():
    points = scattered()
    expected = between(points, 400)
    # read between cells of a twentieth of a bandwidth, where the curvature is up to 8 in a direction and 16 in two:
    # 16 / (8 * 20²) of the peak of every point within reach
    within = ((points.xy[:, None] - points.xy) ** 2).sum(axis=2) < 440**2
    peaks = 3 / np.pi / 400**2 * (within @ points.weight)
    assert (np.abs(pilot_density(points, Request(400, 20, QUARTIC)) - expected) <= 0.005 * peaks).all()


@pytest.mark.parametrize("corner", [(0.0, 0.0), (400.0, 0.0), (0.0, 400.0), (400.0, 400.0)], ids=str)
def test_points_at_the_edge_of_all_have_a_pilot_too(corner):
    points = Points(np.array([corner, (200.0, 200.0)]), np.array([5.0, 1.0]))  # on edges of its cells of 5 m
    np.testing.assert_allclose(pilot_density(points, Request(100, 10)), 3 / np.pi / 100**2 * points.weight, rtol=0.005)


def test_dense_places_get_narrow_bandwidths_within_half_and_twice():
    density = np.array([1.0, 4, 16, 10_000, 1e-9])
    # hand calculation: ln of the geometric mean over the first three by their weights is ln 4
    widths = abramson_bandwidths(density, np.array([1.0, 1, 1, 0, 0]), 100)
    np.testing.assert_allclose(widths, [200, 100, 50, 100, 100])
    far = abramson_bandwidths(np.array([1.0, 1e6]), np.array([1e6, 1.0]), 100)
    np.testing.assert_allclose(far, [100, 50], rtol=1e-4)


def test_points_without_weight_are_no_trouble():
    np.testing.assert_array_equal(abramson_bandwidths(np.zeros(3), np.zeros(3), 70.0), [70, 70, 70])


@pytest.mark.parametrize("kernel", KERNELS, ids=[each.name for each in KERNELS])
def test_the_surface_is_the_naive_sum_and_holds_the_total(kernel):
    points, request = scattered(60), Request(300, 40, kernel)
    answer = adaptive_surface(points, request, 400)
    surface = answer.surface.collected()
    widths = abramson_bandwidths(pilot_density(points, Request(400, 20, kernel)), points.weight, 300)
    x, y = np.meshgrid(surface.grid.column_centres(), surface.grid.row_centres())
    expected = np.zeros(surface.grid.shape)
    for (px, py), weight, width in zip(points.xy, points.weight, widths):
        expected += weight * kernel(((x - px) ** 2 + (y - py) ** 2) / width**2) / width**2
    expected *= points.total / (expected.sum() * 40**2)
    assert np.abs(surface.values - expected).max() <= 1e-9 * expected.max()
    assert surface.total == pytest.approx(points.total, rel=1e-9)
    assert 150 <= widths.min() < 300 < widths.max() <= 600
    assert answer.how.startswith(f"Bandwidths from {widths.min():,.0f} to {widths.max():,.0f} m. Exact")


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.floats(0.01, 0.99))
def test_points_may_be_split(seed, share):
    points = scattered(30, seed)
    split = Points(np.vstack([points.xy] * 2), np.append(points.weight * share, points.weight * (1 - share)))
    one, two = (adaptive_surface(each, Request(300, 60), 300).surface.collected().values for each in (points, split))
    np.testing.assert_allclose(two, one, rtol=0, atol=1e-9 * one.max())


def test_edge_correction_keeps_the_points_of_the_study_area():
    points = scattered()
    area = np.array(
        [[1000.0, 1000, 3000, 1000], [3000, 1000, 3000, 3000], [3000, 3000, 1000, 3000], [1000, 3000, 1000, 1000]]
    )
    inside = ((points.xy > 1000) & (points.xy < 3000)).all(axis=1)
    answer = adaptive_surface(points, Request(300, 50, study_area=area, edge_correction=True), 300)
    assert answer.surface.collected().total == pytest.approx(points.weight[inside].sum(), rel=1e-9)
    assert answer.outside == (~inside).sum()


def test_zones_become_points_that_hold_their_jobs():
    lines = np.array([[0.0, 0, 900, 0], [900, 0, 900, 700], [900, 700, 0, 700], [0, 700, 0, 0]])
    points = points_of_zones(Edges(lines, np.zeros(4, int), np.array([630_000.0])), np.array([50.0]), 40)
    assert points.total == pytest.approx(50, rel=1e-12)
    np.testing.assert_allclose(np.average(points.xy, axis=0, weights=points.weight), [450, 350], atol=2)


def test_bandwidths_narrower_than_a_cell_are_refused():
    with pytest.raises(PlanError, match="smaller than a cell of 400 m"):
        adaptive_surface(scattered(), Request(500, 400, EPANECHNIKOV), 500)


@pytest.fixture(scope="module")
def spatstat():
    if not SPATSTAT.exists():
        pytest.skip("tests/data/spatstat.json is not there")
    return json.loads(SPATSTAT.read_text())


def test_bandwidths_are_those_of_spatstat(spatstat):
    found = spatstat["adaptive"]
    pilot = np.array(found["pilot"])
    widths = abramson_bandwidths(pilot, np.ones(len(pilot)), found["h0"])  # its pilot does not look at weights
    np.testing.assert_allclose(widths, found["bandwidths"], rtol=1e-7)  # ten digits in the file


def test_the_pilot_is_that_of_spatstat(spatstat):
    points = Points(np.column_stack([spatstat["x"], spatstat["y"]]), np.array(spatstat["weight"], dtype=float))
    ours = pilot_density(points, Request(spatstat["adaptive"]["hp"], 10, GAUSSIAN))
    # its Gaussian is not cut at four standard deviations (0.03 %); reading between cells (0.5 %)
    np.testing.assert_allclose(ours, spatstat["adaptive"]["pilot_weighted"], rtol=0.006)


def test_the_surface_is_that_of_spatstat(spatstat):
    points = Points(np.column_stack([spatstat["x"], spatstat["y"]]), np.array(spatstat["weight"], dtype=float))
    widths = np.array(spatstat["adaptive"]["bandwidths"])
    grid = Grid(0, 800, 10, 80, 100)  # cuts kernels off, so nothing is scaled
    values = tiled_density(points, Smoothing(grid, widths, GAUSSIAN, EXACT)).collected().values
    row, col = (800 - np.array(spatstat["at_y"])) // 10, np.array(spatstat["at_x"]) // 10
    expected = np.array(spatstat["adaptive"]["surface_without_pixels"])
    # cut at four standard deviations: exp(-8) of every kernel's peak, and as much of the value
    cut = np.exp(-8) * (expected + (points.weight / (2 * np.pi * widths**2)).sum())
    assert (np.abs(values[row.astype(int), col.astype(int)] - expected) <= 1.001 * cut).all()


def test_progress_only_grows_to_the_end():
    done = []
    adaptive_surface(scattered(), Request(300, 40), 400, done.append)
    assert 0 <= done[0] < 0.2  # the pilot is half of it, and finding its points a fifth of that
    assert done == sorted(done)
    assert done[-1] == 1
