"""The surface of kernel density: few points, extents and areas, feet, sizes, units."""

import math

import numpy as np
import pytest
from contracts import Contract
from made_layers import (
    DEGREES,
    FEET,
    FOOT,
    SOUTH,
    UTM,
    WEST,
    layer,
    place,
    points,
    reprojected,
    square,
    zones,
)
from qgis.core import QgsRasterLayer

CONTRACT = Contract(
    takes="INPUT WEIGHT BANDWIDTH CELL_SIZE KERNEL STUDY_AREA EDGE_CORRECTION EXTENT UNITS METHOD SCHEDULER",
    returns="OUTPUT TOTAL_WEIGHT RASTER_TOTAL PEAK",
    defaults={"KERNEL": 0, "EDGE_CORRECTION": False, "UNITS": 0, "METHOD": 0},
)
SAYS_ALL_ZERO = "The surface is 0 everywhere"


@pytest.mark.parametrize("make", [zones, points])
def test_a_density_of_amounts_that_are_all_0_is_0_and_is_said(run_on, make):
    made = make(jobs=[0.0] * make().featureCount())
    ran = run_on("kerneldensity", made)
    assert not ran.surface().any()
    assert ran.said.warnings == ["The surface is 0 everywhere: no feature of made has any jobs."]


@pytest.mark.parametrize("value", [None, math.nan], ids=["NULL", "NaN"])
def test_a_point_without_an_amount_is_left_out_and_counted(run_on, value):
    ran = run_on("kerneldensity", points(jobs=[10.0, value, 30.0, 40.0]))
    assert ran.results["SKIPPED"] == 1
    assert "1 of 4 features of made skipped: jobs is" in ran.warned
    assert ran.results["TOTAL_WEIGHT"] == 80.0
    assert ran.results["RASTER_TOTAL"] == pytest.approx(80.0, rel=1e-9)


FEW = {
    "a single point": [place(0, 0)],
    "all in one place": [place(0, 0)] * 5,
    "all on one line": [place(300 * each, 0) for each in range(5)],
}


@pytest.mark.parametrize("places", FEW.values(), ids=FEW)
def test_few_places_keep_their_weight(run_on, places):
    ran = run_on("kerneldensity", layer("Point", places, {"jobs": [2.0] * len(places)}))
    assert ran.results["RASTER_TOTAL"] == pytest.approx(2.0 * len(places), rel=1e-6)
    assert ran.said.warnings == []


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


def test_a_study_area_in_another_crs_is_transformed(run_on):
    area = layer("MultiPolygon", [square(650, 650, 1900)])  # its edges far from sides and middles of cells
    there, here = (run_on("kerneldensity", STUDY_AREA=each).surface() for each in (reprojected(area, FEET), area))
    assert np.isnan(here).sum() == np.isnan(there).sum()
    np.testing.assert_allclose(there, here, rtol=1e-6)  # float32 file


def test_an_extent_in_another_crs_is_transformed(run_on):
    around = f"-122.5,-122.3,37.7,37.9 [{DEGREES}]"  # some 17 by 22 km about the points
    assert run_on("kerneldensity", points(), EXTENT=around).results["RASTER_TOTAL"] == pytest.approx(100, rel=1e-6)


def test_an_extent_elsewhere_gives_a_surface_of_0_and_that_is_said(run_on):
    ran = run_on("kerneldensity", EXTENT=f"{WEST + 50_000},{WEST + 51_000},{SOUTH},{SOUTH + 1000} [{UTM}]")
    assert not ran.surface().any()
    assert ran.said.warnings == [
        "The surface is 0 everywhere: no feature of made reaches a cell. Check EXTENT, STUDY_AREA and CELL_SIZE."
    ]


@pytest.mark.parametrize(
    ("units", "edge", "said"),
    [(0, 25, "per hectare"), (1, 2500, "per square kilometre"), (2, 0.0025, "per square map unit")],
)
def test_the_classes_of_a_density_follow_its_unit(examples, run, units, edge, said, tmp_path):
    made = str(tmp_path / "density.tif")
    run("kerneldensity", **{**examples.inputs("kerneldensity"), "UNITS": units, "OUTPUT": made})
    layer = QgsRasterLayer(made, "density")
    classes = layer.renderer().shader().rasterShaderFunction().colorRampItemList()
    assert edge in [each.value for each in classes]
    assert said in layer.bandName(1)
