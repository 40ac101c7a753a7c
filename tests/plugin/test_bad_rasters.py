"""Rasters that are no density surface, in every tool that takes one; and surfaces that are too large to make."""

import math
import re
import shutil
from collections import namedtuple

from contracts import own_tests
from made_layers import SOUTH, UTM, WEST, saved, zones
from made_rasters import with_cells
from osgeo import gdal, osr
from reached import EXTENTS, SMOOTHED, SURFACES, each_parameter, each_tool
from test_bad_amounts import with_points

DISK = namedtuple("DISK", "total used free")
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
NO_RASTERS = {
    "no file": lambda folder: folder / "none.tif",
    "a vector file": lambda folder: saved(zones(), folder / "zones.gpkg"),
}
NO_ROOM = ("GB of disk; there are 16 GB free.",)
TOO_LARGE = {
    "many small cells": {"CELL_SIZE": 0.04, "BANDWIDTH": 100},
    "a wide extent": {"CELL_SIZE": 10, "BANDWIDTH": 100, "EXTENT": f"0,1000000,0,1000000 [{UTM}]"},
}


@each_parameter(SURFACES, changed=REFUSED)
def test_what_is_no_density_surface_is_refused(refused, raster, tool, key, changed):
    values, words = changed
    message = refused(tool, **{key: raster(**values)})
    assert words in message
    assert message.startswith(f"{key}: ")


@each_parameter(SURFACES, make=NO_RASTERS)
def test_what_is_no_raster_is_refused(refused, tmp_path, tool, key, make):
    assert key in refused(tool, **{key: str(make(tmp_path))})


def lacks(tool, case):
    return case == "a wide extent" and (tool, "EXTENT") not in EXTENTS


@each_tool(SMOOTHED, given=TOO_LARGE, but=lacks)
def test_a_surface_of_100_000_by_100_000_cells_is_refused_with_its_size(refused, monkeypatch, tool, given):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: DISK(2**38, 2**37, 2**34))
    for made in (zones(), with_points(tool, "INPUT")):
        message = refused(tool, made, **given)
        assert any(words in message for words in getattr(own_tests(tool), "TOO_LARGE", NO_ROOM))
        assert re.search(r"Give cells of [\d.,]+ m or more, or a smaller extent\.", message)


@each_parameter(SURFACES)
def test_a_raster_of_100_000_by_100_000_cells_is_refused_before_it_is_read(refused, tmp_path, tool, key):
    path = tmp_path / "huge.tif"
    file = gdal.GetDriverByName("GTiff").Create(
        str(path), 100_000, 100_000, 1, gdal.GDT_Byte, ["SPARSE_OK=TRUE", "TILED=YES"]
    )
    file.SetGeoTransform((WEST, 1, 0, SOUTH, 0, -1))
    reference = osr.SpatialReference()
    reference.SetFromUserInput(UTM)
    file.SetProjection(reference.ExportToWkt())
    file = None
    message = refused(tool, **{key: str(path)})
    assert f"{key}: huge of 100,000 by 100,000 cells: about 410 GB of memory;" in message  # 44 bytes a cell
    assert "Give cells of" in message
