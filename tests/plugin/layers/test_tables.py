"""Flows and the zones they name: ids of two types, in two cases, by row; from a file and from memory."""

import pytest
from made_layers import FLOWS, flows, saved, table, zones
from qgis.core import QgsVectorLayer

NUMBERED = [(0, 5, 70.0), (5, 0, 10.0), (1, 5, 30.0), (2, 2, 5.0)]  # FLOWS, by number
AS_OTHER_TYPES = {  # whether they match as numbers only
    "text with zeros in the zones, numbers in the flows": (lambda each: f"{each:03}", int, True),
    "numbers in the zones, text with zeros in the flows": (int, lambda each: f"{each:03}", True),
    "decimals in the zones, text in the flows": (float, str, False),
    "text in the zones, decimals in the flows": (str, float, False),
}


@pytest.mark.parametrize(("here", "there", "by_number"), AS_OTHER_TYPES.values(), ids=AS_OTHER_TYPES)
@pytest.mark.parametrize("file", [False, True], ids=["memory", "file"])
def test_ids_of_two_types_match(run_on, here, there, by_number, file, tmp_path):
    made = zones(zone_id=[here(each) for each in range(12)])
    moves = flows([(there(start), there(end), people) for start, end, people in NUMBERED])
    ran = run_on("commutingsummary", made, saved(moves, tmp_path / "made.gpkg") if file else moves)
    assert ran.results["SKIPPED"] == 0
    assert ran.column("workers") == run_on("commutingsummary").column("workers")
    assert ran.said.infos.count("Ids of made match the zones as numbers, not as text.") == by_number


def test_zones_named_by_the_number_of_their_row_keep_it(run_on, tmp_path):
    stored = QgsVectorLayer(saved(zones(), tmp_path / "made.gpkg"), "made", "ogr")
    stored.selectByExpression("fid > 4")
    some = saved_selection(stored, tmp_path / "some.gpkg")
    moves = table({"origin": [5, 6, 6], "dest": [6, 6, 12], "commuters": [7.0, 2.0, 1.0]})
    ran = run_on("commutingsummary", some, moves, ZONE_ID="fid")
    assert dict(zip(ran.column("fid"), ran.column("workers"))) == {5: 7, 6: 3, **dict.fromkeys(range(7, 13), 0)}
    plan = run_on(
        "spatialplan", some, ZONE_ID="fid", FLOWS=moves, ORIGIN="origin", DESTINATION="dest", COMMUTERS="commuters"
    )
    assert plan.column("fid", "PLAN", "zones") == [*range(5, 13)]
    assert plan.column("workers", "PLAN", "commuting") == [7, 3, 0, 0, 0, 0, 0, 0]


def saved_selection(made, path):
    """Write the selected features, with their row numbers, to a file; return it as a layer with all of them."""
    import processing

    processing.run("native:saveselectedfeatures", {"INPUT": made, "OUTPUT": str(path)})
    return QgsVectorLayer(str(path), "some", "ogr")


def test_flows_that_name_zones_in_other_cases_are_unknown(run_on):
    ran = run_on("commutingsummary", moves=flows([("Z0", "z5", 4.0), *FLOWS]))
    assert "1 of 5 features of made skipped: names an unknown zone (4 commuters lost)." in ran.said.warnings


@pytest.mark.parametrize("tool", ["commutingsummary", "desirelines"])
def test_flows_are_the_same_from_a_file_and_from_memory(run_on, tool, tmp_path):
    path = saved(flows(), tmp_path / "made.gpkg")
    some = QgsVectorLayer(path, "made", "ogr")
    some.setSubsetString("commuters >= 0")
    found = [
        run_on(tool, moves=each).column("commuters" if tool == "desirelines" else "workers")
        for each in (path, some, None)
    ]
    assert found[0] == found[1] == found[2]
