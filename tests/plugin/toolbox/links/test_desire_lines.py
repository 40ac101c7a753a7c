"""What ``desirelines`` promises."""

import pytest
from contracts import Contract
from made_layers import DEGREES, flows, layer, reprojected, square

CONTRACT = Contract(
    takes="ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS MIN_COMMUTERS TOP STUDY_AREA CURVED",
    returns="OUTPUT OUTPUT_WITHIN",
    defaults={"CURVED": True},
)


MOVES = [("z0", "z1", 30.0), ("z0", "z6", 70.0), ("z11", "z10", 90.0), ("z11", "z0", 20.0), ("z3", "z3", 5.0)]


def test_in_a_study_area_lines_begin_or_end_there(run_on):
    """The area holds z0 alone; shares stay those of all who set out."""
    area = layer("MultiPolygon", [square(0, 0)])
    given = {"STUDY_AREA": reprojected(area, DEGREES), "OUTPUT_WITHIN": "memory:"}
    ran = run_on("desirelines", moves=flows(MOVES), **given)
    assert ran.column("commuters") == [70, 30, 20]
    assert ran.column("share") == pytest.approx([70, 30, 100 * 20 / 110])
    assert ran.column("commuters", "OUTPUT_WITHIN") == []


def test_a_study_area_without_a_zone_is_refused(refused):
    far = layer("MultiPolygon", [square(90_000, 0)], name="far")
    assert "STUDY_AREA: no zone of made has its middle in far" in refused("desirelines", STUDY_AREA=far)
