"""What a report says that its links leave out, and what they rest on."""

from agora.algorithms.report.link_facts import Modelled, PlanCommuting
from agora.algorithms.report.link_words import drawn_and_stored, held_against, model_rests_on

MODEL = Modelled(km=12.0, asked_km=12.0, job_factor=0.906, least=1.0, stored=95.3)


def test_what_is_not_drawn_is_said():
    [said] = drawn_and_stored(500, 550.0, PlanCommuting(10_000.0))
    assert "draws the 500 largest flows between two zones, with 5.5 % of 10,000 people." in said


def test_what_is_not_stored_is_said_where_something_is_not():
    _, said = drawn_and_stored(500, 550.0, PlanCommuting(10_000.0, modelled=MODEL))
    assert said.endswith("does not hold them: it has 95 % of these people.")
    assert len(drawn_and_stored(500, 550.0, PlanCommuting(10_000.0, modelled=MODEL._replace(stored=100.0)))) == 1


def test_in_a_part_of_the_region_lines_and_people_are_those_of_the_part():
    [said] = drawn_and_stored(1, 30.0, PlanCommuting(100.0), is_part=True)
    assert "the 1 largest flow between two zones that begin or end in the plan area" in said
    assert "30 % of 100 people who live or work there." in said


def test_of_lines_alone_no_share_is_told():
    assert drawn_and_stored(3, 30.0, None) == ["The map draws 3 flows between two zones, with 30 people."]


def test_no_people_have_no_share():
    assert "with 0 % of 0 people" in drawn_and_stored(0, 0.0, PlanCommuting(0.0))[0]


def test_flows_between_roles_name_whose_they_are():
    assert "of 12 people who live and work in the plan area, are" in held_against(12.0, is_within=True)


def test_an_assumed_mean_is_called_one():
    said = model_rests_on(MODEL)
    assert "Its mean is set to 12 km, an assumption; jobs are multiplied by 0.91" in said
    assert "asked for" not in said


def test_a_mean_that_zones_do_not_allow_is_told_with_the_one_that_was_asked_for():
    said = model_rests_on(MODEL._replace(km=4.32))
    assert "set to 4.3 km, the longest that these zones allow (12 km was asked for)" in said
