"""The gradient of density: values of R, and what must never change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.density.gradient import OLS, POISSON, density_gradient, distance_bands
from agora.algorithms.ground.errors import PlanError

KM = np.array([0.3, 1.1, 1.9, 2.4, 3.7, 5.2, 6.8, 9.5])
HECTARES = np.array([20.0, 35, 30, 60, 80, 120, 150, 400])
JOBS = np.array([4200.0, 3100, 1500, 2600, 0, 1900, 640, 310.5])

# R 4.2.2: l <- lm(log(y[y > 0] / a[y > 0]) ~ x[y > 0]); exp(coef(l)[1]), coef(l)[2], summary(l)
R_LINE = (191.79494534052, 0.563362351922, 0.0341360712488, 0.98197310095)
# R 4.2.2: m <- glm(y ~ x + offset(log(a)), quasipoisson, epsilon = 1e-14); the last is 1 - deviance / null deviance
R_POISSON = (187.677652929565, 0.603235921193, 0.0990962387713, 0.882743064219)


@pytest.mark.parametrize(("model", "expected"), [(OLS, R_LINE), (POISSON, R_POISSON)], ids=["lm", "glm"])
def test_values_of_r(model, expected):
    found = density_gradient(JOBS, HECTARES, KM, model)
    np.testing.assert_allclose(found[:4], expected, rtol=1e-10)  # the digits that R printed


def test_zones_without_jobs_are_left_out_of_logarithms_only():
    assert density_gradient(JOBS, HECTARES, KM, OLS).used.tolist() == (JOBS > 0).tolist()
    assert density_gradient(JOBS, HECTARES, KM, POISSON).used.all()


@pytest.mark.parametrize("model", [OLS, POISSON])
def test_a_gradient_that_is_there_is_found(model):
    jobs = HECTARES * 300 * np.exp(-0.4 * KM)
    found = density_gradient(jobs, HECTARES, KM, model)
    np.testing.assert_allclose(found[:2], [300, 0.4], rtol=1e-9)
    assert found.se < 1e-6
    assert found.r2 == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("model", [OLS, POISSON])
def test_a_density_that_rises_has_a_negative_gradient(model):
    assert density_gradient(HECTARES * np.exp(0.2 * KM), HECTARES, KM, model).gradient == pytest.approx(-0.2)


cases = st.tuples(st.integers(3, 60), st.integers(0, 2**32 - 1), st.sampled_from([OLS, POISSON]))


def made(n, seed):
    rng = np.random.default_rng(seed)
    km, hectares = rng.uniform(0, 50, n), rng.uniform(1, 500, n)
    return hectares * 200 * np.exp(-0.1 * km) * rng.gamma(2, 0.5, n), hectares, km


@settings(max_examples=60, deadline=None)
@given(cases, st.floats(1e-3, 1e3))
def test_more_jobs_lift_the_level_and_leave_the_gradient(case, c):
    n, seed, model = case
    jobs, hectares, km = made(n, seed)
    one, other = (density_gradient(each, hectares, km, model) for each in (jobs, c * jobs))
    assert other.d0 == pytest.approx(c * one.d0, rel=1e-5)  # Newton stops where the deviance no longer falls
    assert other.gradient == pytest.approx(one.gradient, rel=1e-5, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(cases, st.floats(1e-2, 1e2))
def test_longer_distances_lessen_the_gradient(case, c):
    n, seed, model = case
    jobs, hectares, km = made(n, seed)
    one, other = (density_gradient(jobs, hectares, each, model) for each in (km, c * km))
    assert c * other.gradient == pytest.approx(one.gradient, rel=1e-5, abs=1e-6)
    assert other.r2 == pytest.approx(one.r2, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 60), st.integers(0, 2**32 - 1))
def test_poisson_keeps_the_jobs_and_their_mean_distance(n, seed):
    # the score equations of the model: sum (y - mu) = 0 and sum x (y - mu) = 0
    jobs, hectares, km = made(n, seed)
    expected = hectares * density_gradient(jobs, hectares, km, POISSON).density(km)
    assert expected.sum() == pytest.approx(jobs.sum(), rel=1e-5)
    assert expected @ km == pytest.approx(jobs @ km, rel=1e-5)


@pytest.mark.parametrize("jobs", [[1000.0, 0, 5, 5], [1e6, 1, 1, 1], [1e15, 1e-3, 2, 2]])
def test_jobs_nearly_all_in_one_zone_still_have_a_steep_gradient(jobs):
    assert density_gradient(np.array(jobs), np.ones(4), np.arange(4.0), POISSON).gradient > 3


def test_too_few_zones_are_refused():
    with pytest.raises(PlanError, match="2 zones have jobs; a gradient needs at least 3"):
        density_gradient(np.array([1.0, 2, 0]), np.ones(3), np.arange(3.0))


def test_zones_at_one_distance_are_refused():
    with pytest.raises(PlanError, match="at one distance"):
        density_gradient(np.array([1.0, 2, 3, 0]), np.ones(4), np.array([2.0, 2, 2, 1]))


def test_bands_by_hand():
    # 9.5 km in at most forty bands of a round width: 0.25 km; zones lie at 0.3 (band 0), 1.1, 1.9 and so on
    gradient = density_gradient(JOBS, HECTARES, KM)
    bands = distance_bands(JOBS, HECTARES, KM, gradient)
    assert bands.start.tolist() == [0.25, 1, 1.75, 2.25, 3.5, 5, 6.75, 9.5]
    assert (bands.end - bands.start).tolist() == [0.25] * 8
    np.testing.assert_allclose(bands.density, JOBS / HECTARES)
    np.testing.assert_allclose(bands.fitted, gradient.density(KM))


def test_zones_of_one_band_are_added_up():
    jobs, hectares = np.array([10.0, 30, 5]), np.array([1.0, 3, 5])
    km = np.array([0.2, 0.9, 39.0])  # at most forty bands: 1 km wide
    gradient = density_gradient(jobs, hectares, km)
    bands = distance_bands(jobs, hectares, km, gradient)
    assert (bands.start.tolist(), bands.zones.tolist()) == ([0, 39], [2, 1])
    assert (bands.jobs.tolist(), bands.hectares.tolist(), bands.density.tolist()) == ([40, 5], [4, 5], [10, 1])
    assert bands.fitted[0] == pytest.approx((gradient.density(km)[:2] @ [1, 3]) / 4)


@pytest.mark.parametrize("furthest", [1e-3, 1.99, 2, 40, 1e4])
def test_there_are_at_most_forty_bands(furthest):
    km = np.linspace(0, furthest, 400)
    bands = distance_bands(np.ones(400), np.ones(400), km, density_gradient(1 + km, np.ones(400), km))
    assert len(bands.start) <= 40
    assert bands.zones.sum() == 400


@pytest.mark.parametrize("model", [OLS, POISSON])
@pytest.mark.parametrize("density", [4.0, 0.3, 7.7, 1e4 / 3])
def test_where_all_is_equally_dense_distance_explains_nothing(model, density):
    found = density_gradient(HECTARES * density, HECTARES, KM, model)
    assert found.r2 == 0
    assert found[:3] == pytest.approx((density, 0, 0), rel=1e-9, abs=1e-9)


def test_the_width_of_bands_goes_by_the_round_numbers_of_a_scale():
    # 1, 2, 2.5 and 5 of every power of ten from 0.1 to 100 km: the least of which forty or fewer reach the last zone
    round_ones = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100]
    for width in round_ones:
        km = np.linspace(0, 39.5 * width, 50)
        bands = distance_bands(np.ones(50), np.ones(50), km, density_gradient(1 + km, np.ones(50), km))
        np.testing.assert_allclose(bands.end - bands.start, width)
