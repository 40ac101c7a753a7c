"""A report, a map and a project hold what the plan has, and call it what it is: no part that was not made is named."""

import html
import re
from pathlib import Path

import pytest
from made_layers import FLOW_FIELDS, flows, zones
from qgis.core import QgsProject

NO_GROUPS = dict.fromkeys(("KNOWLEDGE", "CONSUMER", "INDUSTRY", "PUBLIC"))


class Told:
    """The report of a plan as text, its badges by what they stand behind, and its themes and layers."""

    def __init__(self, ran):
        page = html.unescape(Path(ran.results["REPORT"]).read_text("utf-8")).replace("\N{NO-BREAK SPACE}", " ")
        self.text = page.partition("</style>")[2]
        headings = re.findall(r'<h2>(.*?) <span class="basis">(.*?)</span>', self.text)
        self.badges = dict(headings)
        project = QgsProject()
        project.read(f"geopackage:{ran.results['PLAN']}?projectName=plan")
        self.themes = set(project.mapThemeCollection().mapThemes())
        self.layers = {layer.name() for layer in project.mapLayers().values()}
        [self.layout] = project.layoutManager().layouts()
        self.opened_with = self.layout.itemById("map").followVisibilityPresetName()
        project.clear()


@pytest.fixture
def told(run_on, out):
    return lambda *given, tool="spatialplan", **more: Told(
        run_on(tool, *given, **more, MAP=str(out / "map.pdf"), REPORT=str(out / "report.html"))
    )


def test_every_part_is_called_what_it_is(told):
    plan = told()
    assert plan.badges == {"Density": "estimated", "Centres": "estimated", "Roles": "classified", "Links": "modelled"}
    assert plan.opened_with == "Roles"
    assert "Bar chart of jobs by role (classified)" in plan.text


def test_centres_of_whole_zones_are_classified_and_have_no_edge_in_jobs_per_hectare(told):
    plan = told(CENTRE_METHOD=2)
    assert plan.badges["Centres"] == "classified"
    assert "customary edge" not in plan.text


def test_observed_flows_are_called_observed(told):
    assert told(FLOWS=flows(), **FLOW_FIELDS).badges["Links"] == "observed"


@pytest.mark.parametrize("missing", [NO_GROUPS, {"POPULATION": None}], ids=["sectors", "residents"])
def test_without_roles_no_theme_layer_or_sentence_is_about_roles(told, missing):
    plan = told(**missing)
    assert "Roles" not in plan.themes
    assert plan.opened_with == "Centres"
    assert "Role" not in plan.layers
    assert "Zones" in plan.layers
    assert not re.findall(r"\b[Rr]oles?\b", plan.text)


def test_without_flows_and_residents_nothing_is_said_of_commuting(told):
    plan = told(POPULATION=None)
    assert plan.themes == {"Density", "Centres"}
    assert "ommuting" not in plan.text


def test_what_the_user_was_never_asked_is_not_deplored(told):
    assert "round" not in told().text[: told().text.index("How much activity is where?")]


def test_a_plan_without_centres_and_density_does_not_speak_of_them(told, run_on, out):
    summary = run_on("commutingsummary", OUTPUT=str(out / "summary.gpkg"))
    plan = told(zones(), tool="assembleplan", CENTRES=None, COMMUTING=summary.layer())
    assert plan.themes == {"Zones"}
    assert plan.badges["Density"] == "observed"
    for words in ("Analytical centres", "density is computed", "no centre was found", "smoothed", "on 0 % of its land"):
        assert words not in plan.text
