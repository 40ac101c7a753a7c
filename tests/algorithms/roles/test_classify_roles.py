import numpy as np

from agora.algorithms.roles.classify_roles import classify_roles
from agora.algorithms.roles.quantities import CentrePlace, zone_quantities
from agora.algorithms.roles.thresholds import role_thresholds

CORE = {
    "centre_rank": 1, "principal": True, "distance": 0.0, "density": 100.0, "ratio": 8.0, "jobs": 20000.0,
    "knowledge": 0.5, "consumer": 0.1, "industry": 0.05,
}  # fmt: skip


def test_role_second_margin_firm_and_words_of_one_zone(zones):
    found = classify_roles(zones(CORE, {"ratio": 0.2, "density": 4.0, "people": 30.0, "jobs": 200.0}))
    assert found.role.tolist() == ["city_core", "dormitory"]
    assert found.second.tolist()[0] == "town_centre"
    np.testing.assert_allclose(found.margin[0], 25.0)
    np.testing.assert_array_equal(found.firm, [100.0, 100.0])
    assert found.why[0].startswith("City core: ")
    assert found.why[1].startswith("Dormitory: ")


def test_a_role_that_nothing_turns_has_no_second(zones):
    empty = dict.fromkeys(("density", "ratio", "people", "jobs", "knowledge", "consumer", "industry", "public"), 0.0)
    found = classify_roles(zones({**empty, "distance": np.inf}))
    assert found.role.tolist() == ["rural"]
    assert found.second.tolist() == [""]
    assert np.isnan(found.margin[0])


def test_own_thresholds_and_coarse_sectors_are_passed_on(zones):
    found = classify_roles(zones(CORE), role_thresholds([("core_density", 400)]), coarse=True)
    assert found.role.tolist() == ["town_centre"]
    assert found.why[0].endswith("Coarse sectors.")


def test_progress_runs_from_0_towards_1_and_never_back(zones):
    seen = []
    classify_roles(zones(CORE), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[0] == 0.0
    assert 0.9 < seen[-1] <= 1.0


def test_zones_and_their_people_grown_alike_keep_roles_that_do_not_hang_on_size():
    # four times the jobs, people and area: densities, ratios and shares stay; only limits on jobs could tell
    rng = np.random.default_rng(2)
    n = 300
    jobs, hectares = rng.uniform(3000, 30000, n), rng.uniform(10, 3000, n)
    groups = rng.dirichlet(np.ones(5), n)[:, :4] * jobs[:, None]
    residents, rank = rng.uniform(100, 20000, n), rng.integers(0, 3, n)
    centres = CentrePlace(rank, rank > 0, np.where(rank > 0, 0.0, 2000.0))

    def roles(factor):
        return classify_roles(
            zone_quantities(jobs * factor, hectares * factor, groups * factor, centres, residents * factor)
        ).role

    np.testing.assert_array_equal(roles(1), roles(4))


PARK = {"knowledge": 0.3, "other": 0.4, "consumer": 0.1, "industry": 0.1, "public": 0.1, "density": 30.0, "ratio": 4.0}


def test_all_that_is_told_of_a_role_is_told_of_coarse_sectors(zones):
    # knowledge of 0.3 leads only where 0.25 is enough, so 16.7 % above its limit; 10 % off any limit leaves it an office
    # one of 0.26 is left one by limits between 0.225 and 0.26, so in 70 % of draws; 4 standard errors of 200 are 13 %
    both = zones(PARK, {**PARK, "knowledge": 0.26, "other": 0.44})
    found = classify_roles(both, coarse=True)
    assert found.role.tolist() == ["out_of_town_office"] * 2
    assert found.second.tolist() == classify_roles(both).role.tolist() == ["mixed_urban"] * 2
    np.testing.assert_allclose(found.margin, [100 * 0.05 / 0.3, 100 * 0.01 / 0.26])
    assert found.firm[0] == 100
    assert 57 < found.firm[1] < 83
    assert found.why[0].startswith("Out-of-town office: ")
