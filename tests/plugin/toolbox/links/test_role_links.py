"""What ``rolelinks`` promises."""

from contracts import Contract
from made_layers import flows, layer, place, points, square, zones

CONTRACT = Contract(
    takes="ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS ROLE STUDY_AREA NAME PLACES PLACE_NAME PLACE_SIZE",
    returns="OUTPUT CHART OUTPUT_LINES",
)


def test_in_a_study_area_only_those_count_who_live_and_work_there(run_on):
    """Of the zones inside, z0, z1 and z4 are fringe and z5 is the core."""
    moves = flows([("z0", "z5", 30.0), ("z5", "z5", 5.0), ("z0", "z6", 70.0), ("z11", "z5", 20.0)])
    area = layer("MultiPolygon", [square(0, 0, 2000)])
    ran = run_on("rolelinks", moves=moves, STUDY_AREA=area, OUTPUT_LINES="memory:")
    ends = zip(ran.column("role_from"), ran.column("role_to"), ran.column("observed"))
    assert list(ends) == [("core", "core", 5), ("core", "fringe", 0), ("fringe", "core", 30), ("fringe", "fringe", 0)]
    assert ran.column("commuters", "OUTPUT_LINES") == [30]


def test_role_areas_are_called_by_those_who_live_or_work_there(run_on):
    """All fringe is one area around the core, z5: most of its people live in z0 or work in z6."""
    moves = flows([("z0", "z5", 30.0), ("z6", "z5", 20.0), ("z7", "z5", 15.0)])
    made = zones(ward=["West"] + ["Mill"] * 5 + ["East"] * 6)
    ran = run_on("rolelinks", made, moves, NAME="ward", OUTPUT_LINES="memory:")
    assert ran.column("name_from", "OUTPUT_LINES") == ["East"]
    assert ran.column("name_to", "OUTPUT_LINES") == ["Mill"]


def test_role_areas_without_a_place_keep_their_number(run_on):
    one = points({at: place(1500, 1500) for at in range(4)}, town=["Mill"] * 4)
    ran = run_on("rolelinks", PLACES=one, PLACE_NAME="town", OUTPUT_LINES="memory:")
    ends = zip(ran.column("name_from", "OUTPUT_LINES"), ran.column("name_to", "OUTPUT_LINES"))
    assert set(ends) == {("Area 1", "Mill"), ("Mill", "Area 1")}


def test_without_names_the_lines_have_none(run_on):
    ran = run_on("rolelinks", OUTPUT_LINES="memory:")
    assert ran.layer("OUTPUT_LINES").fields().names() == ["role_from", "role_to", "commuters"]


def test_of_two_areas_of_one_name_the_one_of_more_people_bears_it_plain(run_on):
    """The core, z5, lies in a ring of fringe; with z5 the larger, it is Mill, and the ring Mill 2."""
    moves = flows([("z0", "z5", 30.0), ("z5", "z5", 50.0)])
    ran = run_on("rolelinks", zones(ward=["Mill"] * 12), moves, NAME="ward", OUTPUT_LINES="memory:")
    assert ran.column("name_from", "OUTPUT_LINES") == ["Mill 2"]
    assert ran.column("name_to", "OUTPUT_LINES") == ["Mill"]
