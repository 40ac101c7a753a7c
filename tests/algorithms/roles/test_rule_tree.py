"""The tree against a ladder of ifs written from the table of the method, and zone by zone by hand."""

import warnings

import numpy as np
import pytest

from agora.algorithms.roles.quantities import Shares
from agora.algorithms.roles.rule_tree import ROLES, first_rule, role_of_rule, rules
from agora.algorithms.roles.thresholds import role_thresholds

SHIPPED = role_thresholds()


def roles_of(quantities, coarse=False, thresholds=SHIPPED):
    places = role_of_rule(coarse)[first_rule(quantities, thresholds, coarse)]
    return [ROLES[place].key for place in places.tolist()]


RURAL = {"people": 1.0, "density": 0.2, "jobs": 300.0, "ratio": 0.4}
ESTATE = {"industry": 0.6, "density": 20.0, "jobs": 5000.0, "ratio": 3.0, "people": 2.0}
HOSPITAL = {"public": 0.7, "density": 60.0, "jobs": 8000.0, "ratio": 6.0, "people": 5.0}
DOWNTOWN = {
    "centre_rank": 1, "principal": True, "distance": 0.0, "density": 300.0, "ratio": 8.0, "jobs": 20000.0,
    "knowledge": 0.5, "consumer": 0.1, "industry": 0.05,
}  # fmt: skip
OUTLETS = {"consumer": 0.6, "public": 0.1, "jobs": 1500.0, "ratio": 3.0, "density": 30.0}
HIGH_STREET = {"centre_rank": 3, "density": 60.0, "ratio": 1.5, "consumer": 0.3, "jobs": 4000.0}
BUSINESS_PARK = {
    "knowledge": 0.6, "consumer": 0.05, "jobs": 5000.0, "ratio": 10.0, "density": 40.0, "people": 1.0,
    "distance": 2000.0,
}  # fmt: skip
SECOND_CENTRE = {"centre_rank": 5, "density": 30.0, "ratio": 1.4}
SUBURB = {"ratio": 0.2, "density": 4.0, "people": 30.0, "jobs": 400.0, "consumer": 0.1}
NEIGHBOURHOOD = {"ratio": 0.7, "density": 10.0, "jobs": 800.0, "consumer": 0.2, "public": 0.3}
OPEN_COUNTRY = {"people": 2.0, "density": 2.0, "jobs": 1000.0, "ratio": 0.9, "consumer": 0.1}
INNER_SUBURB = {}
TECH_PARK = {**BUSINESS_PARK, "knowledge": 0.3, "other": 0.4}


@pytest.mark.parametrize(
    ("zone", "role"),
    [
        pytest.param(RURAL, "rural", id="hardly anybody and hardly any job"),
        pytest.param(ESTATE, "industrial_logistics", id="an industrial estate"),
        pytest.param(HOSPITAL, "institutional_campus", id="a hospital"),
        pytest.param(DOWNTOWN, "city_core", id="the financial district"),
        pytest.param(OUTLETS, "retail_park", id="outlets at a junction"),
        pytest.param(HIGH_STREET, "town_centre", id="a mixed high street"),
        pytest.param(BUSINESS_PARK, "out_of_town_office", id="a business park"),
        pytest.param(SECOND_CENTRE, "sub_centre", id="a lesser centre"),
        pytest.param(SUBURB, "dormitory", id="a suburb people leave to work"),
        pytest.param(NEIGHBOURHOOD, "local_service", id="schools and shops among homes"),
        pytest.param(OPEN_COUNTRY, "rural", id="country with a few jobs more"),
        pytest.param(INNER_SUBURB, "mixed_urban", id="nothing in particular"),
    ],
)
def test_every_rule_has_its_zone(zones, zone, role):
    assert roles_of(zones(zone)) == [role]


def test_every_rule_is_reached_by_one_of_them(zones):
    made = (RURAL, ESTATE, HOSPITAL, DOWNTOWN, OUTLETS, HIGH_STREET, BUSINESS_PARK, SECOND_CENTRE, SUBURB,
            NEIGHBOURHOOD, OPEN_COUNTRY, INNER_SUBURB)  # fmt: skip
    np.testing.assert_array_equal(first_rule(zones(*made), SHIPPED), np.arange(len(rules())))


@pytest.mark.parametrize(
    ("zone", "role"),
    [
        pytest.param({**RURAL, "industry": 0.9}, "rural", id="a remote quarry is rural before industrial"),
        pytest.param({**ESTATE, "public": 0.5, "industry": 0.5}, "industrial_logistics",
                     id="industry before campus"),
        pytest.param({**DOWNTOWN, "public": 0.6, "centre_rank": 2}, "institutional_campus",
                     id="campus before core"),
        pytest.param({**DOWNTOWN, "public": 0.6}, "city_core", id="but not in the dense first centre"),
        pytest.param({**DOWNTOWN, "public": 0.6, "density": 70.0}, "institutional_campus",
                     id="unless it is not dense"),
        pytest.param({**DOWNTOWN, "consumer": 0.5}, "city_core", id="core before retail"),
        pytest.param({**HIGH_STREET, "consumer": 0.45}, "retail_park", id="retail before town centre"),
        pytest.param({**BUSINESS_PARK, "centre_rank": 4, "density": 55.0, "knowledge": 0.5}, "town_centre",
                     id="town centre before office"),
        pytest.param({**BUSINESS_PARK, "centre_rank": 4}, "out_of_town_office",
                     id="office before sub-centre"),
        pytest.param({**SUBURB, "centre_rank": 4}, "dormitory", id="a centre people leave is no sub-centre"),
        pytest.param({**SUBURB, "public": 0.5}, "dormitory", id="dormitory before local services"),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds_wins(zones, zone, role):
    assert roles_of(zones(zone)) == [role]


AT_LEAST = [
    # zone, quantity, limit, role at the limit, role just under it
    (ESTATE, "industry", 0.35, "industrial_logistics", "mixed_urban"),
    (ESTATE, "jobs", 250.0, "industrial_logistics", "mixed_urban"),
    ({**ESTATE, "industry": 0.4}, "ratio", 1.0, "industrial_logistics", "mixed_urban"),
    ({**ESTATE, "ratio": 0.9}, "industry", 0.5, "industrial_logistics", "mixed_urban"),
    (HOSPITAL, "public", 0.5, "institutional_campus", "mixed_urban"),
    (HOSPITAL, "jobs", 1500.0, "institutional_campus", "mixed_urban"),
    (HOSPITAL, "ratio", 2.0, "institutional_campus", "mixed_urban"),
    (DOWNTOWN, "density", 75.0, "city_core", "town_centre"),
    (DOWNTOWN, "ratio", 2.0, "city_core", "town_centre"),
    (OUTLETS, "consumer", 0.4, "retail_park", "mixed_urban"),
    (OUTLETS, "jobs", 500.0, "retail_park", "mixed_urban"),
    ({**OUTLETS, "public": 0.0, "density": 25.0}, "ratio", 1.0, "retail_park", "mixed_urban"),
    (HIGH_STREET, "density", 50.0, "town_centre", "sub_centre"),
    (BUSINESS_PARK, "knowledge", 0.4, "out_of_town_office", "mixed_urban"),
    (BUSINESS_PARK, "jobs", 1000.0, "out_of_town_office", "mixed_urban"),
    (BUSINESS_PARK, "ratio", 3.0, "out_of_town_office", "mixed_urban"),
    (BUSINESS_PARK, "distance", 300.0, "out_of_town_office", "mixed_urban"),
    (SECOND_CENTRE, "ratio", 1.0, "sub_centre", "mixed_urban"),
    ({**SUBURB, "jobs": 2600.0}, "people", 3.0, "dormitory", "mixed_urban"),
    (NEIGHBOURHOOD, "jobs", 250.0, "local_service", "mixed_urban"),
    ({**NEIGHBOURHOOD, "public": 0.0}, "consumer", 0.4, "local_service", "mixed_urban"),
    ({**NEIGHBOURHOOD, "consumer": 0.0}, "public", 0.4, "local_service", "mixed_urban"),
]
UNDER = [
    # zone, quantity, limit, role at the limit, role just under it
    (RURAL, "density", 1.0, "rural", "rural"),  # the eleventh test takes over
    ({**RURAL, **BUSINESS_PARK, "density": 0.2}, "jobs", 2500.0, "out_of_town_office", "rural"),
    (RURAL, "people", 3.0, "dormitory", "rural"),
    (ESTATE, "density", 75.0, "mixed_urban", "industrial_logistics"),
    ({**HOSPITAL, "centre_rank": 1}, "density", 75.0, "sub_centre", "institutional_campus"),
    (OUTLETS, "density", 75.0, "mixed_urban", "retail_park"),
    *(({**HIGH_STREET, "consumer": 0.1, "ratio": 1.1}, share, 0.6, role, "town_centre")
      for share, role in (("knowledge", "sub_centre"), ("public", "sub_centre"))),
    ({**HIGH_STREET, "density": 80.0}, "consumer", 0.6, "sub_centre", "town_centre"),
    ({**HIGH_STREET, "density": 80.0}, "industry", 0.6, "sub_centre", "town_centre"),
    (BUSINESS_PARK, "density", 75.0, "mixed_urban", "out_of_town_office"),
    (BUSINESS_PARK, "consumer", 0.15, "mixed_urban", "out_of_town_office"),
    (SUBURB, "ratio", 0.5, "mixed_urban", "dormitory"),
    (SUBURB, "density", 15.0, "mixed_urban", "dormitory"),
    (NEIGHBOURHOOD, "ratio", 1.0, "mixed_urban", "local_service"),
    (NEIGHBOURHOOD, "density", 25.0, "mixed_urban", "local_service"),
    (OPEN_COUNTRY, "density", 3.0, "mixed_urban", "rural"),
    ({**OPEN_COUNTRY, "density": 2.9}, "jobs", 2500.0, "mixed_urban", "rural"),
    (OPEN_COUNTRY, "people", 3.0, "mixed_urban", "rural"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "quantity", "limit", "at", "below"),
    [pytest.param(*case, id=f"{case[1]} {case[2]} between {case[4]} and {case[3]}") for case in AT_LEAST + UNDER],
)
def test_a_quantity_at_its_limit_is_on_the_upper_side(zones, zone, quantity, limit, at, below):
    pair = zones({**zone, quantity: limit}, {**zone, quantity: np.nextafter(limit, 0.0)})
    assert roles_of(pair) == [at, below]


@pytest.mark.parametrize(
    ("zone", "quantity", "region", "limit", "below"),
    [
        (ESTATE, "industry", Shares(0.2, 0.1, 0.25, 0.2, 0.25), 0.5, "mixed_urban"),
        (HOSPITAL, "public", Shares(0.2, 0.1, 0.1, 0.4, 0.2), 1.75 * 0.4, "mixed_urban"),
        (BUSINESS_PARK, "knowledge", Shares(0.4, 0.1, 0.1, 0.2, 0.2), 1.4 * 0.4, "mixed_urban"),
    ],
    ids=["industry in an industrial region", "a campus in a public region", "offices in a knowledge region"],
)
def test_where_the_region_is_specialised_more_is_asked(zones, zone, quantity, region, limit, below):
    pair = zones({**zone, quantity: limit}, {**zone, quantity: np.nextafter(limit, 0.0)}, region=region)
    assert roles_of(pair)[1] == below
    assert roles_of(pair)[0] == roles_of(zones(zone))[0]


class TestCoarseSectors:
    def test_technology_counted_as_other_makes_an_office(self, zones):
        assert roles_of(zones(TECH_PARK)) == ["mixed_urban"]
        assert roles_of(zones(TECH_PARK), coarse=True) == ["out_of_town_office"]

    @pytest.mark.parametrize(
        ("change", "role"),
        [
            ({"knowledge": 0.25, "other": 0.5}, "out_of_town_office"),
            ({"knowledge": 0.2499, "other": 0.5}, "mixed_urban"),
            ({"knowledge": 0.25, "other": 0.3}, "out_of_town_office"),
            ({"knowledge": 0.25, "other": 0.2999}, "mixed_urban"),
            ({"knowledge": 0.6, "other": 0.0}, "out_of_town_office"),
        ],
        ids=[
            "knowledge enough",
            "too little knowledge",
            "sum enough",
            "sum too small",
            "the fine test still counts",
        ],
    )
    def test_both_of_its_limits(self, zones, change, role):
        assert roles_of(zones({**TECH_PARK, **change}), coarse=True) == [role]

    def test_the_sum_is_measured_against_the_regions_sum(self, zones):
        # 1.1 (0.3 + 0.3) = 0.66
        region = Shares(0.3, 0.1, 0.1, 0.2, 0.3)
        pair = zones({**TECH_PARK, "other": 0.37}, {**TECH_PARK, "other": 0.35}, region=region)
        assert roles_of(pair, coarse=True) == ["out_of_town_office", "mixed_urban"]

    def test_only_the_office_rule_differs(self):
        assert [a.role for a, b in zip(rules(), rules(coarse=True)) if a != b] == ["out_of_town_office"]


def test_own_thresholds_move_the_limits(zones):
    assert roles_of(zones(DOWNTOWN), thresholds=role_thresholds([("core_density", 400)])) == ["town_centre"]


@pytest.mark.parametrize(
    ("zone", "role"),
    [({"ratio": np.inf}, "sub_centre"), ({"ratio": 0.0, "density": 0.0, "jobs": 0.0}, "dormitory")],
    ids=["jobs but no residents", "neither jobs nor workers, but people"],
)
def test_zones_without_working_residents_are_compared_rightly(zones, zone, role):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert roles_of(zones({"centre_rank": 2, **zone})) == [role]


def _ladder(z, region, coarse):  # noqa: C901 - a ladder is the point: it shares nothing with the tree
    """The table of the method as a ladder of ifs, for one zone."""
    d, r, p, jobs = z["density"], z["ratio"], z["people"], z["jobs"]
    k, c, i, pub, o = (z[name] for name in ("knowledge", "consumer", "industry", "public", "other"))
    if p < 3 and d < 1 and jobs < 2500:
        return "rural"
    if i >= max(0.35, 2 * region.industry) and jobs >= 250 and d < 75 and (r >= 1 or i >= 0.5):
        return "industrial_logistics"
    if pub >= max(0.5, 1.75 * region.public) and jobs >= 1500 and r >= 2 and not (z["centre_rank"] == 1 and d >= 75):
        return "institutional_campus"
    if z["principal"] and d >= 75 and r >= 2:
        return "city_core"
    if c >= 0.4 and jobs >= 500 and r >= 1 and d < 75:
        return "retail_park"
    if z["centre_rank"] > 0 and d >= 50 and not any(share >= 0.6 for share in (k, c, i, pub)):
        return "town_centre"
    led = k >= max(0.4, 1.4 * region.knowledge)
    if coarse:
        led = led or (k >= 0.25 and k + o >= max(0.55, 1.1 * (region.knowledge + region.other)))
    if led and jobs >= 1000 and r >= 3 and d < 75 and c < 0.15 and z["distance"] >= 300:
        return "out_of_town_office"
    if z["centre_rank"] > 0 and r >= 1:
        return "sub_centre"
    if r < 0.5 and d < 15 and p >= 3:
        return "dormitory"
    if r < 1 and jobs >= 250 and d < 25 and c + pub >= 0.4:
        return "local_service"
    return "rural" if p < 3 and d < 3 and jobs < 2500 else "mixed_urban"


@pytest.mark.parametrize("coarse", [False, True], ids=["fine", "coarse"])
def test_as_the_table_of_the_method_has_it(random_zones, coarse):
    many = random_zones(20_000, seed=5)
    columns = {name: getattr(many, name).tolist() for name in many._fields[:-1]}
    expected = [_ladder(dict(zip(columns, values)), many.region, coarse) for values in zip(*columns.values())]
    assert roles_of(many, coarse) == expected
    assert set(expected) == {role.key for role in ROLES}


def test_the_order_of_zones_does_not_matter(random_zones):
    many = random_zones(500, seed=6)
    order = np.random.default_rng(1).permutation(500)
    np.testing.assert_array_equal(first_rule(many.at(order), SHIPPED), first_rule(many, SHIPPED)[order])


def test_every_role_has_a_title_and_a_rule():
    assert [role.key for role in ROLES] == list(dict.fromkeys(rule.role for rule in rules()))
    assert all(role.title[0].isupper() for role in ROLES)
