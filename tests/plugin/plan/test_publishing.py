"""What is made of a plan: the layout inside, the map, the report, and a plan assembled from results."""

import re
from pathlib import Path

import pytest
from made_inputs import inputs
from made_layers import FLOW_FIELDS, flows, layer, square, zones
from qgis.core import QgsProject, QgsVectorLayer

from agora.plugin.plan.chapters import themes

ALWAYS = {theme.name for theme in themes() if not theme.is_last}  # of a plan for which all was given
ATTACK = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def plan(run, tmp_path_factory):
    out = tmp_path_factory.mktemp("plan")
    files = {"PLAN": str(out / "plan.gpkg"), "MAP": str(out / "map.pdf"), "REPORT": str(out / "report.html")}
    return run("spatialplan", **inputs("spatialplan"), **files, TITLE=ATTACK, YEAR="2015")


@pytest.fixture
def project(plan):
    opened = QgsProject()
    assert opened.read(f"geopackage:{plan.results['PLAN']}?projectName=plan")
    yield opened
    opened.clear()


def _layer(plan, name):
    return QgsVectorLayer(f"{plan.results['PLAN']}|layername={name}", name, "ogr")


def test_the_project_has_every_theme_and_no_broken_layer(project):
    assert set(project.mapThemeCollection().mapThemes()) == ALWAYS
    assert all(layer.isValid() for layer in project.mapLayers().values())


def test_every_layer_tells_what_it_is_its_source_and_how_it_was_made(plan):
    for name in ("plan_area", "centres", "zones", "desire_lines", "key_diagram", "commuting"):
        metadata = _layer(plan, name).metadata()
        assert metadata.abstract(), name
        assert metadata.licenses() == ["That of the source, made"]
        assert metadata.rights() == ["Source: made"]
        assert any("agora:spatialplan" in step for step in metadata.history())


def test_the_layout_has_a_page_for_each_centre(plan, project):
    (layout,) = project.layoutManager().printLayouts()
    assert layout.atlas().enabled()
    assert layout.atlas().updateFeatures() == _layer(plan, "centres").featureCount()


def test_the_map_has_a_page_for_each_theme_and_each_centre(plan):
    pdf = Path(plan.results["MAP"]).read_bytes()
    pages = len(re.findall(rb"/Type /Page\b(?!s)", pdf))
    assert pages == len(ALWAYS) + _layer(plan, "centres").featureCount()
    assert b"/Font" in pdf  # text stays text


def test_a_title_with_markup_is_shown_and_not_obeyed(plan):
    page = Path(plan.results["REPORT"]).read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src 'none'" in page or "default-src &#39;none&#39;" in page


def test_the_report_states_the_year_and_that_flows_are_modelled(plan):
    page = Path(plan.results["REPORT"]).read_text(encoding="utf-8")
    assert "2015" in page
    assert "modelled" in page
    assert "Analytical centres are not policy boundaries." in page


def test_results_made_one_by_one_make_the_same_layers(plan, run, out):
    parts = {"ZONES": "zones", "CENTRES": "centres", "KEY_DIAGRAM": "key_diagram", "DESIRE_LINES": "desire_lines",
             "COMMUTING": "commuting", "ROLE_LINKS": "role_links", "FLOWS": "flows"}  # fmt: skip
    source = plan.results["PLAN"]
    layers = {key: f"{source}|layername={name}" for key, name in parts.items()}
    made = run("assembleplan", JOBS="jobs", PLAN=str(out / "assembled.gpkg"), REPORT=str(out / "again.html"), **layers)
    for name in parts.values():
        first = [each.attributes()[1:] for each in _layer(plan, name).getFeatures()]
        assert [each.attributes()[1:] for each in _layer(made, name).getFeatures()] == first
    assert Path(made.results["REPORT"]).stat().st_size > 10_000


def test_an_assembled_plan_of_a_part_counts_its_centres_again(plan, run, out):
    source, area = plan.results["PLAN"], layer("MultiPolygon", [square(600, 600, 1000)], name="part")
    layers = {key: f"{source}|layername={key.lower()}" for key in ("ZONES", "CENTRES", "DESIRE_LINES", "COMMUTING")}
    report = out / "part.html"
    made = run("assembleplan", JOBS="jobs", STUDY_AREA=area, PLAN=str(out / "part.gpkg"), REPORT=str(report), **layers)
    [zone] = _layer(made, "zones").getFeatures()  # z5, whose middle is inside
    [centre] = _layer(made, "centres").getFeatures()
    assert centre["jobs"] == pytest.approx(zone["jobs"] * centre["area_ha"] / 100)
    assert centre["area_ha"] == pytest.approx(36, rel=0.02)  # 600 m by 600 m, all of it in the centre
    assert centre["share_jobs"] == pytest.approx(100 * centre["jobs"] / zone["jobs"])
    page = report.read_text("utf-8")
    assert "1 zone: those with their middle in the plan area, of 12" in page


def test_names_run_through_the_key_diagram_and_the_report(run, out):
    made = zones(ward=["West Side"] * 4 + ["Mill Town"] * 4 + ["East <End>"] * 4)
    files = {"PLAN": str(out / "plan.gpkg"), "REPORT": str(out / "report.html")}
    ran = run("spatialplan", **inputs("spatialplan", made), **files, NAME="ward")
    assert ran.column("name", "PLAN", "centres") == ["Mill Town"]
    assert {"Mill Town"} < {*ran.column("name_from", "PLAN", "key_diagram")}
    page = (out / "report.html").read_text("utf-8")
    assert "Mill Town holds" in page
    assert "The largest flows between areas of one role" in page
    assert "East &lt;End&gt; (" in page
    assert "Centre 1" not in page


def test_zones_alone_are_no_plan(plan, run, out):
    with pytest.raises(Exception, match="a plan takes at least one result more"):
        run("assembleplan", ZONES=f"{plan.results['PLAN']}|layername=zones", JOBS="jobs", PLAN=str(out / "x.gpkg"))
    assert not (out / "x.gpkg").exists()


def test_a_sparse_table_of_observed_flows_gives_a_report(run, out):
    """Where a role sends or takes nobody there is no ratio, in the matrix and in the table."""
    sparse = flows([("z0", "z5", 7.0), ("z1", "z5", 3.0)])
    given = {**inputs("spatialplan", zones(), sparse), "FLOWS": sparse, **FLOW_FIELDS}
    plan, report = str(out / "plan.gpkg"), out / "report.html"
    run("spatialplan", **given, PLAN=plan, REPORT=str(report))
    links = list(QgsVectorLayer(f"{plan}|layername=role_links", "links", "ogr").getFeatures())
    assert any(not link["ratio"] for link in links)  # NULL
    assert "The ten largest flows between roles" in report.read_text("utf-8")
    made = {"ZONES": "zones", "CENTRES": "centres", "ROLE_LINKS": "role_links", "COMMUTING": "commuting"}
    layers = {key: f"{plan}|layername={name}" for key, name in made.items()}
    run("assembleplan", JOBS="jobs", PLAN=str(out / "again.gpkg"), REPORT=str(report), MODELLED=False, **layers)
    assert "The ten largest flows between roles" in report.read_text("utf-8")
