"""The plan's own traps: names that its parts bear too, observed flows, and a plan area."""

import sqlite3
from contextlib import closing

import pytest
from contracts import Contract
from made_layers import DEGREES, FLOW_FIELDS, GROUPS, SECTORS, column, flows, layer, reprojected, saved, square, zones
from odd_names import ODD_NAMES
from qgis.core import QgsVectorLayer

CONTRACT = Contract(
    takes=(
        "ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS JOBS SECTORS KNOWLEDGE CONSUMER INDUSTRY "
        "PUBLIC RESIDENTS POPULATION MEAN_COST SITES SITE_JOBS TITLE STUDY_AREA BANDWIDTH CELL_SIZE "
        "CENTRE_METHOD YEAR NAME PLACES PLACE_NAME PLACE_SIZE"
    ),
    returns="PLAN MAP REPORT",
    defaults={"MEAN_COST": 12, "CENTRE_METHOD": 1},
)
NUMBERS = {"MEAN_COST": 1.3, "CELL_SIZE": 100, "TITLE": None}
STRETCHED = {"MEAN_COST": 1.6}  # km: what can be reached where lengths are 1.26 times too long
REFUSES_ALL_ZERO = "is empty or 0 in all 12 zones"


@pytest.mark.parametrize("name", ["zones", "density/v1.2 \N{CITYSCAPE}", "gpkg"])
def test_zones_may_bear_any_name(run_on, name):
    ran = run_on("spatialplan", zones(name=name))
    assert ran.layer("PLAN", "zones").featureCount() == 12
    assert ran.column("title", "PLAN", "plan_area") == [name]


def test_a_plan_of_a_part_bears_the_name_of_the_part(run_on):
    ran = run_on("spatialplan", STUDY_AREA=layer("MultiPolygon", [square(0, 0, 2000)], name="Old Town"))
    assert ran.column("title", "PLAN", "plan_area") == ["Old Town"]


def test_observed_flows_are_used_and_not_called_modelled(run_on):
    ran = run_on("spatialplan", FLOWS=flows(), **FLOW_FIELDS)
    assert sum(ran.column("workers", "PLAN", "commuting")) == 115
    assert not ran.layer("PLAN", "flows").isValid()  # a table of modelled flows only
    with closing(sqlite3.connect(ran.results["PLAN"])) as file:
        titles = [title for (title,) in file.execute("SELECT description FROM layer_styles")]
    assert "Commuting links" in titles
    assert not [each for each in titles if "modelled" in each]


def test_a_plan_area_limits_what_is_shown_and_not_what_is_computed(run_on):
    area = layer("MultiPolygon", [square(0, 0, 2000)])
    limited = run_on("spatialplan", STUDY_AREA=area)
    roles = dict(zip(limited.column("zone_id", "PLAN", "zones"), limited.column("role_why", "PLAN", "zones")))
    whole = run_on("spatialplan")
    all_roles = dict(zip(whole.column("zone_id", "PLAN", "zones"), whole.column("role_why", "PLAN", "zones")))
    assert roles == {each: all_roles[each] for each in ("z0", "z1", "z4", "z5")}


def test_lengths_beside_degrees_are_metres(run_on):
    ran = run_on("spatialplan", reprojected(zones(), DEGREES), BANDWIDTH=500, CELL_SIZE=50)
    assert any(line.startswith("Bandwidth 500 m (quartic), cells of 50 m.") for line in ran.said.infos)


def test_a_plan_without_sectors_or_people_has_no_roles_and_says_so(run_on):
    ran = run_on("spatialplan", POPULATION=None)
    assert "No roles: they need the four sector groups, and working residents or population." in ran.said.warnings
    assert ran.layer("PLAN", "zones").featureCount() == 12


def test_sites_are_carried_over(run_on, tmp_path):
    sites = layer("MultiPolygon", [square(0, 0, 100)], {"room": [400.0]}, name="sites")
    ran = run_on(
        "spatialplan", SITES=QgsVectorLayer(saved(sites, tmp_path / "sites.gpkg"), "sites", "ogr"), SITE_JOBS="room"
    )
    assert ran.column("room", "PLAN", "opportunities") == [400]


def test_a_plan_of_zones_in_degrees_is_made_in_their_utm_zone(run_on):
    ran = run_on("spatialplan", reprojected(zones(), DEGREES))
    assert "made is in degrees; the plan is in EPSG:32610 (WGS 84 / UTM zone 10N)." in ran.said.infos
    made = ran.layer("PLAN", "zones")
    assert made.crs().authid() == "EPSG:32610"
    area = sum(each.geometry().area() for each in made.getFeatures())
    assert area == pytest.approx(12e6, rel=1e-4)  # the datums lie some 1e-6 apart


def test_a_plan_takes_odd_names_in_all_its_places(run_on, tmp_path):
    places = {"ZONE_ID": "zone_id", "JOBS": "jobs", "POPULATION": "pop"}
    odd = dict(zip([*places.values(), *SECTORS], ODD_NAMES.values()))
    made = saved(zones(**{name: column(plain) for plain, name in odd.items()}), tmp_path / "made.gpkg")
    groups = {key: [odd[each] for each in fields] for key, fields in GROUPS.items()}
    ran = run_on("spatialplan", made, **{key: odd[plain] for key, plain in places.items()}, **groups)
    plain = run_on("spatialplan")
    for field in ("role", "margin"):
        assert ran.column(field, "PLAN", "zones") == plain.column(field, "PLAN", "zones")


def test_a_plan_refuses_names_that_differ_in_case_only(refused):
    assert "ZONES: a GeoPackage cannot hold the field Jobs of made" in refused("spatialplan", zones(Jobs=column("pop")))
