import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from agora.algorithms.ground.errors import PlanError
from agora.algorithms.roles.variety import variety

EXACT = 1e-9  # the same formula in float64, other order of operations
JOBS = arrays(np.int64, (4, 6), elements=st.integers(0, 500))
GROUPS = arrays(np.int64, 6, elements=st.integers(-1, 3))


def test_shares_of_a_half_three_tenths_and_a_fifth():
    # oracle: recomputed with numpy from Shannon (1948) and Hill (1973); scipy.stats.entropy agrees
    found = variety([[50, 30, 20]])
    assert found.shannon[0] == pytest.approx(1.0296530140645737, rel=EXACT)
    assert found.shannon_n[0] == pytest.approx(0.9372305632161295, rel=EXACT)
    assert found.hill1[0] == pytest.approx(2.8000940728538315, rel=EXACT)
    assert found.hill2[0] == pytest.approx(2.6315789473684212, rel=EXACT)
    assert np.isnan(found.rel_var[0])
    assert np.isnan(found.unrel_var[0])


def test_two_groups_of_two_sectors():
    # oracle: (.4, .2 | .3, .1), recomputed; the sum is the entropy in bits (Frenken et al. 2007)
    found = variety([[40, 20, 30, 10]], [0, 0, 1, 1])
    assert found.unrel_var[0] == pytest.approx(0.9709505944546686, rel=EXACT)
    assert found.rel_var[0] == pytest.approx(0.8754887502163468, rel=EXACT)


def test_a_single_sector_has_no_variety():
    found = variety([[0, 70, 0]], [0, 0, 1])
    np.testing.assert_array_equal([found.shannon, found.shannon_n, found.rel_var, found.unrel_var], 0.0)
    np.testing.assert_array_equal([found.hill1, found.hill2], 1.0)


def test_equal_shares_count_as_many_sectors_as_there_are():
    found = variety([[9, 9, 9, 9]])
    np.testing.assert_allclose([found.shannon_n, found.hill1 / 4, found.hill2 / 4], 1.0, rtol=EXACT)


def test_normalised_by_the_classes_there_could_be_not_by_those_present():
    # two equal sectors out of four: ln 2 / ln 4 = 1/2
    assert variety([[5, 5, 0, 0]]).shannon_n[0] == pytest.approx(0.5, rel=EXACT)


def test_zones_without_jobs_are_empty():
    found = variety([[0, 0], [1, 1]], [0, 1])
    assert np.isnan(np.array(found)[:, 0]).all()
    assert np.isfinite(np.array(found)[:, 1]).all()


def test_one_sector_in_all_cannot_be_normalised():
    found = variety([[5], [8]])
    np.testing.assert_array_equal(found.shannon, 0.0)
    assert np.isnan(found.shannon_n).all()


@pytest.mark.parametrize(
    ("groups", "related"),
    [([0, 0, 0], True), ([0, 1, 2], False)],
    ids=["one group: all variety is related", "a group each: none is"],
)
def test_the_two_extremes_of_grouping(groups, related):
    found = variety([[50, 30, 20]], groups)
    some, none = (found.rel_var, found.unrel_var) if related else (found.unrel_var, found.rel_var)
    assert some[0] == pytest.approx(1.0296530140645737 / np.log(2), rel=EXACT)
    assert none[0] == 0.0


def test_too_few_groups_are_refused():
    with pytest.raises(PlanError, match="2 groups for 3 sectors"):
        variety([[1, 2, 3]], [0, 1])


def _naive(jobs, groups):
    """Shannon, related and unrelated variety of one zone, straight from the definitions."""
    share = [each / sum(jobs) for each in jobs]
    shannon = sum(-p * np.log(p) for p in share if p > 0)
    whole = {g: sum(p for p, own in zip(share, groups) if own == g) for g in set(groups)}
    unrelated = sum(-p * np.log2(p) for p in whole.values() if p > 0)
    related = 0.0
    for g, of_group in whole.items():
        inner = [p / of_group for p, own in zip(share, groups) if own == g and p > 0]
        related += of_group * sum(-p * np.log2(p) for p in inner)
    return shannon, related, unrelated


@given(JOBS, GROUPS)
def test_as_the_definitions_have_it(jobs, groups):
    assume((jobs.sum(axis=1) > 0).all())
    found = variety(jobs, groups)
    expected = np.array([_naive(row.tolist(), groups.tolist()) for row in jobs])
    np.testing.assert_allclose(found.shannon, expected[:, 0], rtol=EXACT, atol=EXACT)
    np.testing.assert_allclose(found.rel_var, expected[:, 1], rtol=EXACT, atol=EXACT)
    np.testing.assert_allclose(found.unrel_var, expected[:, 2], rtol=EXACT, atol=EXACT)


@given(JOBS, GROUPS, st.integers(2, 40))
def test_invariants(jobs, groups, factor):
    assume((jobs.sum(axis=1) > 0).all())
    found = variety(jobs, groups)
    np.testing.assert_allclose(found.rel_var + found.unrel_var, found.shannon / np.log(2), rtol=EXACT, atol=EXACT)
    assert (found.rel_var >= 0).all()
    assert (found.unrel_var >= 0).all()
    assert (found.hill1 >= found.hill2 - EXACT).all()
    assert (found.hill2 >= 1 - EXACT).all()
    assert (found.hill1 <= 6 + EXACT).all()
    np.testing.assert_allclose(np.array(variety(jobs * factor, groups)), np.array(found), rtol=EXACT, atol=EXACT)
    np.testing.assert_allclose(
        np.array(variety(jobs[::-1, ::-1], groups[::-1])), np.array(found)[:, ::-1], rtol=EXACT, atol=EXACT
    )
