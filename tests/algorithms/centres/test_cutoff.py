"""Cut-off centres on cities small enough to check by hand."""

import numpy as np
import pytest

from agora.algorithms.centres.cutoff import (
    DENSITY_GRADIENT,
    EXPONENTIAL,
    MEAN,
    MEAN_AND_SD,
    VALUE,
    Cutoffs,
    Decline,
    cutoff,
    cutoff_centres,
    declining,
    density_gradient,
)
from agora.algorithms.ground.errors import PlanError

# A line of eight zones of 100 ha, each adjoining the next.
# jobs:     A 9,000  B 6,000 | C 100 | D 12,000 | E 100 | F 3,000  G 2,500 | H 50
# density:     90       60       1       120        1       30        25      0.5
JOBS = np.array([9000, 6000, 100, 12000, 100, 3000, 2500, 50.0])
HECTARES = np.full(8, 100.0)
LINE = np.array([(i, i + 1) for i in range(7)])


def test_giuliano_small_on_a_line_of_zones():
    centres, zone = cutoff_centres(JOBS, HECTARES, LINE, Cutoffs())
    # A and B together hold 15,000, D alone 12,000, F and G are dense but hold only 5,500 < 10,000
    assert zone.tolist() == [0, 0, -1, 1, -1, -1, -1, -1]
    assert centres.jobs.tolist() == [15000, 12000]
    assert centres.area.tolist() == [200, 100]
    assert centres.density.tolist() == [75, 120]
    assert centres.peak.tolist() == [90, 120]
    assert centres.units.tolist() == [2, 1]
    np.testing.assert_allclose(centres.share, [100 * 15000 / 32750, 100 * 12000 / 32750])


def test_thresholds_let_in_what_reaches_them_exactly():
    _, zone = cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(density=25, jobs=5500))
    assert zone.tolist() == [0, 0, -1, 1, -1, 2, 2, -1]  # G has exactly 25 per ha, F and G exactly 5,500


def test_a_group_of_too_few_zones_is_none():
    _, zone = cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(zones=2))
    assert zone.tolist() == [0, 0, -1, -1, -1, -1, -1, -1]


def test_a_zone_of_too_few_jobs_parts_a_group():
    _, zone = cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(zone_jobs=7000, jobs=9000))
    assert zone.tolist() == [1, -1, -1, 0, -1, -1, -1, -1]


def test_no_decline_is_theta_zero():
    km = np.arange(8.0)
    plain = cutoff_centres(JOBS, HECTARES, LINE, Cutoffs())
    declining = cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(), Decline(km, 0.3, theta=0))
    np.testing.assert_array_equal(plain.centre, declining.centre)


def test_declining_cutoffs_follow_the_published_formula():
    # oracles.json edc_cutoff: D0 = 25, alpha = ln 2 / 40 per km, at 0, 10, 40 km
    decline = Decline(np.array([0.0, 10, 40]), np.log(2) / 40)
    np.testing.assert_allclose(25 * decline.factor(decline.km), [25, 21.02241038, 12.5], rtol=1e-9)


def test_a_far_group_needs_fewer_jobs():
    km = np.array([0, 1, 2, 3, 30, 40, 41, 42.0])
    _, zone = cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(), Decline(km, np.log(2) / 40))
    # F and G: mean distance (3000*40 + 2500*41)/5500 = 40.45 km, so 10,000 * 0.4961 = 4,961 jobs do
    assert zone.tolist() == [0, 0, -1, 1, -1, 2, 2, -1]


def test_the_order_of_zones_does_not_matter():
    order = np.random.default_rng(3).permutation(8)
    place = np.argsort(order)
    _, zone = cutoff_centres(JOBS[order], HECTARES, place[LINE], Cutoffs(jobs=5000))
    assert zone[place].tolist() == cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(jobs=5000)).centre.tolist()


def test_none_found_says_how_far_the_best_came():
    with pytest.raises(PlanError, match=r"densest has 120\.0"):
        cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(density=500))
    with pytest.raises(PlanError, match="largest group holds 15,000"):
        cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(jobs=1e6))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(VALUE, 7), (MEAN, 4), (MEAN_AND_SD, 4 + np.sqrt((9 + 1 + 1 + 9) / 4))],
    ids=["value", "mean", "mean and sd"],
)
def test_cutoffs_from_the_data(rule, expected):
    assert cutoff(np.array([1.0, 3, 5, 7]), rule, 7) == pytest.approx(expected)


def test_the_gradient_of_an_exponential_city_is_its_own():
    km = np.linspace(0, 20, 50)
    assert density_gradient(200 * np.exp(-0.13 * km), km) == pytest.approx(0.13, rel=1e-9)  # all above 0.5


def test_a_city_denser_outside_has_no_gradient():
    with pytest.raises(PlanError, match="does not fall"):
        density_gradient(np.array([1.0, 2, 3]), np.array([0.0, 1, 2]))


def test_the_gradient_takes_no_density_below_half_a_job():
    # ln max(D, 0.5), the rule of density_gradient: OLS by hand, Σ(x - 2) ln D / Σ(x - 2)² with Σ(x - 2)² = 10
    density, km = np.array([50, 5, 0.5, 0.1, 0]), np.arange(5.0)
    expected = (2 * np.log(50) + np.log(5) - (1 + 2) * np.log(0.5)) / 10
    assert density_gradient(density, km) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("needed", "is_centre"), [(8_000, True), (8_001, False)], ids=["as needed", "a job short"])
def test_the_distance_of_a_group_is_the_mean_of_its_jobs(needed, is_centre):
    # a group of 7,000 jobs at 0 km and 1,000 at 80: 10 km by jobs, 40 by zones. E0 2^(-10/40) at halves every 40 km
    jobs, km = np.array([7000, 1000, 10, 20_000.0]), np.array([0, 80, 0, 0.0])
    decline = Decline(km, np.log(2) / 40)
    cutoffs = Cutoffs(density=10, jobs=needed * 2**0.25 * (1 - 1e-12))  # a hair for rounding
    _, zone = cutoff_centres(jobs, np.full(4, 100.0), np.array([(0, 1), (1, 2), (2, 3)]), cutoffs, decline)
    assert zone.tolist() == ([1, 1, -1, 0] if is_centre else [-1, -1, -1, 0])


@pytest.mark.parametrize(
    ("rule", "given", "expected"),
    [
        (EXPONENTIAL, {"rate": 0.1}, np.exp(-1)),
        (EXPONENTIAL, {"rate": 0.1, "theta": 0.5}, np.exp(-0.5)),
        (EXPONENTIAL, {"rate": 0.1, "theta": 0.0}, 1.0),
        (EXPONENTIAL, {"rate": 0.0}, 1.0),
        (DENSITY_GRADIENT, {}, np.exp(-1)),
        (DENSITY_GRADIENT, {"theta": 1.0}, np.exp(-2)),
        (DENSITY_GRADIENT, {"theta": 0.0, "rate": 9.0}, 1.0),
    ],
    ids=lambda value: str(value),
)
def test_theta_is_1_at_a_rate_and_half_of_the_citys_own_gradient(rule, given, expected):
    # exp(-theta a x) at 10 km, in a city whose density falls by 0.2 a km; defaults by the rule of declining
    km = np.arange(0, 11.0)
    assert declining(rule, 100 * np.exp(-0.2 * km), km, **given).factor(np.array([10.0])) == pytest.approx(
        expected, rel=1e-9
    )


def test_an_exponential_decline_needs_a_rate():
    with pytest.raises(PlanError, match="DECLINE_RATE is empty"):
        declining(EXPONENTIAL, JOBS / HECTARES, np.arange(8.0))


def test_giuliano_and_small_took_10_jobs_an_acre_and_10_000():
    # Giuliano & Small (1991), p. 165; the international acre has 0.40468564224 ha
    density, *rest = Cutoffs()
    assert density == pytest.approx(10 / 0.40468564224, abs=0.005)
    assert rest == [10_000, 0, 1]


def test_a_zone_of_no_jobs_is_never_dense():
    with pytest.raises(PlanError, match="No zone reaches 0 jobs per hectare with 0 jobs"):
        cutoff_centres(np.zeros(2), HECTARES[:2], LINE[:1], Cutoffs(density=0, jobs=0))


def test_a_zone_of_exactly_the_least_jobs_counts():
    _, zone = cutoff_centres(JOBS, HECTARES, LINE, Cutoffs(zone_jobs=6000))
    assert zone.tolist() == [0, 0, -1, 1, -1, -1, -1, -1]  # B has exactly 6,000
