"""What a committee reads first: each sentence only where its input was given, with numbers that can be read."""

import re

import pytest

from agora.algorithms.report.facts import CentreTotals, Facts, FirstCentre, JobDensities, RoleShares
from agora.algorithms.report.link_facts import EdgeCommuting, Link, RoleLinks
from agora.algorithms.report.sentences import MODELLED, OBSERVED, Basis, opening_sentences, standing_statements

ALL = Facts(
    jobs=4010135.0,
    centres=CentreTotals(20, 45.3, 1.53),
    first=FirstCentre("Downtown", 652989.3031762706, 16.28347, 137.3765701, 74.2),
    densities=JobDensities(2.16, 181.7, 25.37),
    roles=RoleShares(18.3, 11.2, 4.92, 12.7),
    commuting=EdgeCommuting(120345.2, 80012.7, 92.4),
    links=RoleLinks(Link("Dormitory", "Mixed urban", 351741.4, 366397.0), Link("Rural", "Town centre", 2315.4, 152.3)),
)
COUNTED = Basis("2021", "", OBSERVED, home_left_out=True)
WORDED = {
    "centres": ["Bay Area has 4,010,135 jobs; 45 % of them are on 1.5 % of its land, in 20 centres."],
    "first": ["Downtown holds 652,989 jobs (16 % of all) at 137 per hectare; its edge is firm on 74 % of its length."],
    "densities": [
        "Half of all jobs are in zones of 25.4 jobs per hectare or more; averaged over jobs it is 182, which the "
        "densest zones make; the average hectare has 2.2."
    ],
    "roles": [
        "Roles: core 18 %, industrial 11 %, out-of-town office 4.9 % of all jobs; 13 % of them are in zones whose "
        "role is marginal."
    ],
    "commuting": ["120,345 commute in, 80,013 out; 92 % of those who live here work here (home workers left out)."],
    "links": [
        "Largest flow between two roles: Dormitory to Mixed urban, 351,741 people, 0.96 times expected.",
        "Strongest link between two roles: Rural to Town centre, 2,315 people, 15 times expected, which is 2,163 more.",
    ],
}
EVERY = [sentence for said in WORDED.values() for sentence in said]


def test_all_sentences_in_order():
    assert opening_sentences("Bay Area", ALL, COUNTED) == tuple(EVERY)


@pytest.mark.parametrize("given", WORDED)
def test_a_sentence_stands_where_its_input_was_given(given):
    sentences = opening_sentences("Bay Area", Facts(4010135.0)._replace(**{given: getattr(ALL, given)}), COUNTED)
    assert sentences == (*(["Bay Area has 4,010,135 jobs."] if given != "centres" else []), *WORDED[given])


@pytest.mark.parametrize("missing", WORDED)
def test_a_sentence_is_not_there_where_its_input_was_not_given(missing):
    sentences = opening_sentences("Bay Area", ALL._replace(**{missing: None}), COUNTED)
    assert not set(WORDED[missing]) & set(sentences)
    assert set(sentences) - set(EVERY) == ({"Bay Area has 4,010,135 jobs."} if missing == "centres" else set())


SAID = {
    "no centre": (Facts(10.0, centres=CentreTotals(0, 0, 0)), "Bay Area has 10 jobs; no centre was found."),
    "one centre": (
        Facts(10.0, centres=CentreTotals(1, 50, 0.01)),
        "Bay Area has 10 jobs; 50 % of them are on under 0.1 % of its land, in 1 centre.",
    ),
    "one job": (Facts(1.0), "Bay Area has 1 job."),
    "an edge of unknown firmness": (
        Facts(10.0, first=FirstCentre("Downtown", 5.0, 50.0, 137.4)),
        "Downtown holds 5 jobs (50 % of all) at 137 per hectare.",
    ),
    "roles of unknown firmness": (
        Facts(10.0, roles=RoleShares(0, 100, 0)),
        "Roles: core 0 %, industrial 100 %, out-of-town office 0 % of all jobs.",
    ),
    "one commuter": (
        Facts(10.0, commuting=EdgeCommuting(1.0, 0.0, 99.9)),
        "1 commutes in, 0 out; over 99 % of those who live here work here (home workers left out).",
    ),
    "nobody lives here": (
        Facts(10.0, commuting=EdgeCommuting(7.0, 0.0, None)),
        "7 commute in, 0 out (home workers left out).",
    ),
    "a link of one": (
        Facts(10.0, links=RoleLinks(Link("A", "B", 1.0, 2.4), None)),
        "No large flow between two roles is larger than their sizes give.",
    ),
    "jobs evenly spread": (
        Facts(10.0, densities=JobDensities(10.78, 10.78, 10.78)),
        "Half of all jobs are in zones of 10.8 jobs per hectare or more; averaged over jobs it is 11; the average "
        "hectare has 11.",
    ),
}


@pytest.mark.parametrize(("facts", "sentence"), SAID.values(), ids=SAID)
def test_wording_by_case(facts, sentence):
    assert opening_sentences("Bay Area", facts, COUNTED)[-1] == sentence


@pytest.mark.parametrize("given", ["commuting", "links"])
def test_modelled_commuting_says_so(given):
    _, *said = opening_sentences("X", Facts(1.0)._replace(**{given: getattr(ALL, given)}), Basis(flows=MODELLED))
    assert said
    assert all(sentence.endswith("(modelled).") for sentence in said)


def test_home_workers_are_not_said_to_be_left_out_where_they_are_not():
    sentence = opening_sentences("X", Facts(1.0, commuting=ALL.commuting), Basis(flows=OBSERVED))[1]
    assert "home workers included where the flows count them" in sentence


def test_an_area_without_a_name_is_the_plan_area():
    assert opening_sentences(" ", Facts(5.0), Basis()) == ("The plan area has 5 jobs.",)


def test_no_sentence_holds_a_long_decimal():
    said = " ".join(opening_sentences("Bay Area", ALL, COUNTED))
    assert re.findall(r"\S*\.\d\d\S*", said) == ["0.96"]  # times expected, where 1.0 would say something else


BASES = {
    "nothing given": Basis(),
    "modelled": Basis("2015", "Rounded to 5.", MODELLED),
    "observed": Basis("2021", "Rounded to 5.", OBSERVED, True),
}


@pytest.mark.parametrize("basis", BASES.values(), ids=BASES)
def test_what_every_report_states(basis):
    stated = " ".join(standing_statements(basis))
    for words in ("year of the data was not given" if not basis.year else f"The data are of {basis.year}.", "bserved",
                  "head office", "agreement between methods, not probability",
                  "Analytical centres are not policy boundaries"):  # fmt: skip
        assert words.lower() in stated.lower()


def test_modelled_observed_and_absent_commuting_are_told_apart():
    stated = {flows: standing_statements(Basis(flows=flows))[1] for flows in (MODELLED, OBSERVED, None)}
    assert "modelled, not observed" in stated[MODELLED]
    assert "Commuting is observed." in stated[OBSERVED]
    assert stated[None] == "Jobs are observed, as their source counts them; density is computed from them."
    assert "modelled" not in stated[OBSERVED]


def test_what_shares_are_of_is_named():
    whole, part = (standing_statements(Basis(zones=12, all_zones=count)) for count in (12, 1454))
    assert "Shares are of all jobs, or of all land, in the plan's 12 zones." in whole
    assert any("those with their middle in the plan area, of 1,454 that" in stated for stated in part)
    assert not any("Shares" in stated for stated in standing_statements(Basis()))


def test_what_is_known_of_rounding_is_said_as_given():
    assert "Counts are rounded to 5." in standing_statements(Basis(rounding="Counts are rounded to 5."))


def test_what_the_user_was_never_asked_is_not_deplored():
    assert not any("round" in stated for stated in standing_statements(Basis()))


@pytest.mark.parametrize(
    ("part", "word"), [("density", "density"), ("centres", "centres"), ("firmness", "firm an edge")]
)
def test_nothing_is_stated_of_a_part_that_was_not_made(part, word):
    with_it, without = (" ".join(standing_statements(Basis(**{part: made}))) for made in (True, False))
    assert word in with_it
    assert word not in without
