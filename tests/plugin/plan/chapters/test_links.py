"""The links of a plan: modelled as an independent model has them, and where a place allows none or not that mean."""

from pathlib import Path

import numpy as np
import pytest
from made_inputs import inputs
from made_layers import EXAMPLE, FLOW_FIELDS, column, flows, layer, square, zones
from qgis.core import QgsFeatureRequest, QgsVectorLayer

from agora.plugin.plan import modelled_flows

MEAN = 4.0  # km
PER_PERSON = 0.48  # of the population work: thresholds.csv


@pytest.fixture(scope="module")
def city(run, tmp_path_factory):
    """Return the zones of San Francisco and their plan with modelled commuting."""
    whole = QgsVectorLayer(str(EXAMPLE), "bay_area", "ogr")
    made = whole.materialize(QgsFeatureRequest().setFilterExpression("county = 'San Francisco'"))
    plan = str(tmp_path_factory.mktemp("city") / "plan.gpkg")
    return made, run(
        "spatialplan", ZONES=made, ZONE_ID="zone_id", JOBS="jobs", POPULATION="pop", MEAN_COST=MEAN, PLAN=plan
    )


def furness(workers, jobs, cost, beta):
    """Return the doubly constrained model by plain iterations, (n, n)."""
    table = np.exp(-beta * cost)
    for _ in range(500):
        table *= (workers / table.sum(axis=1))[:, np.newaxis]
        table *= jobs / table.sum(axis=0)
    return table


def modelled(zones):
    """Return the flows between zones with the mean commute asked for, by halving the decay, (n, n)."""
    shapes = [zone.geometry() for zone in zones.getFeatures()]
    place = np.array([(each.centroid().asPoint().x(), each.centroid().asPoint().y()) for each in shapes])
    cost = np.hypot(*(place[:, np.newaxis] - place).transpose(2, 0, 1)) / 1000
    np.fill_diagonal(cost, [2 / 3 * np.sqrt(each.area() / np.pi) / 1000 for each in shapes])
    workers = PER_PERSON * np.array([zone["pop"] for zone in zones.getFeatures()], float)
    jobs = np.array([zone["jobs"] for zone in zones.getFeatures()], float)
    jobs, low, high = jobs * workers.sum() / jobs.sum(), 0.0, 5.0
    for _ in range(40):
        table = furness(workers[workers > 0], jobs, cost[workers > 0], (low + high) / 2)
        mean = (table * cost[workers > 0]).sum() / table.sum()
        low, high = ((low + high) / 2, high) if mean > MEAN else (low, (low + high) / 2)
    every = np.zeros(cost.shape)
    every[workers > 0] = table
    return every


def test_modelled_commuting_is_that_of_an_independent_model(city):
    made, plan = city
    expected = modelled(made)
    rows = {row["zone_id"]: row for row in plan.layer("PLAN", "commuting").getFeatures()}
    ours = [rows[zone["zone_id"]] for zone in made.getFeatures()]
    stay = np.diag(expected)
    columns = {
        "workers": expected.sum(axis=1), "jobs": expected.sum(axis=0), "live_work": stay,
        "inflow": expected.sum(axis=0) - stay, "outflow": expected.sum(axis=1) - stay,
    }  # fmt: skip
    for field, values in columns.items():
        np.testing.assert_allclose(
            [row[field] for row in ours], values, rtol=2e-5, atol=1e-6
        )  # the mean is met to 1e-6


def test_every_worker_of_every_zone_is_counted_and_small_flows_are_not_stored(city):
    made, plan = city
    workers = {zone["zone_id"]: PER_PERSON * zone["pop"] for zone in made.getFeatures()}
    for row in plan.layer("PLAN", "commuting").getFeatures():
        assert row["workers"] == pytest.approx(workers[row["zone_id"]], rel=1e-6, abs=1e-9)
    stored = plan.column("commuters", "PLAN", "flows")
    assert min(stored) >= 1
    assert sum(stored) < 0.999 * sum(workers.values())


def pages(run, out, **changed):
    report = out / "report.html"
    ran = run("spatialplan", **{**inputs("spatialplan"), **changed}, PLAN=str(out / "plan.gpkg"), REPORT=str(report))
    return ran, Path(report).read_text("utf-8").replace("\N{NO-BREAK SPACE}", " ")


def longest():
    """Return the mean commute in the made zones of people who do not mind the distance, in km."""
    at = np.arange(12)
    place = np.column_stack([at % 4, at // 4]).astype(float)
    cost = np.hypot(*(place[:, np.newaxis] - place).transpose(2, 0, 1))
    np.fill_diagonal(cost, 2 / 3 / np.sqrt(np.pi))
    pairs = np.outer(column("pop"), column("jobs"))
    return float((pairs * cost).sum() / pairs.sum())


def test_a_mean_commute_that_zones_do_not_allow_becomes_the_longest_they_do(run, out):
    ran, page = pages(run, out, MEAN_COST=12.0)
    assert f"The model takes the longest possible, {longest():.4g} km" in ran.warned
    assert f"Its mean is set to {longest():.1f} km, the longest that these zones allow (12 km was asked for)" in page
    workers = PER_PERSON * np.array(column("pop"))
    jobs = np.array(column("jobs")) * workers.sum() / sum(column("jobs"))
    ours = dict(zip(ran.column("zone_id", "PLAN", "commuting"), ran.column("live_work", "PLAN", "commuting")))
    for zone, stay in zip(column("zone_id"), workers * jobs / workers.sum()):
        assert ours[zone] == pytest.approx(stay, rel=1e-6)


def test_a_mean_commute_that_zones_do_allow_is_taken(run, out):
    ran, page = pages(run, out)
    assert "A mean commute" not in ran.warned
    assert "Its mean is set to 1.3 km, an assumption" in page


def test_where_no_flows_can_be_modelled_the_plan_goes_on_without_links(run, out):
    ran, page = pages(run, out, MEAN_COST=0.01)
    assert "No links: A mean cost of 0.01 cannot be reached" in ran.warned
    assert "ommuting" not in page.partition("The tools that were run")[0]
    assert not ran.layer("PLAN", "commuting").isValid()


def test_flows_between_too_many_zones_are_left_out_and_said(run, out, monkeypatch):
    monkeypatch.setattr(modelled_flows, "MATRICES", 1e12)
    ran, page = pages(run, out)
    assert "No links: All 144 pairs of 12 zones: about " in ran.warned
    assert "Use larger or fewer zones" in ran.warned
    assert "ommuting" not in page.partition("The tools that were run")[0]


def test_flows_that_are_given_need_no_room_for_a_model(run, out, monkeypatch):
    monkeypatch.setattr(modelled_flows, "MATRICES", 1e12)
    ran, _ = pages(run, out, FLOWS=flows(), **FLOW_FIELDS)
    assert "No links" not in ran.warned
    assert sum(ran.column("workers", "PLAN", "commuting")) == 115


MOVES = [("z0", "z1", 50.0), ("z0", "z6", 70.0), ("z10", "z11", 900.0), ("z11", "z4", 20.0), ("z5", "z5", 5.0)]


def test_links_are_chosen_after_the_cut(run, out):
    """Of the made zones z0, z1, z4 and z5 are inside; the largest flow of all runs outside."""
    area = layer("MultiPolygon", [square(0, 0, 2000)])
    given = {"FLOWS": flows(MOVES), **FLOW_FIELDS, "STUDY_AREA": area}
    ran, page = pages(run, out, **given)
    assert ran.column("commuters", "PLAN", "desire_lines") == [70, 50, 20]
    assert sum(ran.column("observed", "PLAN", "role_links")) == 55  # z0 to z1, and those who stay in z5
    assert sum(ran.column("commuters", "PLAN", "key_diagram")) in (0, 50)  # 0 where z0 and z1 are one area
    assert "with 97 % of 145 people who live or work there" in page  # 140 of 145


def test_an_area_in_which_nobody_lives_and_works_has_no_links_between_roles(run, out):
    area = layer("MultiPolygon", [square(0, 2000, 1000)])  # z8
    ran, page = pages(run, out, FLOWS=flows([("z8", "z1", 3.0)]), **FLOW_FIELDS, STUDY_AREA=area)
    assert ran.column("commuters", "PLAN", "desire_lines") == [3]
    assert "Largest flow" not in page


def test_zones_without_people_have_no_longest_mean(run, out):
    ran, _ = pages(run, out, ZONES=zones(pop=[0.0] * 12), KNOWLEDGE=[], CONSUMER=[], INDUSTRY=[], PUBLIC=[])
    assert "No links: No zone has any workers" in ran.warned
