"""Circles by their area; which zones belong, against a plain loop; centres by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.centres.policy_circle import (
    DEFAULT_RADIUS,
    LARGE,
    LONDON,
    MEDIUM_OR_SMALL,
    RADII,
    circle,
    circle_of_zone,
    policy_circles,
)
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.rings import ring_edges, signed_area

PLACES = np.array([(0.0, 0.0), (1000.0, 0.0)])


def naive(shares, centroids, places, overlap):
    """Return the circle of each zone by looking at one circle after another."""
    circles = []
    for of_zone, centroid in zip(shares, centroids):
        best = -1
        for at, share in enumerate(of_zone):
            if share < overlap or share == 0:
                continue
            away, nearest = (np.hypot(*(centroid - places[which])) for which in (at, best))
            if best < 0 or share > of_zone[best] or (share == of_zone[best] and away < nearest):
                best = at
        circles.append(best)
    return circles


def test_the_radii_are_half_0_8_and_2_miles():
    mile = 1609.344  # metres: the international mile
    miles = {LONDON: 2, LARGE: 0.8, MEDIUM_OR_SMALL: 0.5}
    assert {size: round(length * mile, 1) for size, length in miles.items()} == RADII
    assert DEFAULT_RADIUS == 804.7


def test_a_circle_is_closed_runs_left_round_and_has_its_area():
    ring = circle((4e5, 5e5), 804.7)
    np.testing.assert_array_equal(ring[0], ring[-1])
    # 360 corners: sin(a) / a of the disc, a = 2 pi / 360, is 0.005 % less
    assert signed_area(ring_edges(ring)) == pytest.approx(np.pi * 804.7**2, rel=5.1e-5)
    np.testing.assert_allclose(np.hypot(*(ring - (4e5, 5e5)).T), 804.7, rtol=1e-9)


@pytest.mark.parametrize(
    ("share", "overlap", "circle_of"),
    [(0.5, 0.5, 0), (0.5 - 1e-12, 0.5, 0), (0.499, 0.5, -1), (1.0, 1.0, 0), (0.001, 0.0, 0), (0.0, 0.0, -1)],
    ids=["just half", "half but for rounding", "under half", "all", "any part will do", "no part"],
)
def test_a_zone_belongs_with_at_least_the_overlap(share, overlap, circle_of):
    assert circle_of_zone(np.array([[share]]), np.zeros((1, 2)), PLACES[:1], overlap).tolist() == [circle_of]


@pytest.mark.parametrize(
    ("shares", "x", "circle_of"),
    [
        ([0.6, 0.9], 0.0, 1),
        ([1.0, 1.0], 400.0, 0),
        ([1.0, 1.0], 600.0, 1),
        ([1.0 - 1e-15, 1.0], 400.0, 0),
        ([1.0, 1.0], 500.0, 0),
    ],
    ids=[
        "larger share though further",
        "nearer first",
        "nearer second",
        "equal but for rounding",
        "as near: the first",
    ],
)
def test_a_zone_in_two_circles_belongs_to_one(shares, x, circle_of):
    assert circle_of_zone(np.array([shares]), np.array([(x, 0.0)]), PLACES).tolist() == [circle_of]


@settings(deadline=None)
@given(st.integers(0, 12), st.integers(1, 4), st.sampled_from([0.0, 0.3, 0.5, 1.0]), st.integers(0, 10_000))
def test_circles_are_those_of_a_plain_loop(zones, circles, overlap, seed):
    rng = np.random.default_rng(seed)
    shares = rng.choice([0.0, 0.25, 0.3, 0.5, 0.75, 1.0], (zones, circles))  # so that many are equal
    centroids, places = rng.integers(0, 4, (zones, 2)) * 100.0, rng.integers(0, 4, (circles, 2)) * 100.0
    assert circle_of_zone(shares, centroids, places, overlap).tolist() == naive(shares, centroids, places, overlap)


def test_centres_by_hand():
    jobs, hectares = np.array([100.0, 900, 300, 700]), np.array([10.0, 10, 20, 5])
    centres, centre = policy_circles(jobs, hectares, np.array([0, 2, 2, -1]))
    assert centre.tolist() == [1, 0, 0, -1]
    assert centres.jobs.tolist() == [1200, 100]
    assert centres.area.tolist() == [30, 10]
    assert centres.density.tolist() == [40, 10]
    assert centres.peak.tolist() == [90, 10]
    assert centres.share.tolist() == [60, 5]  # of 2,000
    assert centres.units.tolist() == [2, 1]
    assert centres.threshold.tolist() == [15, 10]  # the emptiest zone let in


def test_a_circle_without_a_zone_is_no_centre():
    assert len(policy_circles(np.ones(2), np.ones(2), np.array([3, 3])).centres) == 1


def test_without_jobs_centres_stand_in_the_order_of_the_circles():
    centres, centre = policy_circles(np.full(3, np.nan), np.array([1.0, 2, 3]), np.array([1, 0, 1]))
    assert centre.tolist() == [1, 0, 1]
    assert centres.area.tolist() == [2, 4]
    assert np.isnan([*centres.jobs, *centres.density, *centres.peak, *centres.share, *centres.threshold]).all()


@pytest.mark.parametrize("zone_circle", [[-1, -1], []], ids=["outside", "no zones"])
def test_no_zone_in_any_circle_is_refused_with_the_remedy(zone_circle):
    with pytest.raises(PlanError, match="Do the centre points lie among the zones"):
        policy_circles(np.ones(len(zone_circle)), np.ones(len(zone_circle)), np.array(zone_circle, dtype=np.intp))
