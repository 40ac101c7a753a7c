"""What ``rolelinks`` promises."""

from contracts import Contract
from made_layers import flows, layer, square

CONTRACT = Contract(
    takes="ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS ROLE STUDY_AREA",
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
