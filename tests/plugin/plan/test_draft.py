"""What any step of a plan leaves out stands in its results, its record, and where it is much on its first page."""

import html
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from made_layers import FLOW_FIELDS, FLOWS, flows, saved, zones
from qgis.core import QgsVectorLayer

from agora.plugin.plan.rerun import rerun

ABROAD = ("z0", "abroad", 13.64)  # 10.6 % of all people, with the 115 of FLOWS


def left_out(plan):
    """Return what each tool has left out, as agora_runs holds it."""
    with closing(sqlite3.connect(plan)) as file:
        return {tool: json.loads(text) for tool, text in file.execute("SELECT tool, left_out FROM agora_runs")}


def opening(report):
    page = html.unescape(Path(report).read_text("utf-8")).replace("\N{NO-BREAK SPACE}", " ")
    return page[page.index("In short") : page.index("To keep in mind")]


@pytest.fixture
def lost(run_on, out):
    return run_on("spatialplan", FLOWS=flows([*FLOWS, ABROAD]), **FLOW_FIELDS, REPORT=str(out / "r.html"))


def test_people_whose_zones_are_not_on_the_map_stand_on_the_first_page(lost):
    assert "10.6 % of commuters go to or come from zones that are not on the map." in opening(lost.results["REPORT"])
    assert "1 of 5 features of made: names an unknown zone (14 commuters lost)." in Path(
        lost.results["REPORT"]
    ).read_text("utf-8")


def test_every_step_that_left_something_out_says_so_in_agora_runs(lost):
    found = left_out(lost.results["PLAN"])
    [whole] = found["agora:spatialplan"]
    assert (whole["features"], whole["of"], whole["amount"], whole["unit"]) == (1, 5, 13.64, "commuters")
    assert found["agora:commutingsummary"] == found["agora:desirelines"] == [whole]
    assert found["agora:kerneldensity"] == []


def test_what_several_steps_left_out_is_counted_once(lost):
    assert lost.results["SKIPPED"] == 1


def test_what_a_step_left_out_is_counted_by_the_plan_that_takes_its_result(run_on, out):
    holed = zones({3: None})
    ran = run_on("zonedensity", holed, OUTPUT=str(out / "made.gpkg"))
    assert ran.results["SKIPPED"] == 1
    centres = run_on("cutoffcentres", holed, OUTPUT=str(out / "centres.gpkg"))
    kept = QgsVectorLayer(ran.results["OUTPUT"], "made", "ogr")
    plan = run_on("assembleplan", kept, CENTRES=QgsVectorLayer(centres.results["OUTPUT"], "centres", "ogr"))
    assert plan.results["SKIPPED"] == 1


def test_jobs_of_zones_that_are_left_out_are_said(run_on, out):
    made = zones({5: None}, jobs=[1e4] * 5 + [2500.0] + [3e4] * 6)
    ran = run_on("spatialplan", made, REPORT=str(out / "r.html"), POPULATION=None, SECTORS=None)
    assert "1.1 % of jobs are left out, in 1 feature of made: no area." in opening(ran.results["REPORT"])
    assert "1 of 12 features of made skipped: no area (2,500 jobs lost)." in ran.said.warnings


def test_a_plan_without_losses_says_none(run_on, out):
    ran = run_on("spatialplan", REPORT=str(out / "r.html"))
    assert "left out" not in Path(ran.results["REPORT"]).read_text("utf-8")
    assert ran.results["SKIPPED"] == 0
    assert not any(left_out(ran.results["PLAN"]).values())


def test_a_plan_of_before_losses_were_recorded_is_made_again(run_on, out, tmp_path):
    made = saved(zones(), tmp_path / "zones.gpkg")
    plan = run_on("spatialplan", made).results["PLAN"]
    with closing(sqlite3.connect(plan)) as file:
        file.execute("ALTER TABLE agora_runs DROP COLUMN left_out")
        file.commit()
    rerun(plan, {"ZONES": made}, out / "again.gpkg")
    assert QgsVectorLayer(f"{out / 'again.gpkg'}|layername=zones", "zones", "ogr").featureCount() == 12
