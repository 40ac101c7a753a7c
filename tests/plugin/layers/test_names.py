"""A plan's centres are called after places inside, or the zones that hold their jobs; two centres, at z5 and at z11."""

import pytest
from made_layers import DEGREES, column, place, points, reprojected, zones

JOBS = column("jobs", z11=9000.0)
WARDS = [f"Ward {at}" for at in range(12)]
TWO = {0: place(1500, 1500), 1: place(1550, 1550), 2: place(3500, 2500), 3: place(100, 2900)}
TOWNS = ["Mill Town", "Quay", "Harbour", "Far Away"]
ODD = [
    "N" * 60,
    "<script>alert('\"')</script>",
    "[% 6 * 7 %] $a$ $b$",
    "\N{HEBREW LETTER ALEF}\N{CJK UNIFIED IDEOGRAPH-57CE}",
]


@pytest.fixture
def named(run_on):
    def names(made=None, **given):
        ran = run_on("spatialplan", made or zones(jobs=JOBS, ward=WARDS), **given)
        return ran.column("name", "PLAN", "centres"), ran.said

    return names


def towns(**columns):
    return points(TWO, town=TOWNS, **columns)


def test_without_names_centres_have_their_rank(named):
    assert named()[0] == ["Centre 1", "Centre 2"]


def test_centres_are_called_by_the_zones_that_hold_their_jobs(named):
    assert named(NAME="ward")[0] == ["Ward 5", "Ward 11"]


def test_two_centres_in_zones_of_one_name_are_told_apart(named):
    assert named(zones(jobs=JOBS, ward=["Mill"] * 12), NAME="ward")[0] == ["Mill", "Mill 2"]


def test_the_place_nearest_to_the_middle_names_a_centre(named):
    names, said = named(PLACES=towns(), PLACE_NAME="town")
    assert names == ["Mill Town", "Harbour"]
    assert not [line for line in said.infos if "such as Centre" in line]


def test_the_largest_place_names_a_centre_where_sizes_are_known(named):
    given = {"PLACES": towns(people=[10.0, 20.0, 5.0, 900.0]), "PLACE_NAME": "town", "PLACE_SIZE": "people"}
    assert named(**given)[0] == ["Quay", "Harbour"]


def test_a_tie_is_said_and_the_first_place_taken(named):
    given = {"PLACES": towns(people=[10.0, 10.0, 5.0, 1.0]), "PLACE_NAME": "town", "PLACE_SIZE": "people"}
    names, said = named(**given)
    assert names == ["Mill Town", "Harbour"]
    assert "Centre 1 is called Mill Town; Quay would fit as well." in said.infos


def test_a_centre_without_a_place_takes_its_zone_or_keeps_its_number(named):
    one = {"PLACES": points({3: place(100, 2900)}, town=["a", "b", "c", "d"]), "PLACE_NAME": "town"}
    names, said = named(**one)
    assert names == ["Centre 1", "Centre 2"]
    assert "2 of 2 found no name and keep their number, such as Centre 1." in said.infos
    assert named(**one, NAME="ward")[0] == ["Ward 5", "Ward 11"]


def test_places_may_be_in_degrees_and_so_may_zones(named):
    places = {"PLACES": reprojected(towns(), DEGREES), "PLACE_NAME": "town"}
    assert named(**places)[0] == ["Mill Town", "Harbour"]
    turned = reprojected(zones(jobs=JOBS, ward=WARDS), DEGREES)
    assert named(turned, **places)[0] == ["Mill Town", "Harbour"]


def test_places_without_a_name_are_left_out_and_counted(named):
    names, said = named(PLACES=points(TWO, town=[None, " ", "Harbour", "Far"]), PLACE_NAME="town")
    assert names == ["Centre 1", "Harbour"]
    assert "2 of 4 features of made skipped: town is empty." in said.warnings


@pytest.mark.parametrize("name", ODD)
def test_a_name_may_hold_anything(named, name):
    assert named(zones(jobs=JOBS, ward=[name] * 12), NAME="ward")[0] == [name, f"{name} 2"]
