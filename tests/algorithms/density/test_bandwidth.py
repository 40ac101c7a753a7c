"""Bandwidths chosen from points: published values, spatstat's, and what must not change them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spatstat import ONE_EACH, VALUES, WEIGHTED, XY
from towns import towns

from agora.algorithms.density.bandwidth import (
    bandwidths,
    criteria,
    effective_count,
    normal_reference,
    region_area,
    scott_sigma,
)
from agora.algorithms.density.engine import gaussian_sums
from agora.algorithms.density.kernels import KERNELS
from agora.algorithms.ground.errors import Cancelled, PlanError
from agora.algorithms.ground.points import Points

SPATSTAT = VALUES["selectors"]
SIX = Points(np.array([[10, 10], [20, 10], [40, 10], [15, 20], [30, 20], [30, 30]], dtype=float), np.ones(6))


def test_normal_reference_of_six_points():
    # Esri's formula by hand: SD = 12.6106 m, Dm = 12.1537 m, 0.9 min(SD, 1.2011 Dm) 6^-0.2
    assert normal_reference(SIX) == pytest.approx(7.93138, abs=5e-6)


def test_equal_weights_of_any_size_choose_as_no_weights():
    heavy = Points(SIX.xy, np.full(6, 250.0))
    for one, other in zip(bandwidths(heavy), bandwidths(SIX)):
        assert one.sigma == pytest.approx(other.sigma, rel=1e-6)


def test_the_effective_count_is_that_of_equal_weights():
    assert effective_count(np.full(7, 3.0)) == pytest.approx(7)
    assert effective_count(np.array([1.0, 1.0, 1e-9])) == pytest.approx(2)


def test_scott_is_the_root_mean_square_of_spatstats_axes():
    assert scott_sigma(ONE_EACH) == pytest.approx(np.sqrt(np.mean(np.square(SPATSTAT["scott"]))), rel=1e-9)


def test_the_likelihood_is_that_of_spatstat():
    found = criteria(ONE_EACH, np.array(SPATSTAT["sigma"], dtype=float)).likelihood
    np.testing.assert_allclose(found, SPATSTAT["ppl"], rtol=1e-9)  # the same sums in doubles


@pytest.mark.parametrize("sigma", [20.0, 60.0, 200.0])
def test_every_job_is_foretold_from_the_jobs_elsewhere(sigma):
    """Each place as often as it has jobs, in a plain loop: a job is not foretold from those at its own place."""
    total = 0.0
    for at, jobs in zip(WEIGHTED.xy, WEIGHTED.weight):
        away = ((WEIGHTED.xy - at) ** 2).sum(axis=1)
        density = (WEIGHTED.weight * np.exp(-away / (2 * sigma**2)))[away > 0].sum() / (2 * math.pi * sigma**2)
        total += jobs * math.log(density)
    assert criteria(WEIGHTED, np.array([sigma])).likelihood[0] == pytest.approx(total, rel=1e-9)


def test_a_place_of_many_jobs_counts_for_more_than_one_of_few():
    """A tight clump and a wide one: the bandwidth goes with the one that holds nearly all jobs."""
    made = np.random.default_rng(8)
    clumps = made.normal(0, 20, (60, 2)), made.normal(20_000, 400, (60, 2))
    tight, wide = (
        bandwidths(Points(np.vstack(clumps), np.repeat(jobs, 60)))[2].sigma for jobs in ([100.0, 1.0], [1.0, 100.0])
    )
    assert wide > 4 * tight


def test_the_area_is_that_of_spatstat():
    found = criteria(ONE_EACH, np.array(SPATSTAT["sigma"], dtype=float)).area
    np.testing.assert_allclose((found - SPATSTAT["area"]) ** 2, SPATSTAT["cvl"], rtol=1e-7)  # a difference, squared


def test_the_region_is_that_of_spatstats_ripras():
    assert region_area(XY) == pytest.approx(SPATSTAT["ripras_area"], rel=1e-9)


@pytest.mark.parametrize("degrees", range(0, 90, 15))
def test_the_region_of_a_lattice_has_four_corners_however_it_is_turned(degrees):
    x, y = np.meshgrid(1000.0 * np.arange(4), 1000.0 * np.arange(3))
    turned = (x + 550_000 + 1j * (y + 4_180_000)).reshape(-1) * np.exp(1j * np.radians(degrees))
    xy = np.column_stack([turned.real, turned.imag])
    assert region_area(xy) == pytest.approx(3000 * 2000 / (1 - 4 / 12), rel=1e-9)


def test_the_best_likelihood_is_where_spatstat_finds_it():
    # spatstat looked at 800 bandwidths from 8 to 400 m, 0.49 % apart; ours stops within 0.2 %
    assert bandwidths(ONE_EACH)[2].sigma == pytest.approx(SPATSTAT["best_ppl"], rel=0.007)


def test_the_bandwidth_of_cronie_and_van_lieshout_makes_the_areas_equal():
    # spatstat takes the window that is given, ours the region that points come from: so by its equation, not its value
    sigma = bandwidths(ONE_EACH)[3].sigma
    steeper = criteria(ONE_EACH, np.array([sigma / 1.003, sigma * 1.003])).area  # ours stops within 0.2 %
    assert steeper[0] <= region_area(XY) <= steeper[1]
    given = criteria(ONE_EACH, np.array([SPATSTAT["best_cvl"] / 1.005, SPATSTAT["best_cvl"] * 1.005])).area
    assert given[0] <= SPATSTAT["area"] <= given[1]


def test_many_points_choose_nearly_as_their_exact_sums(monkeypatch):
    points = towns(1800)
    exact = bandwidths(points)
    monkeypatch.setattr(gaussian_sums, "EXACT_UP_TO", 0)
    for one, other in zip(bandwidths(points), exact):
        assert one.sigma == pytest.approx(other.sigma, rel=0.02)


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_all_four_are_bandwidths_of_the_kernel_asked_for(kernel):
    """Of one standard deviation: the variance along x of the kernel at that bandwidth, summed over a fine grid."""
    for chosen in bandwidths(SIX, kernel=kernel):
        side = chosen.radius * kernel.reach
        at = (np.arange(-500, 500) + 0.5) * side / 500
        x, y = np.meshgrid(at, at)
        height = kernel((x**2 + y**2) / chosen.radius**2)
        # the uniform has a step at its edge; of the Gaussian what lies beyond its reach is missing, 0.15 % of σ
        assert math.sqrt((height * x**2).sum() / height.sum()) == pytest.approx(chosen.sigma, rel=2e-3)
        assert chosen.quartic == pytest.approx(math.sqrt(8) * chosen.sigma)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.1, 50), turns=st.integers(0, 3))
def test_bandwidths_follow_a_map_that_is_moved_turned_and_scaled(seed, factor, turns):
    made = np.random.default_rng(seed)
    points = Points(made.normal(0, 500, (25, 2)), made.uniform(1, 9, 25))
    x, y = points.xy.T
    turned = np.column_stack([(x, y), (-y, x), (-x, -y), (y, -x)][turns]) * factor + [4e5, 2e5]
    order = made.permutation(25)
    for one, other in zip(bandwidths(Points(turned[order], points.weight[order])), bandwidths(points)):
        assert one.sigma == pytest.approx(other.sigma * factor, rel=0.005)


def test_points_without_weight_do_not_count():
    more = Points(np.vstack([SIX.xy, [[1e5, 1e5]]]), np.append(SIX.weight, 0.0))
    assert bandwidths(more) == bandwidths(SIX)


@pytest.mark.parametrize("count", [1, 5])
def test_a_single_place_has_no_bandwidth(count):
    with pytest.raises(PlanError, match="lie in 1 place"):
        bandwidths(Points(np.full((count, 2), 7.0), np.ones(count)))


def test_no_weight_at_all_is_refused():
    with pytest.raises(PlanError, match="0 points with weight lie in 0 place"):
        bandwidths(Points(SIX.xy, np.zeros(6)))


def test_points_on_a_line_have_no_region():
    made = np.random.default_rng(3).uniform(0, 1000, 40)
    *first, last = bandwidths(Points(np.column_stack([made, 2 * made + 5]), np.ones(40)))
    assert all(np.isfinite(each.sigma) and each.sigma > 0 for each in first)
    assert math.isnan(last.sigma)
    assert "line" in last.note


def test_places_that_all_hold_several_points_leave_the_likelihood_at_its_narrow_end():
    places = np.random.default_rng(5).uniform(0, 1000, (20, 2))
    chosen = bandwidths(Points(np.vstack([places, places]), np.ones(40)))[2]
    # docs/tools/bandwidth.md: a ten-thousandth of half the diagonal; the same formula
    assert chosen.sigma == pytest.approx(np.hypot(*np.ptp(places, axis=0)) / 2 / 10_000, rel=1e-9)
    assert "share a place" in chosen.note


def test_cancel_stops_the_search():
    def stop(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        bandwidths(SIX, stop)


UNEVEN = np.array([1, 4, 2, 1, 3, 1])


@pytest.mark.parametrize(
    ("xy", "narrower"),
    [(SIX.xy, "the median"), (np.array([[0, 0], [0, 99], [99, 0], [99, 99], [0, 50], [99, 50]], float), "the spread")],
    ids=["places about a middle", "places around a ring"],
)
def test_normal_reference_counts_a_place_as_often_as_it_weighs(xy, narrower):
    # Esri's formula, as in the help of Kernel Density, on each place repeated; n by Kish (1965): 12² / 32 = 4.5
    each = np.repeat(xy, UNEVEN, axis=0)
    away = np.hypot(*(each - each.mean(axis=0)).T)
    spread, median = math.sqrt((away**2).mean()), math.sqrt(1 / math.log(2)) * np.median(away)
    assert (median < spread) == (narrower == "the median")
    found = normal_reference(Points(xy, UNEVEN.astype(float)))
    assert found == pytest.approx(0.9 * min(spread, median) * 4.5**-0.2, rel=1e-9)  # same formula, other order of sums


def test_scott_weighs_as_numpys_covariance_of_reliability_weights():
    # Scott (1992), section 6.3: sd n^(-1/(d+4)) in d = 2; n = 12² / 32 equal weights
    variances = np.diag(np.cov(SIX.xy.T, aweights=UNEVEN))
    expected = math.sqrt(variances.mean()) * 4.5 ** (-1 / 6)
    assert scott_sigma(Points(SIX.xy, UNEVEN.astype(float))) == pytest.approx(expected, rel=1e-9)


def test_the_chosen_rules_are_those_by_name():
    reference, scott, *_ = bandwidths(SIX)
    assert reference.quartic == normal_reference(SIX)
    assert reference.quartic / reference.sigma == pytest.approx(math.sqrt(8))  # the variance of a quartic is h²/8
    assert scott.sigma == scott_sigma(SIX)


def test_a_thin_strip_of_points_is_covered_at_the_narrowest_bandwidth():
    # 20 points 100 m apart, half a metre off their line in turn: a region of about 20 * 100 m * 1 m, while each point
    # holds up to 2 pi (100 m)² at the smallest distance between two, the narrowest that is tried
    strip = np.column_stack([np.arange(20) * 100.0, np.arange(20) % 2])
    assert bandwidths(Points(strip, np.ones(20)))[3].sigma == pytest.approx(math.hypot(100, 1), rel=1e-9)


def test_progress_only_grows_within_0_and_1():
    done = []
    bandwidths(ONE_EACH, done.append)
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] <= 1


def test_progress_of_the_criteria_only_grows_within_0_and_1():
    done = []
    criteria(ONE_EACH, np.array([20.0, 40.0, 80.0]), done.append)
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] <= 1


def test_bandwidths_of_a_square_metre_are_those_of_a_square_kilometre():
    for small, large in zip(bandwidths(Points(XY / 1000, np.ones(len(XY)))), bandwidths(ONE_EACH)):
        assert 1000 * small.sigma == pytest.approx(large.sigma, rel=0.005)  # each is found to 0.2 %
