"""A chapter says in one place what a plan holds of a question: one made here, and those there are."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from made_inputs import inputs
from qgis.core import QgsProject, QgsVectorLayer

from agora.algorithms.ground.zones import Zones
from agora.algorithms.report.contents import Section
from agora.algorithms.roles.rule_tree import ROLES as ROLE_TITLES
from agora.plugin.frame.groups import Group
from agora.plugin.frame.part import Part
from agora.plugin.plan.chapters import (
    CHAPTERS,
    Chapter,
    Cut,
    PlanLayer,
    Theme,
    density,
    links,
    plan_layers,
    roles,
    themes,
)
from agora.plugin.plan.chapters.chapter import Step
from agora.plugin.styles import vector
from agora.plugin.styles.appearance import LOOK
from agora.plugin.toolbox import tools

TOOLS = {tool().name() for tool in tools()}


class Mixture(Chapter):
    """How mixed zones are, as a chapter that only this test knows."""

    group = Group("mixture", "Mixture", "How mixed is it?", 9)
    layers = (
        PlanLayer("mixture", "Mix of sectors", "Effective sectors.", vector.variety, 45, cut=Cut.BY_MIDDLE,
                  taken_as=("Mixture", "Of Variety.")),
    )  # fmt: skip
    themes = (Theme("Mixture", "How mixed it is", ("plan_area", "mixture"), "mixture"),)
    steps = (Step("variety", "Hill numbers, told twice.", "A test"),)

    def make(self, draft):
        draft.step("variety", {"ZONES": draft.zones, "SECTORS": ["retail", "finprof"]}, OUTPUT="mixture")

    def section(self, book):
        most = max(book.column("mixture", "hill1"))
        drawn = book.map("Mixture", "observed")
        return Section(self.group.question, self.group.title, "observed", [f"At most {most:.2f} sectors."], drawn)

    def uncertain(self, book):
        return ["Two sectors are few."]


@pytest.fixture
def mixture():
    """Add the chapter for the time of a test."""
    CHAPTERS.append(Mixture())
    yield
    CHAPTERS.pop()


def test_a_chapter_is_all_that_a_new_layer_takes(mixture, run, out):
    files = {"PLAN": str(out / "plan.gpkg"), "REPORT": str(out / "report.html"), "MAP": str(out / "map.pdf")}
    run("spatialplan", **inputs("spatialplan"), **files)
    layer = QgsVectorLayer(f"{files['PLAN']}|layername=mixture", "mixture", "ogr")
    assert layer.featureCount() == 12
    assert layer.renderer().type() == "graduatedSymbol"
    assert layer.metadata().abstract() == "Effective sectors."
    project = QgsProject()
    assert project.read(f"geopackage:{files['PLAN']}?projectName=plan")
    assert "Mixture" in project.mapThemeCollection().mapThemes()
    groups = {group.name(): [node.name() for node in group.children()] for group in project.layerTreeRoot().children()}
    assert groups["Mixture"] == ["Mix of sectors"]
    project.clear()
    page = Path(files["REPORT"]).read_text("utf-8")
    most = max(zone["hill1"] for zone in layer.getFeatures())
    for words in (
        "How mixed is it?",
        f"At most {most:.2f} sectors.",
        "Hill numbers, told twice.",
        "Two sectors are few.",
    ):
        assert words in page


def test_a_chapter_is_all_that_assembling_takes(mixture, run, out):
    zones = inputs("variety")["ZONES"]
    mixed = run("variety", ZONES=zones, SECTORS=["retail", "finprof"], OUTPUT="memory:").results["OUTPUT"]
    run("assembleplan", ZONES=zones, JOBS="jobs", MIXTURE=mixed, PLAN=str(out / "plan.gpkg"))
    assert QgsVectorLayer(f"{out / 'plan.gpkg'}|layername=mixture", "mixture", "ogr").featureCount() == 12


def test_the_methods_of_a_report_are_those_that_ran(run, out):
    tools_run = {}
    for method, name in ((1, "Contour at 25 jobs per hectare."), (2, "Dense zones that adjoin.")):
        report = out / f"{method}.html"
        run(
            "spatialplan",
            **inputs("spatialplan"),
            CENTRE_METHOD=method,
            PLAN=str(out / "plan.gpkg"),
            REPORT=str(report),
        )
        tools_run[name] = report.read_text("utf-8")
    for name, page in tools_run.items():
        assert [other in page for other in tools_run] == [other == name for other in tools_run]
        assert "Doubly constrained gravity model" in page
        assert "Hill numbers" not in page  # variety needs SECTORS


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.group.id)
def test_a_chapter_names_tools_and_layers_that_there_are(chapter):
    assert {step.tool for step in chapter.steps} <= TOOLS
    for theme in chapter.themes:
        assert {theme.lead, *theme.layers, *theme.variants} <= {layer.name for layer in plan_layers()}


def test_layers_and_themes_are_told_apart():
    assert len({layer.name for layer in plan_layers()}) == len(plan_layers())
    assert len({layer.height for layer in plan_layers()}) == len(plan_layers())
    assert len({theme.name for theme in themes()}) == len(themes())


def test_a_part_may_be_empty():
    assert Part("nothing")
    assert len(Part("nothing")) == 0


@pytest.mark.parametrize(("far", "cell"), [(52_000.0, 20), (52_100.0, 25)], ids=["ten million cells", "a little more"])
def test_the_surface_of_a_large_region_has_ten_million_cells_at_most(far, cell):
    # between the middles, a bandwidth and the side of the largest zone all around: 52,000 + 2 * 100 + 2 * 5,522 m is
    # 63,244 m, and 63,244² / 10⁷ just under 20²; cells go by 5 m
    zones = Zones(("a", "b"), np.array([1.0, 5522.0**2]), np.array([[0.0, 0.0], [far, far]]))
    draft = SimpleNamespace(given=SimpleNamespace(cell_size=None), table=SimpleNamespace(zones=zones))
    assert density._cell(draft, 100.0) == cell


def test_the_roles_of_a_report_are_those_that_zones_have_by_hand():
    columns = {"role": np.array(["city_core", "dormitory", "city_core"])}
    book = SimpleNamespace(
        has=lambda layer, column: True,
        column=lambda layer, column: columns[column],
        map=lambda theme, basis: None,
        jobs=np.array([600.0, 100.0, 300.0]),
        hectares=np.array([2.0, 20.0, 10.0]),
        look=LOOK,
    )
    [table] = roles.Roles().section(book).tables
    titles = dict(ROLE_TITLES)
    assert table.rows == [[titles["city_core"], 2, 900, 90, 75], [titles["dormitory"], 1, 100, 10, 5]]


def test_the_matrix_of_a_report_has_the_roles_between_which_people_commute():
    ends = [("city_core", "city_core"), ("city_core", "rural"), ("rural", "city_core"), ("rural", "rural")]
    people = zip(ends, [30.0, 10.0, 40.0, 20.0], [0.75, 1.5, 1.2, 0.6])
    rows = [{"role_from": a, "role_to": b, "observed": count, "ratio": ratio} for (a, b), count, ratio in people]
    book = SimpleNamespace(
        flows="observed",
        plan=SimpleNamespace(commuting=None),
        has=lambda layer, field: False,
        rows=lambda layer: rows,
        map=lambda theme, basis: None,
        number=float,
        look=LOOK,
    )
    section = links.Links().section(book)
    titles = dict(ROLE_TITLES)
    [figure] = section.figures
    assert figure.chart.alt.startswith("Matrix of commuting from 2 roles to each")
    assert f"highest from {titles['city_core']} to {titles['rural']}, 1.5 times" in figure.chart.alt
    assert section.tables[0].rows[0] == [f"{titles['rural']} to {titles['city_core']}", 40, "1.20"]
