"""Rasters that are no density surface, and surfaces that are too large to make."""

import math
import shutil
from collections import namedtuple

import numpy as np
import pytest
from making import SOUTH, UTM, WEST, points, saved, zones
from osgeo import gdal, osr
from qgis.core import QgsProcessingException

DISK = namedtuple("DISK", "total used free")
CITY = np.zeros((10, 12))
CITY[3:6, 3:7] = 30.0
CITY[4, 4] = 90.0
CITY_JOBS = 11 * 30.0 + 90.0  # cells of one hectare
NORTH_UP = (WEST, 100, 0, SOUTH, 0, -100)


def with_cells(value, *cells):
    """Return the city with a value in some of its cells."""
    changed = CITY.copy()
    for cell in cells:
        changed[cell] = value
    return changed


@pytest.fixture
def raster(tmp_path):
    """Return what writes a GeoTIFF and returns its path."""

    def written(values=CITY, transform=NORTH_UP, crs=UTM, nodata=None, bands=1, kind=gdal.GDT_Float32):
        path = str(tmp_path / "surface.tif")
        rows, cols = values.shape
        file = gdal.GetDriverByName("GTiff").Create(path, cols, rows, bands, kind)
        file.SetGeoTransform(transform)
        if crs:
            reference = osr.SpatialReference()
            reference.SetFromUserInput(crs)
            file.SetProjection(reference.ExportToWkt())
        for band in range(bands):
            file.GetRasterBand(band + 1).WriteArray(values)
            if nodata is not None:
                file.GetRasterBand(band + 1).SetNoDataValue(nodata)
        file.FlushCache()
        return path

    return written


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
REFUSED = {
    "south up": ({"transform": (WEST, 100, 0, SOUTH, 0, 100)}, "is rotated or south up; warp it north up first"),
    "rotated": ({"transform": (WEST, 100, 10, SOUTH, 10, -100)}, "is rotated or south up; warp it north up first"),
    "cells that are not square": ({"transform": (WEST, 100, 0, SOUTH, 0, -50)}, "resample it to square cells first"),
    "no CRS": ({"crs": None}, "has no coordinate reference system"),
    "degrees": (
        {"transform": (-122, 0.001, 0, 38, 0, -0.001), "crs": "EPSG:4326"},
        "is in degrees (EPSG:4326); distances and areas need a projected CRS. Reproject it first",
    ),
    "nodata not declared": (
        {"values": with_cells(-9999, (0, 0), (0, 1))},
        "2 cells of surface are negative or infinite (-9999); densities are at least 0. If that number stands for no",
    ),
    "an infinite cell": ({"values": with_cells(math.inf, (4, 4))}, "1 cells of surface are negative or infinite (inf)"),
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


@pytest.mark.parametrize(("given", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_density_surface_is_refused(centres, raster, given, words):
    with pytest.raises(QgsProcessingException) as caught:
        centres(raster(**given))
    assert words in str(caught.value)
    assert str(caught.value).startswith("DENSITY: ")


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


NO_RASTERS = {
    "no file": lambda folder: folder / "none.tif",
    "a vector file": lambda folder: saved(zones(), folder / "zones.gpkg"),
}


@pytest.mark.parametrize("make", NO_RASTERS.values(), ids=NO_RASTERS)
def test_what_is_no_raster_is_refused(centres, tmp_path, make):
    with pytest.raises(QgsProcessingException, match="DENSITY"):
        centres(str(make(tmp_path)))


TOO_LARGE = {
    "many small cells": {"CELL_SIZE": 0.04, "BANDWIDTH": 100},
    "a wide extent": {"CELL_SIZE": 10, "BANDWIDTH": 100, "EXTENT": f"0,1000000,0,1000000 [{UTM}]"},
}


@pytest.mark.parametrize("given", TOO_LARGE.values(), ids=TOO_LARGE)
@pytest.mark.parametrize("make", [zones, points])
def test_a_surface_of_100_000_by_100_000_cells_is_refused_with_its_size(refused, monkeypatch, make, given):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: DISK(2**38, 2**37, 2**34))
    message = refused("kerneldensity", make(), **given)
    assert "GB of disk; there are 16.0 GB free." in message
    assert "Give larger cells or a smaller extent." in message


def test_an_extent_elsewhere_gives_a_surface_of_0_and_that_is_said(run_on):
    ran = run_on("kerneldensity", EXTENT=f"{WEST + 50_000},{WEST + 51_000},{SOUTH},{SOUTH + 1000} [{UTM}]")
    assert not ran.surface().any()
    assert ran.said.warnings == [
        "The surface is 0 everywhere: no feature of made reaches a cell. Check EXTENT, STUDY_AREA and CELL_SIZE."
    ]
