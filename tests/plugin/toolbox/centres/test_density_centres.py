"""Centres of rasters as users have them: of any type and unit, with holes, or empty."""

import math

import numpy as np
import pytest
from contracts import Contract
from made_layers import (
    FOOT,
)
from made_rasters import CITY, CITY_JOBS, with_cells
from osgeo import gdal
from qgis.core import QgsProcessingException

CONTRACT = Contract(
    takes="DENSITY RULE THRESHOLD SHARE GROW_TO MIN_JOBS MIN_AREA MIN_HOLE",
    returns="OUTPUT",
    defaults={"RULE": 0, "THRESHOLD": 25, "SHARE": 50, "MIN_JOBS": 0, "MIN_AREA": 1, "MIN_HOLE": 1},
)


@pytest.fixture
def centres(run):
    """Return what finds the centres of a raster."""
    return lambda path, **more: run("densitycentres", DENSITY=path, OUTPUT="memory:", **more)


UNKNOWN = {
    "nodata": {"values": with_cells(-9999, (4, 5), (0, 0)), "nodata": -9999},
    "NaN": {"values": with_cells(math.nan, (4, 5), (0, 0))},
    "NaN as nodata": {"values": with_cells(math.nan, (4, 5)), "nodata": math.nan},
}
USUAL = {
    "one band of floats": {},
    "whole numbers": {"kind": gdal.GDT_Int16},
    "feet": {"transform": (6e6, 100 / 0.3048, 0, 2e6, 0, -100 / 0.3048), "crs": "EPSG:2227"},
}
EMPTY = {
    "all zero": {"values": 0 * CITY},
    "all nodata": {"values": 0 * CITY - 9999, "nodata": -9999},
    "all NaN": {"values": math.nan * CITY},
}


@pytest.mark.parametrize("given", USUAL.values(), ids=USUAL)
@pytest.mark.parametrize("rule", [0, 1], ids=["threshold", "share"])
def test_a_surface_gives_its_centre(centres, raster, given, rule):
    ran = centres(raster(**given), RULE=rule)
    assert ran.column("jobs") == pytest.approx([CITY_JOBS], rel=1e-5)  # feet: survey or international, 2e-6 apart
    assert ran.said.warnings == []


@pytest.mark.parametrize("given", UNKNOWN.values(), ids=UNKNOWN)
def test_cells_without_data_hold_no_jobs_and_no_area(centres, raster, given):
    ran = centres(raster(**given))
    assert ran.column("jobs") == [CITY_JOBS - 30]
    assert ran.column("area_ha") == [11]


@pytest.mark.parametrize("given", EMPTY.values(), ids=EMPTY)
@pytest.mark.parametrize(
    ("rule", "words"), [(0, "reaches 0.0 jobs per hectare"), (1, "holds no jobs")], ids=["threshold", "share"]
)
def test_an_empty_surface_is_refused(centres, raster, given, rule, words):
    with pytest.raises(QgsProcessingException, match=words):
        centres(raster(**given), RULE=rule)


def test_a_surface_of_one_cell_can_be_a_centre(centres, raster):
    assert centres(raster(values=np.array([[30.0]]))).column("area_ha") == [1]


def test_of_several_bands_the_first_is_used_and_that_is_said(centres, raster):
    ran = centres(raster(bands=2))
    assert ran.said.warnings == ["surface has 2 bands; the first one is used."]
    assert ran.column("jobs") == [CITY_JOBS]


def test_a_surface_per_square_kilometre_is_refused(run_on, centres):
    made = run_on("kerneldensity", UNITS=1).results["OUTPUT"]
    with pytest.raises(QgsProcessingException, match="counts per square kilometre; make one that counts per hectare"):
        centres(made)


def test_cells_in_feet_make_centres_in_hectares(run, run_on, in_both_units):
    surfaces = [run_on("kerneldensity", made, BANDWIDTH=1000 / unit, CELL_SIZE=100 / unit, OUTPUT="TEMPORARY_OUTPUT")
                for made, unit in zip(in_both_units, (1, FOOT))]  # fmt: skip
    metres, feet = (
        run("densitycentres", DENSITY=each.results["OUTPUT"], MIN_JOBS=5000, OUTPUT="memory:") for each in surfaces
    )
    assert feet.column("area_ha") == pytest.approx(metres.column("area_ha"), rel=0.02)  # other cells, other corners
    assert feet.column("jobs") == pytest.approx(metres.column("jobs"), rel=0.02)
