import re

import numpy as np
import pytest

from agora.algorithms.roles.certainty import role_margins
from agora.algorithms.roles.quantities import Shares
from agora.algorithms.roles.reasons import role_reasons
from agora.algorithms.roles.rule_tree import ROLES, first_rule, role_of_rule
from agora.algorithms.roles.thresholds import role_thresholds
from agora.algorithms.roles.wording import WORDINGS

SHIPPED = role_thresholds()


def why(quantities, coarse=False):
    first = first_rule(quantities, SHIPPED, coarse)
    return role_reasons(quantities, SHIPPED, first, role_margins(quantities, SHIPPED, coarse), coarse)


CORE = {
    "centre_rank": 1, "principal": True, "distance": 0.0, "density": 85.23456, "ratio": 15.2, "jobs": 20000.0,
    "knowledge": 0.5, "consumer": 0.1, "industry": 0.05,
}  # fmt: skip


def test_a_city_core_in_words(zones):
    # (85.23 - 75) / 85.23 = 12.0 %
    assert why(zones(CORE)) == (
        "City core: in a principal centre; 85.2 jobs per hectare (at least 75); 15.2 jobs per working "
        "resident (at least 2). Nearest change: density 13 % lower would make it town centre.",
    )


def test_of_two_alternatives_the_one_that_holds_is_named(zones):
    few = {"industry": 0.6, "density": 20.0, "jobs": 5000.0, "people": 30.0}
    imports, homes = why(zones({**few, "ratio": 3.0}, {**few, "ratio": 0.8}))
    assert "20 jobs per hectare (under 75); 3 jobs per working resident (at least 1)." in imports
    assert "20 jobs per hectare (under 75); 60 % of jobs in industry (at least 50 %)." in homes


def test_a_limit_taken_from_the_region_says_so(zones):
    region = Shares(0.2, 0.1, 0.25, 0.2, 0.25)
    text = why(zones({"industry": 0.7, "jobs": 5000.0, "ratio": 3.0}, region=region))[0]
    assert text.startswith(
        "Industry and logistics: 70 % of jobs in industry (at least 50 %, 2 times the region's share)"
    )


def test_a_campus_names_what_keeps_it_from_being_the_core(zones):
    campus = {"public": 0.7, "jobs": 8000.0, "ratio": 6.0}
    outside, within = why(zones({**campus, "density": 90.0}, {**campus, "density": 60.0, "centre_rank": 1}))
    assert "; not in the first centre." in outside
    assert "; 60 jobs per hectare (under 75)." in within


def test_what_fits_nothing_says_how_it_stands(zones):
    assert why(zones({}))[0].startswith(
        "Mixed urban: no other role fits; 10 jobs per hectare; 1.2 jobs per working resident; 20 people per hectare."
    )


def test_coarse_sectors_are_said_in_every_zone(zones):
    tech = {
        "knowledge": 0.3, "other": 0.4, "consumer": 0.05, "jobs": 5000.0, "ratio": np.inf, "density": 40.0,
        "people": 1.0, "distance": np.inf,
    }  # fmt: skip
    office, core = why(zones(tech, CORE), coarse=True)
    assert office.startswith(
        "Out-of-town office: 30 % of jobs in knowledge sectors (at least 25 %); 70 % of jobs in knowledge "
        "and other sectors (at least 55 %); 5,000 jobs (at least 1,000); jobs but no working residents; "
        "40 jobs per hectare (under 75); 5 % of jobs in consumer sectors (under 15 %); "
        "no principal centre in the region. "
    )
    assert office.endswith(" Coarse sectors.")
    assert core.endswith(" Coarse sectors.")


def test_a_role_that_nothing_turns_says_so(zones):
    nothing = dict.fromkeys(("density", "jobs", "people", "knowledge", "consumer", "industry", "public", "other"), 0.0)
    text = why(zones({**nothing, "ratio": 0.0, "distance": np.inf}))[0]
    assert text.endswith(" No change in one quantity alone would make it anything else.")


@pytest.mark.parametrize("coarse", [False, True], ids=["fine", "coarse"])
def test_no_number_is_longer_than_it_is_sure(random_zones, coarse):
    for text in why(random_zones(5000, seed=4), coarse):
        for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text):
            digits = found.replace(",", "").replace(".", "").lstrip("0")
            assert len(digits) <= 3 or "." not in found, text
        assert "nan" not in text
        assert "inf " not in text
        assert not re.search(r"\de[+-]?\d", text), text


def test_the_numbers_never_contradict_the_limits(random_zones):
    """Every "(at least …)" follows a number not below it, every "(under …)" one that is below it."""
    parts = re.compile(r"(?<![\d.,])(under )?([\d.,]*\d) [^;()]*\((at least|under) ([\d.,]*\d)")
    checked = 0
    for text in why(random_zones(5000, seed=14)):
        for tiny, value, kind, limit in parts.findall(text):
            amount, bound = (float(each.replace(",", "")) for each in (value, limit))
            assert tiny or (amount >= bound if kind == "at least" else amount < bound), text
            checked += 1
    assert checked > 5000  # more than one a zone, mixed urban ones having none


def test_a_zone_turns_at_the_change_that_is_printed(random_zones):
    """The figure is read back from the text, and the rules are asked what the zone then is."""
    change = re.compile(r"Nearest change: (.*?) (under |over )?([\d.,]+) % (higher|lower) would make it (.*)\.$")
    names = {wording.name: name for name, wording in WORDINGS.items()}
    zones, turned = random_zones(5000, seed=3), 0
    for place, text in enumerate(why(zones)):
        found = change.search(text)
        if found is None or found[2]:
            continue
        zone, share = zones.at(np.array([place])), float(found[3].replace(",", "")) / 100
        value = zone.of(names[found[1]]) * (1 + share if found[4] == "higher" else 1 - share)
        [rule] = first_rule(zone.changed(names[found[1]], value), SHIPPED)
        assert ROLES[role_of_rule()[rule]].title.lower() == found[5], text
        turned += 1
    assert turned > 4000


def test_35000_zones_have_a_reason_each(random_zones):
    assert all(why(random_zones(35_000, seed=15)))
