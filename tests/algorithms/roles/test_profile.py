import numpy as np
import pytest

from agora.algorithms.roles.classify_roles import Roles, classify_roles
from agora.algorithms.roles.profile import role_profile
from agora.algorithms.roles.rule_tree import ROLES


def _roles(keys, firm):
    return Roles(np.array(keys), np.array([""] * len(keys)), np.zeros(len(keys)), np.array(firm), ("",) * len(keys))


def test_two_cores_and_a_suburb(zones):
    given = zones(
        {"jobs": 3000.0, "knowledge": 0.5, "public": 0.1},
        {"jobs": 1000.0, "knowledge": 0.1, "public": 0.5},
        {"jobs": 1000.0, "knowledge": 0.2, "public": 0.0},
    )
    found = role_profile(
        _roles(["city_core", "city_core", "dormitory"], [79.5, 80.0, 100.0]),
        given,
        [10, 30, 500],
        [500, 300, 2000],
    )
    # the core: 4,000 jobs on 40 ha among 800 residents; knowledge 1,500 + 100, public 300 + 500 of them
    assert found.role == ("city_core", "dormitory")
    np.testing.assert_array_equal(found.zones, [2, 1])
    np.testing.assert_array_equal(found.jobs, [4000, 1000])
    np.testing.assert_allclose(found.share_jobs, [80.0, 20.0])
    np.testing.assert_allclose(found.area_ha, [40, 500])
    np.testing.assert_allclose(found.dens_ha, [100.0, 2.0])
    np.testing.assert_allclose(found.job_ratio, [5.0, 0.5])
    np.testing.assert_allclose(found.knowledge, [40.0, 20.0])
    np.testing.assert_allclose(found.public, [20.0, 0.0])
    np.testing.assert_allclose(found.marginal, [75.0, 0.0])  # 3,000 of 4,000 jobs stand in 79.5 % of the draws


def test_a_role_without_jobs_or_residents_has_no_shares_and_no_ratio(zones):
    found = role_profile(_roles(["rural", "city_core"], [50.0, 50.0]), zones({"jobs": 0.0}, {}), [9, 9], [0, 5])
    assert found.role == ("rural", "city_core")
    assert found.share_jobs[0] == 0.0
    assert found.dens_ha[0] == 0.0
    for each in (
        found.job_ratio,
        found.knowledge,
        found.consumer,
        found.industry,
        found.public,
        found.marginal,
    ):
        assert np.isnan(each[0])


def test_roles_hold_all_zones_jobs_and_land_between_them(random_zones):
    many = random_zones(2000, seed=3)
    hectares = np.random.default_rng(1).uniform(1, 50, 2000)
    found = role_profile(classify_roles(many), many, hectares, np.ones(2000))
    assert set(found.role) == {role.key for role in ROLES}
    assert found.zones.sum() == 2000
    assert found.share_jobs.sum() == pytest.approx(100.0)
    assert found.jobs.sum() == pytest.approx(many.jobs.sum())
    assert found.area_ha.sum() == pytest.approx(hectares.sum())
