"""Coordinate reference systems: none, degrees, feet, two at a time."""

import numpy as np
import pytest
from making import DEGREES, EXAMPLE, FEET, SOUTH, UTM, WEST, layer, points, reprojected, saved, square, zones
from qgis.core import QgsVectorLayer
from test_bad_geometry import ZONE_TOOLS

FOOT = 1200 / 3937  # m, the survey foot (NIST SP 811, appendix B.6)
MEASURED = [each for each in ZONE_TOOLS if each != "spatialplan"]


@pytest.mark.parametrize("tool", ZONE_TOOLS)
def test_a_layer_without_a_crs_is_refused(refused, tool):
    message = refused(tool, zones(crs=""))
    assert "made has no coordinate reference system. Set the one its coordinates are in" in message


@pytest.mark.parametrize("make", [zones, points])
def test_a_geopackage_without_a_crs_is_refused(refused, make, tmp_path):
    path = saved(make(crs=""), tmp_path / "nowhere.gpkg")
    assert "INPUT: nowhere has no coordinate reference system" in refused("kerneldensity", path)


@pytest.mark.parametrize("tool", MEASURED)
def test_degrees_are_refused_with_a_crs_that_fits(refused, tool):
    message = refused(tool, reprojected(zones(), DEGREES))
    assert "made is in degrees (EPSG:4326)" in message
    assert "Reproject it first, for instance to EPSG:32610 (WGS 84 / UTM zone 10N)" in message


@pytest.mark.parametrize("tool", ZONE_TOOLS)
def test_metres_said_to_be_degrees_are_refused(refused, tool):
    assert "no place on Earth in EPSG:4326" in refused(tool, zones(crs=DEGREES))


def test_a_plan_of_zones_in_degrees_is_made_in_their_utm_zone(run_on):
    ran = run_on("spatialplan", reprojected(zones(), DEGREES))
    assert "made is in degrees; the plan is in EPSG:32610 (WGS 84 / UTM zone 10N)." in ran.said.infos
    made = ran.layer("PLAN", "zones")
    assert made.crs().authid() == "EPSG:32610"
    area = sum(each.geometry().area() for each in made.getFeatures())
    assert area == pytest.approx(12e6, rel=1e-4)  # the datums lie some 1e-6 apart


@pytest.mark.parametrize("tool", MEASURED)
def test_a_crs_that_stretches_is_said(run_on, tool):
    made = reprojected(zones(), "EPSG:3857")
    ran = run_on(tool, made, **({"MIN_DENSITY": 10} if tool == "cutoffcentres" else {}))
    # Web Mercator stretches by sqrt(1 - e² sin²) / cos of the latitude (Snyder 1987, eq. 4-21), here 37.8 degrees
    assert "Lengths in made are 1.26 times what they are on the ground in EPSG:3857" in ran.warned
    assert "Reproject to EPSG:32610" in ran.warned


@pytest.fixture(scope="module")
def in_both_units(tmp_path_factory):
    """Return zones of a real place in metres and the same in feet."""
    some = QgsVectorLayer(f"{EXAMPLE}|layername=zones|subset=county = 'San Mateo'", "zones", "ogr")
    metres = QgsVectorLayer(saved(some, tmp_path_factory.mktemp("units") / "metres.gpkg"), "metres", "ogr")
    assert metres.crs().authid() == UTM
    return metres, reprojected(metres, FEET)


def test_centres_have_the_same_hectares_in_feet(run_on, in_both_units):
    found = [run_on("cutoffcentres", made) for made in in_both_units]
    for field in ("area_ha", "dens_ha", "jobs"):
        in_metres, in_feet = (ran.column(field) for ran in found)
        assert in_feet == pytest.approx(in_metres, rel=0.005)


def test_densities_are_the_same_in_feet(run_on, in_both_units):
    lengths = {"BANDWIDTH": 1000, "CELL_SIZE": 100}
    metres, feet = in_both_units
    in_metres = run_on("kerneldensity", metres, **lengths).results
    in_feet = run_on("kerneldensity", feet, **{key: length / FOOT for key, length in lengths.items()}).results
    assert in_feet["TOTAL_WEIGHT"] == in_metres["TOTAL_WEIGHT"]
    assert in_feet["PEAK"] == pytest.approx(in_metres["PEAK"], rel=0.005)


def test_a_bandwidth_in_feet_is_said_in_metres_and_the_default_is_400_m(run_on, in_both_units):
    feet = in_both_units[1]
    given = run_on("kerneldensity", feet, BANDWIDTH=1000 / FOOT, CELL_SIZE=200 / FOOT).said.infos
    assert any(line.startswith("Bandwidth 1,000 m (quartic), cells of 200 m.") for line in given)
    default = run_on("kerneldensity", feet, BANDWIDTH=None, CELL_SIZE=200 / FOOT).said.infos
    assert any(line.startswith("Bandwidth 400 m") for line in default)


def test_cells_in_feet_make_centres_in_hectares(run, run_on, in_both_units):
    surfaces = [run_on("kerneldensity", made, BANDWIDTH=1000 / unit, CELL_SIZE=100 / unit, OUTPUT="TEMPORARY_OUTPUT")
                for made, unit in zip(in_both_units, (1, FOOT))]  # fmt: skip
    metres, feet = (
        run("densitycentres", DENSITY=each.results["OUTPUT"], MIN_JOBS=5000, OUTPUT="memory:") for each in surfaces
    )
    assert feet.column("area_ha") == pytest.approx(metres.column("area_ha"), rel=0.02)  # other cells, other corners
    assert feet.column("jobs") == pytest.approx(metres.column("jobs"), rel=0.02)


def test_a_study_area_in_another_crs_is_transformed(run_on):
    area = layer("MultiPolygon", [square(650, 650, 1900)])  # its edges far from sides and middles of cells
    there, here = (run_on("kerneldensity", STUDY_AREA=each).surface() for each in (reprojected(area, FEET), area))
    assert np.isnan(here).sum() == np.isnan(there).sum()
    np.testing.assert_allclose(there, here, rtol=1e-6)  # float32 file


def test_an_extent_in_another_crs_is_transformed(run_on):
    around = f"-122.5,-122.3,37.7,37.9 [{DEGREES}]"  # some 17 by 22 km about the points
    assert run_on("kerneldensity", points(), EXTENT=around).results["RASTER_TOTAL"] == pytest.approx(100, rel=1e-6)


def test_centres_in_another_crs_are_transformed(run_on):
    centre = layer("MultiPolygon", [square(1000, 1000)])
    roles = [run_on("classifyroles", CENTRES=each).column("role_why") for each in (centre, reprojected(centre, FEET))]
    assert roles[0] == roles[1]


def test_a_main_centre_in_another_crs_is_transformed(run_on):
    here, there = f"{WEST + 1500},{SOUTH + 1500} [{UTM}]", "-122.4148,37.7795 [EPSG:4326]"
    declines = [
        next(
            line
            for line in run_on("cutoffcentres", DECLINE=1, DECLINE_RATE=0.01, CENTRE=each).said.infos
            if "fall" in line
        )
        for each in (here, there)
    ]
    assert "[ 551500. 4181500.]" in declines[0]
    assert declines[1][:30] == declines[0][:30]
