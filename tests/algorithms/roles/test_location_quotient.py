import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.roles.location_quotient import location_quotients, prior_strength

EXACT = 1e-9  # the same formula in float64, other order of operations
JOBS = arrays(np.int64, st.tuples(st.integers(2, 8), st.integers(2, 6)), elements=st.integers(0, 500))


def test_the_matrix_of_econgeo():
    # input: documentation of R EconGeo's location_quotient; output: recomputed from the formula
    jobs = [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]]
    expected = [
        [5, 0, 0, 0, 0],
        [0, 0.75, 0.25, 3.5, 0.5],
        [0, 1, 0.5, 1, 2.5],
        [0, 1.25, 1.5, 0.25, 2],
        [0, 2, 2.75, 0.25, 0],
    ]
    np.testing.assert_allclose(location_quotients(jobs).lq, expected, rtol=EXACT)


def test_one_sector_against_a_given_reference():
    # R REAT::locq(1714, 79006, 879213, 15593224) = 0.3847623 (Farhauer & Kroell 2013), printed to 7 digits
    lq = location_quotients([[1714, 79006 - 1714]], [879213, 15593224 - 879213]).lq
    assert lq[0, 0] == pytest.approx(0.3847623, abs=5e-8)


def test_the_symmetric_quotient_maps_half_and_double_to_the_same_distance_from_0():
    # zone shares 1/8, 1/2, 3/8 of a reference of 1/4, 1/4, 1/2: LQ 0.5, 2, 0.75; (LQ-1)/(LQ+1) by hand
    found = location_quotients([[100, 400, 300]], [1, 1, 2])
    np.testing.assert_allclose(found.lq, [[0.5, 2.0, 0.75]], rtol=EXACT)
    np.testing.assert_allclose(found.symmetric, [[-1 / 3, 1 / 3, -1 / 7]], rtol=EXACT)


def test_the_standardised_quotient_is_the_z_score_of_the_logarithm():
    from scipy.stats import zscore  # independent implementation

    jobs = np.random.default_rng(3).integers(1, 400, (30, 5)) + 20
    found = location_quotients(jobs)
    np.testing.assert_allclose(found.standardised, zscore(np.log(found.lq), axis=0, ddof=1), rtol=EXACT, atol=EXACT)


def test_zones_without_a_sector_stay_out_of_its_mean():
    # ln LQ of sector 0 in the other two zones is ±1/2 (ln LQ1 - ln LQ2) around the mean, so z = ±1/sqrt 2
    found = location_quotients([[0, 100], [20, 80], [60, 40]])
    assert found.lq[0, 0] == 0
    assert found.symmetric[0, 0] == -1
    assert np.isnan(found.standardised[0, 0])
    np.testing.assert_allclose(found.standardised[1:, 0], [-np.sqrt(0.5), np.sqrt(0.5)], rtol=EXACT)


def test_small_zones_are_left_out_of_all_three_and_of_the_mean():
    jobs = np.array([[49, 0], [30, 20], [10, 90], [80, 20]])
    found = location_quotients(jobs, [50, 50])
    for each in found:
        assert np.isnan(each[0]).all()
        assert np.isfinite(each[1:]).all()  # 50 jobs are enough
    without = location_quotients(jobs[1:], [50, 50])
    np.testing.assert_array_equal(found.standardised[1:], without.standardised)


def test_a_sector_that_the_reference_lacks_cannot_be_compared():
    found = location_quotients([[60, 40, 10], [20, 80, 10]], [50, 50, 0])
    for each in found:
        assert np.isnan(each[:, 2]).all()
        assert np.isfinite(each[:, :2]).all()


def test_a_zone_without_jobs_is_empty_even_without_a_minimum():
    assert np.isnan(location_quotients([[0, 0], [5, 5]], min_jobs=0).lq[0]).all()


@pytest.mark.parametrize("jobs", [[[100, 100], [200, 200]], [[100, 100]]], ids=["all zones equal", "a single zone"])
def test_nothing_is_standardised_where_nothing_differs(jobs):
    assert np.isnan(location_quotients(jobs).standardised).all()


def test_shares_equal_to_the_reference_give_exactly_1():
    # 0.1 / 0.3 and the like do not divide evenly, so a quotient of quotients would miss 1 by rounding
    reference = np.array([3, 7, 11, 49, 101])
    lq = location_quotients(np.outer([1, 3, 7, 9, 11, 13], reference), reference).lq
    assert (lq == 1.0).all()


@pytest.mark.parametrize("shrink", [False, True], ids=["as counted", "shrunk"])
def test_no_jobs_at_all_is_refused(shrink):
    with pytest.raises(PlanError, match="No zone has a job"):
        location_quotients(np.zeros((3, 2)), shrink=shrink)


@given(JOBS)
def test_weighted_by_jobs_the_quotients_of_a_sector_average_1(jobs):
    assume((jobs.sum(axis=0) > 0).all())
    lq = location_quotients(jobs, min_jobs=0).lq
    weight = jobs.sum(axis=1) / jobs.sum()
    np.testing.assert_allclose(np.nansum(lq * weight[:, None], axis=0), 1.0, rtol=EXACT)


@given(JOBS, st.integers(2, 50))
def test_quotients_depend_on_shares_alone(jobs, factor):
    assume(jobs.sum() > 0)
    once, more = (location_quotients(each, min_jobs=0).lq for each in (jobs, jobs * factor))
    np.testing.assert_allclose(once, more, rtol=EXACT)


@given(JOBS, st.randoms(use_true_random=False))
def test_the_order_of_zones_and_sectors_does_not_matter(jobs, random):
    assume(jobs.sum() > 0)
    rows, columns = (random.sample(range(size), size) for size in jobs.shape)
    for found, moved in zip(location_quotients(jobs), location_quotients(jobs[rows][:, columns])):
        np.testing.assert_allclose(found[rows][:, columns], moved, rtol=EXACT, atol=1e-7)  # z: sums reordered


class TestShrinking:
    # two zones of 10 jobs, (8, 2) and (3, 7); together (11, 9), so p = 0.55, 0.45 and shares lie 0.25 away.
    # b = 10 * 2 * 0.25² * 2 zones / m = 2.5 / m; w = [10 (1 - .68) + 10 (1 - .58)] / 18 = 7.4 / 18
    TWO_ZONES = np.array([[8.0, 2.0], [3.0, 7.0]])
    WITHIN = 7.4 / 18

    def test_the_strength_of_the_zones_own_sum_by_hand(self):
        # m = 1, c = 20 - 200 / 20 = 10
        expected = 10 * self.WITHIN / (2.5 - self.WITHIN)
        assert prior_strength(self.TWO_ZONES, self.TWO_ZONES.sum(axis=0), own=True) == pytest.approx(
            expected, rel=EXACT
        )

    def test_the_strength_of_a_given_reference_by_hand(self):
        # m = 2, c = 20 / 2 = 10
        expected = 10 * self.WITHIN / (1.25 - self.WITHIN)
        found = prior_strength(self.TWO_ZONES, np.array([55.0, 45.0]), own=False)
        assert found == pytest.approx(expected, rel=EXACT)

    def test_the_quotient_takes_the_posterior_mean_of_the_shares(self):
        strength = 10 * self.WITHIN / (2.5 - self.WITHIN)
        expected = (8 + strength * 0.55) / (10 + strength) / 0.55
        found = location_quotients(self.TWO_ZONES, min_jobs=10, shrink=True).lq[0, 0]
        assert found == pytest.approx(expected, rel=EXACT)

    @pytest.mark.parametrize("own", [True, False], ids=["own sum", "given reference"])
    @pytest.mark.parametrize("strength", [5.0, 60.0])
    def test_the_strength_behind_simulated_zones_is_found(self, own, strength):
        # Dirichlet-multinomial draws of known strength; 4,000 zones put the estimate within a few per cent
        # (the variance of n sums of squares falls with n), 10 % leaves room for this seed
        rng = np.random.default_rng(11)
        reference = np.array([0.4, 0.3, 0.2, 0.1])
        shares = rng.dirichlet(strength * reference, 4000)
        jobs = np.array([rng.multinomial(size, each) for size, each in zip(rng.integers(20, 400, 4000), shares)])
        given_or_own = jobs.sum(axis=0) if own else reference
        assert prior_strength(jobs.astype(float), given_or_own, own) == pytest.approx(strength, rel=0.1)

    def test_zones_that_differ_by_chance_alone_become_the_reference(self):
        jobs = np.array([[50, 50], [51, 49], [49, 51]])
        found = location_quotients(jobs, [50, 50], shrink=True)
        assert (found.lq == 1.0).all()

    def test_zones_of_one_sector_each_are_not_shrunk(self):
        jobs = np.array([[100, 0], [0, 100]])
        found = location_quotients(jobs, shrink=True).lq
        np.testing.assert_array_equal(found, location_quotients(jobs).lq)

    @given(JOBS)
    def test_a_shrunk_quotient_lies_between_the_raw_one_and_1(self, jobs):
        assume((jobs.sum(axis=0) > 0).all())
        raw = location_quotients(jobs, min_jobs=0).lq
        shrunk = location_quotients(jobs, min_jobs=0, shrink=True).lq
        known = np.isfinite(raw)
        assert (np.isfinite(shrunk) == known).all()
        assert (np.abs(shrunk[known] - 1) <= np.abs(raw[known] - 1) + EXACT).all()
        assert ((shrunk[known] - 1) * (raw[known] - 1) >= -EXACT).all()

    def test_small_zones_move_more_than_large_ones(self):
        jobs = np.array([[16, 4], [1600, 400], [100, 500], [300, 200]])
        found = location_quotients(jobs, min_jobs=0, shrink=True).lq[:2, 0]
        raw = location_quotients(jobs, min_jobs=0).lq[:2, 0]
        assert raw[0] == raw[1]
        assert 1 < found[0] < found[1] < raw[1]


@pytest.mark.parametrize("own", [True, False])
def test_zones_of_one_job_each_say_nothing_of_how_zones_differ(own):
    assert prior_strength(np.eye(3), np.ones(3), own=own) == np.inf
