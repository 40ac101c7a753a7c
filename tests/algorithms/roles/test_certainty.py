import warnings

import numpy as np
import pytest

from agora.algorithms.ground.errors import Cancelled
from agora.algorithms.roles import certainty
from agora.algorithms.roles.certainty import CHANGEABLE, NO_ROLE, role_firmness, role_margins
from agora.algorithms.roles.quantities import GROUPS
from agora.algorithms.roles.rule_tree import ROLES, first_rule, role_of_rule
from agora.algorithms.roles.thresholds import role_thresholds

SHIPPED = role_thresholds()
DOWNTOWN = {
    "centre_rank": 1, "principal": True, "distance": 0.0, "density": 100.0, "ratio": 8.0, "jobs": 20000.0,
    "knowledge": 0.5, "consumer": 0.1, "industry": 0.05,
}  # fmt: skip
FACTORY = {"industry": 0.9, "density": 20.0, "jobs": 5000.0, "ratio": 0.6, "people": 30.0}


def roles_of(quantities, coarse):
    return role_of_rule(coarse)[first_rule(quantities, SHIPPED, coarse)]


class TestMargin:
    def test_a_core_that_a_quarter_less_density_makes_a_town_centre(self, zones):
        # 100 jobs per hectare against 75: 25 % lower; the ratio is 75 % from 2
        found = role_margins(zones(DOWNTOWN), SHIPPED)
        assert found.percent[0] == pytest.approx(25.0, rel=1e-9)
        assert ROLES[found.second[0]].key == "town_centre"
        assert CHANGEABLE[found.quantity[0]] == "density"
        assert not found.higher[0]

    def test_a_suburb_that_more_jobs_per_resident_makes_mixed(self, zones):
        # ratio 0.4 against 0.5: 25 % higher; density 5 against 15 and people 30 against 3 are further
        suburb = zones({"ratio": 0.4, "density": 5.0, "people": 30.0, "jobs": 400.0})
        found = role_margins(suburb, SHIPPED)
        assert found.percent[0] == pytest.approx(25.0, rel=1e-9)
        assert ROLES[found.second[0]].key == "mixed_urban"
        assert found.higher[0]

    def test_exactly_at_its_limit_a_role_hangs_on_nothing(self, zones):
        found = role_margins(zones({**DOWNTOWN, "density": 75.0}), SHIPPED)
        assert found.percent[0] == 0.0
        assert ROLES[found.second[0]].key == "town_centre"

    @pytest.mark.parametrize(("consumer", "public"), [(0.1, 0.3), (0.3, 0.1), (0.15, 0.25), (0.2, 0.2), (0.05, 0.35)])
    def test_a_sum_exactly_at_its_limit_is_told_from_both_sides(self, zones, consumer, public):
        # 0.4 - 0.3 is not the float 0.1: whichever way the sum rounds, the margin is 0 within rounding
        local = zones({"ratio": 0.7, "jobs": 800.0, "consumer": consumer, "public": public})
        assert role_margins(local, SHIPPED).percent[0] == pytest.approx(0.0, abs=1e-9)

    @pytest.mark.parametrize(
        ("factor", "percent"), [(8.0, 220.0), (8.75, np.nan)], ids=["to 96 % of jobs", "to 105 % of jobs"]
    )
    def test_a_share_cannot_rise_above_1(self, zones, factor, percent):
        # only industry can turn this zone: the limit is 8 (8.75) times the region's 0.12, from a share of 0.3
        lone = {
            "industry": 0.3,
            "knowledge": 0.0,
            "consumer": 0.0,
            "public": 0.0,
            "people": 2.0,
            "jobs": 5000.0,
        }
        found = role_margins(zones(lone), role_thresholds([("industry_region", factor)]))
        np.testing.assert_allclose(found.percent, [percent], rtol=1e-9)

    def test_nothing_turns_a_zone_of_zeros_and_infinities(self, zones):
        # no density, jobs or shares to raise, and an endless ratio: no relative change of anything
        empty = dict.fromkeys(("density", "jobs", *GROUPS, "other"), 0.0)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = role_margins(zones({**empty, "ratio": np.inf, "people": 0.0, "distance": np.inf}), SHIPPED)
        assert np.isnan(found.percent[0])
        assert found.second[0] == NO_ROLE

    @pytest.mark.parametrize("coarse", [False, True], ids=["fine", "coarse"])
    def test_as_a_fine_sweep_of_every_quantity_has_it(self, random_zones, coarse):
        many = random_zones(300, seed=8)
        today = roles_of(many, coarse)
        found = role_margins(many, SHIPPED, coarse)
        margin = np.where(np.isnan(found.percent), np.inf, found.percent / 100)
        changes = np.concatenate([np.arange(0.0, 1.0, 0.002), np.geomspace(1.0, 200.0, 300)])
        for change in changes:
            for name in CHANGEABLE:
                for way in (-1, 1):
                    now = many.of(name)
                    moved = np.where(np.isfinite(now), now, 0.0) * (1 + way * change)
                    reachable = (moved >= 0) & np.isfinite(now) & ((name not in GROUPS) | (moved <= 1))
                    turned = reachable & (roles_of(many.changed(name, moved), coarse) != today)
                    # rounding of limit and product: a few units of the sixteenth digit
                    assert (change >= margin[turned] - 1e-12).all(), (name, way, change)

    @pytest.mark.parametrize("coarse", [False, True], ids=["fine", "coarse"])
    def test_just_beyond_the_margin_the_zone_has_its_second_role(self, random_zones, coarse):
        many = random_zones(3000, seed=9)
        found = role_margins(many, SHIPPED, coarse)
        today = roles_of(many, coarse)
        assert (found.second != today).all()
        for place, name in enumerate(CHANGEABLE):
            here = np.flatnonzero((found.quantity == place) & np.isfinite(found.percent))
            change = found.percent[here] / 100 + 1e-9
            moved = many.of(name)[here] * np.where(found.higher[here], 1 + change, 1 - change)
            becomes = roles_of(many.at(here).changed(name, np.maximum(moved, 0.0)), coarse)
            np.testing.assert_array_equal(becomes, found.second[here], err_msg=name)

    def test_the_order_of_zones_does_not_matter(self, random_zones):
        many = random_zones(400, seed=10)
        order = np.random.default_rng(2).permutation(400)
        for each, moved in zip(role_margins(many, SHIPPED), role_margins(many.at(order), SHIPPED)):
            np.testing.assert_array_equal(each[order], moved)


class TestFirmness:
    def test_far_from_every_limit_a_role_always_stands(self, zones):
        np.testing.assert_array_equal(role_firmness(zones(FACTORY), SHIPPED), [100.0])

    @pytest.mark.parametrize(
        ("density", "chance"),
        [(75.0, 0.5), (75.0 * 1.05, 0.75), (75.0 * 0.95, 0.75), (75.0 * 1.1001, 1.0), (75.0 * 0.8999, 1.0)],
        ids=["at the limit", "5 % above", "5 % below", "10 % above", "10 % below"],
    )
    def test_it_is_the_chance_that_the_limit_falls_on_the_same_side(self, zones, density, chance):
        # one limit, uniform within ±10 % of 75; 200 draws: 4 standard errors of the share
        found = role_firmness(zones({**DOWNTOWN, "density": density}), SHIPPED, seed=3)[0] / 100
        assert found == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / 200) + 1e-12)

    def test_a_seed_fixes_the_draws(self, random_zones):
        many = random_zones(300, seed=11)
        first, again, other = (role_firmness(many, SHIPPED, seed=seed) for seed in (1, 1, 2))
        np.testing.assert_array_equal(first, again)
        assert (first != other).any()

    def test_the_order_of_zones_and_of_the_thresholds_does_not_matter(self, random_zones):
        many = random_zones(400, seed=12)
        order = np.random.default_rng(2).permutation(400)
        backwards = dict(reversed(list(SHIPPED.items())))
        np.testing.assert_array_equal(role_firmness(many, SHIPPED)[order], role_firmness(many.at(order), backwards))


@pytest.mark.parametrize("work", [role_margins, role_firmness])
def test_cancel_is_heard(zones, work):
    def cancel(share):
        if share > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        work(zones(DOWNTOWN), SHIPPED, progress=cancel)


def test_35000_zones_are_no_more_work_than_one(zones, random_zones, monkeypatch):
    # whole columns at a time, as often as for a single zone: not zone by zone, nor zone against zone
    looks = []
    monkeypatch.setattr(certainty, "first_rule", lambda *given: looks.append(1) or first_rule(*given))

    def looked(some):
        looks.clear()
        role_margins(some, SHIPPED, coarse=True)
        role_firmness(some, SHIPPED, coarse=True)
        return len(looks)

    assert looked(random_zones(35_000, seed=13)) <= looked(zones(DOWNTOWN))


def test_draws_reach_10_percent_to_both_sides_and_no_further(zones):
    # every threshold times its own number between 0.9 and 1.1: 9.9 % from its limit a role can fall, in 1 of 200
    # draws, so hardly ever in none of 20 times 200; further than 10 % never
    near, far = (75.0 * 1.099, 75.0 * 0.901), (75.0 * 1.1001, 75.0 * 0.8999)
    downtown = zones(*({**DOWNTOWN, "density": density} for density in (*near, *far)))
    firm = np.array([role_firmness(downtown, SHIPPED, seed=seed) for seed in range(20)])
    assert (firm[:, :2].min(axis=0) < 100).all()
    assert (firm[:, 2:] == 100).all()


def test_firm_is_a_share_of_200_draws(random_zones):
    firm = role_firmness(random_zones(2000, seed=16), SHIPPED)
    assert set(np.unique(firm * 2 % 1)) == {0.0}
    assert 0 <= firm.min() < firm.max() == 100


def test_a_role_beside_a_limit_is_read_a_hair_from_it_and_not_across_the_next(zones):
    # from 100 jobs per hectare down to 75 a core becomes a town centre, though a town ends just below that
    close = role_thresholds([("town_density", 75 * (1 - 1e-11))])
    found = role_margins(zones(DOWNTOWN), close)
    assert ROLES[found.second[0]].key == "town_centre"
    assert found.percent[0] == pytest.approx(25.0, rel=1e-9)


def test_the_next_limit_alone_would_make_it_another_role(zones):
    # so that the test before this one sees the second limit: just under both, the zone is no town centre
    close = role_thresholds([("town_density", 75 * (1 - 1e-11))])
    role = role_of_rule()[first_rule(zones({**DOWNTOWN, "density": 75 * (1 - 2e-11)}), close)]
    assert ROLES[role[0]].key != "town_centre"


def test_to_what_a_quantity_must_rise_or_fall_is_told(zones):
    # 60 jobs per hectare: a core from 75, 25 % higher; no town centre under 50, 16.7 % lower, is nearer
    found = role_margins(zones({**DOWNTOWN, "density": 60.0}), SHIPPED)
    assert found.percent[0] == pytest.approx(100 * 10 / 60, rel=1e-9)
    assert not found.higher[0]
