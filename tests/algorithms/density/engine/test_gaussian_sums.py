"""Sums over the other points: exact for few, by cells for many, against the sum written out."""

import numpy as np
import pytest
from towns import towns

from agora.algorithms.density.engine import gaussian_sums
from agora.algorithms.density.engine.gaussian_sums import GaussianSums
from agora.algorithms.ground.points import Points


def naive(points, sigma):
    sums = []
    for i, place in enumerate(points.xy):
        near = points.weight * np.exp(-((points.xy - place) ** 2).sum(axis=1) / (2 * sigma**2))
        sums.append(np.delete(near, i).sum())
    return np.array(sums)


@pytest.mark.parametrize("sigma", [30.0, 200.0, 4000.0])
def test_few_points_are_summed_exactly(sigma):
    points = towns(150)
    expected = naive(points, sigma)
    seen = expected > 1e-300
    assert seen.any()
    np.testing.assert_allclose(np.exp(GaussianSums(points).others(sigma))[seen], expected[seen], rtol=1e-9)


def test_a_place_far_from_all_keeps_a_value():
    points = Points(np.array([[0, 0], [10, 0], [1e6, 0]]), np.array([1.0, 2.0, 3.0]))
    found = GaussianSums(points).others(1.0)[2]
    assert found == pytest.approx(np.log(2) - 999_990**2 / 2, rel=1e-12)


@pytest.mark.parametrize("most_cells", [10**9, 0], ids=["on a grid", "in pairs of cells"])
@pytest.mark.parametrize("sigma", [60.0, 300.0, 1500.0])
def test_many_points_are_summed_within_what_is_promised(sigma, most_cells, monkeypatch):
    points = towns(1500)
    exact = GaussianSums(points).others(sigma)
    monkeypatch.setattr(gaussian_sums, "EXACT_UP_TO", 0)
    monkeypatch.setattr(gaussian_sums, "_MOST_CELLS", most_cells)
    error = GaussianSums(points).others(sigma) - exact
    assert abs(error.mean()) < 0.01
    assert np.percentile(abs(error), 90) < 0.05


def test_the_nearest_are_others_where_many_lie_in_one_place(monkeypatch):
    monkeypatch.setattr(gaussian_sums, "EXACT_UP_TO", 0)
    xy = np.array([[0.0, 0.0]] * 30 + [[100.0, 0.0]] * 2)
    sums = GaussianSums(Points(xy, np.ones(32)))
    assert sums.nearest.tolist() == [0.0] * 32
    # on the corners of cells nothing widens the kernel, which stands 1 / (1 - 1/48) = 1.021 times higher for it
    np.testing.assert_allclose(np.exp(sums.others(5.0)), [29.0] * 30 + [1.0] * 2, rtol=0.022)


@pytest.mark.parametrize("most_cells", [10**9, 0], ids=["on a grid", "in pairs of cells"])
def test_the_points_asked_are_summed_over_all_the_others(most_cells, monkeypatch):
    points = towns(1500)
    monkeypatch.setattr(gaussian_sums, "EXACT_UP_TO", 0)
    monkeypatch.setattr(gaussian_sums, "_MOST_CELLS", most_cells)
    expected = GaussianSums(points).others(200.0)
    monkeypatch.setattr(gaussian_sums, "MOST_ASKED", 100)
    some = GaussianSums(points)
    assert len(set(some.asked.tolist())) == 100
    np.testing.assert_allclose(some.others(200.0), expected[some.asked], rtol=1e-9)


@pytest.mark.parametrize("apart", [0.0, 1.0, 2.0, 3.0], ids=lambda sigmas: f"{sigmas:g} sigma apart")
def test_a_grid_has_the_kernel_right_on_average_over_where_points_lie_in_its_cells(apart, monkeypatch):
    # 400 crowds too far from each other to be seen, and a point beside each, whose sum is known: 30 exp(-apart² / 2)
    monkeypatch.setattr(gaussian_sums, "EXACT_UP_TO", 0)
    made, sigma = np.random.default_rng(6), 100.0
    middles = 15 * sigma * np.stack(np.divmod(np.arange(400), 20), axis=1) + made.uniform(0, sigma, (400, 2))
    turn = made.uniform(0, 2 * np.pi, 400)
    alone = middles + apart * sigma * np.column_stack([np.cos(turn), np.sin(turn)])
    sums = np.exp(
        GaussianSums(Points(np.vstack([alone, np.repeat(middles, 30, axis=0)]), np.ones(12400))).others(sigma)
    )
    assert sums[:400].mean() == pytest.approx(30 * np.exp(-(apart**2) / 2), rel=0.005)


def test_what_rounding_leaves_of_a_heavy_point_is_no_sum(monkeypatch):
    # 50 points of 10 million million jobs, far from each other; 6 sigma from each stands one job, out of the grid's reach
    monkeypatch.setattr(gaussian_sums, "EXACT_UP_TO", 0)
    sigma = 100.0
    east = np.arange(50) * 15 * sigma + np.random.default_rng(2).uniform(0, 90, 50)
    xy = np.vstack([np.column_stack([east, np.full(50, north)]) for north in (0.0, 6 * sigma)])
    found = GaussianSums(Points(xy, np.repeat([1e13, 1.0], 50))).others(sigma)
    np.testing.assert_allclose(found[:50], -(6**2) / 2, rtol=1e-9)
