"""Rasters written and read on both backends: the same pixels, places and tags, and nothing half written."""

import resource
import sqlite3
import subprocess

import numpy as np
import pytest

from agora.algorithms.files.raster import (
    NODATA,
    Raster,
    add_raster,
    gdal_version,
    read_raster,
    tag_raster,
    write_raster,
)
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid

gdal = pytest.importorskip("osgeo.gdal")
osr = pytest.importorskip("osgeo.osr")
gdal.UseExceptions()

GRID = Grid(530_000, 180_500, 25, 20, 30)


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def british_grid():
    found = osr.SpatialReference()
    found.ImportFromEPSG(27700)
    return found.ExportToWkt()


def some_raster(seed=1):
    values = np.random.default_rng(seed).uniform(0, 500, GRID.shape)
    values[3:6, 4] = np.nan
    values[0, :] = 0
    return Raster(values, GRID, british_grid(), {"tool": "agora:test", "title": "Plätze 😀"})


def foreign(path, data, transform=(0, 10, 0, 50, 0, -10), nodata=None, driver="GTiff", bands=1):
    """Write a raster with osgeo, apart from the code."""
    data = np.asarray(data)
    kinds = {"u1": gdal.GDT_Byte, "i2": gdal.GDT_Int16, "f4": gdal.GDT_Float32, "f8": gdal.GDT_Float64}
    file = gdal.GetDriverByName(driver).Create(str(path), *data.shape[::-1], bands, kinds[data.dtype.str[1:]])
    if transform:
        file.SetGeoTransform(transform)
    for band in range(1, bands + 1):
        file.GetRasterBand(band).WriteArray(data + band - 1)
        if nodata is not None:
            file.GetRasterBand(band).SetNoDataValue(nodata)
    file.FlushCache()


@pytest.mark.usefixtures("backend")
def test_what_is_written_is_read_again(tmp_path):
    written = some_raster()
    write_raster(tmp_path / "density.tif", written)
    found = read_raster(tmp_path / "density.tif")
    np.testing.assert_array_equal(found.values, written.values.astype(np.float32))  # NaN where it was NaN
    assert found.values.dtype == np.float64
    assert found.grid == GRID
    assert found.tags.items() >= written.tags.items()
    wanted, got = osr.SpatialReference(written.crs), osr.SpatialReference(found.crs)
    assert wanted.IsSame(got)
    assert names(tmp_path) == ["density.tif"]


def test_both_backends_write_the_same(tmp_path, only):
    only("rasterio")
    write_raster(tmp_path / "one.tif", some_raster())
    only("osgeo")
    write_raster(tmp_path / "two.tif", some_raster())
    one, two = (gdal.Open(str(tmp_path / name)) for name in ("one.tif", "two.tif"))
    np.testing.assert_array_equal(one.ReadAsArray(), two.ReadAsArray())
    assert one.GetGeoTransform() == two.GetGeoTransform()
    assert one.GetMetadata() == two.GetMetadata()
    for meta in ("COMPRESSION", "PREDICTOR", "INTERLEAVE"):
        assert one.GetMetadataItem(meta, "IMAGE_STRUCTURE") == two.GetMetadataItem(meta, "IMAGE_STRUCTURE")
    assert one.GetRasterBand(1).GetBlockSize() == two.GetRasterBand(1).GetBlockSize() == [512, 512]
    assert one.GetRasterBand(1).GetNoDataValue() == two.GetRasterBand(1).GetNoDataValue() == NODATA


def test_both_backends_read_the_same(tmp_path, only):
    only("rasterio")
    write_raster(tmp_path / "one.tif", some_raster())
    one = read_raster(tmp_path / "one.tif")
    only("osgeo")
    two = read_raster(tmp_path / "one.tif")
    np.testing.assert_array_equal(one.values, two.values)
    assert one.grid == two.grid
    assert one.tags == two.tags
    assert osr.SpatialReference(one.crs).IsSame(osr.SpatialReference(two.crs))


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize(
    ("data", "nodata", "missing"),
    [
        (np.array([[1, 255], [3, 4]], "u1"), 255, [[0, 1], [0, 0]]),
        (np.array([[1, 2], [-32768, 4]], "i2"), -32768, [[0, 0], [1, 0]]),
        (np.array([[np.nan, 2], [-1, 4]], "f4"), -1, [[1, 0], [1, 0]]),
        (np.array([[np.nan, 2], [3, 4]], "f8"), np.nan, [[1, 0], [0, 0]]),
        (np.array([[-3.4028235e38, 2], [3, 4]], "f4"), float(np.finfo("f4").min), [[1, 0], [0, 0]]),
        (np.array([[1, 2], [3, 4]], "u1"), None, [[0, 0], [0, 0]]),
    ],
    ids=["bytes", "integers", "NaN besides nodata", "NaN as nodata", "the lowest float", "none"],
)
def test_nodata_of_any_kind_becomes_nan(data, nodata, missing, tmp_path):
    foreign(tmp_path / "given.tif", data, nodata=nodata)
    values = read_raster(tmp_path / "given.tif").values
    np.testing.assert_array_equal(np.isnan(values), np.array(missing, bool))
    np.testing.assert_array_equal(values[~np.isnan(values)], data[~np.array(missing, bool)])


@pytest.mark.usefixtures("backend")
def test_the_first_band_counts(tmp_path):
    foreign(tmp_path / "given.tif", np.array([[1, 2], [3, 4]], "f4"), bands=3)
    assert read_raster(tmp_path / "given.tif").values.tolist() == [[1, 2], [3, 4]]


@pytest.mark.usefixtures("backend")
def test_a_single_cell(tmp_path):
    write_raster(tmp_path / "cell.tif", Raster(np.array([[7.5]]), Grid(0, 10, 10, 1, 1), "", {}))
    found = read_raster(tmp_path / "cell.tif")
    assert found.values.tolist() == [[7.5]]
    assert found.crs == ""


@pytest.mark.usefixtures("backend")
def test_nothing_but_nan(tmp_path):
    write_raster(tmp_path / "empty.tif", Raster(np.full((2, 3), np.nan), Grid(0, 20, 10, 2, 3), "", {}))
    assert np.isnan(read_raster(tmp_path / "empty.tif").values).all()


@pytest.mark.usefixtures("backend")
def test_tags_are_added_to_those_there(tmp_path):
    path = tmp_path / "density.tif"
    write_raster(path, some_raster())
    tag_raster(path, {"inputs": '[{"name": "zones"}]', "title": "new"})
    found = read_raster(path)
    assert found.tags.items() >= {"tool": "agora:test", "title": "new", "inputs": '[{"name": "zones"}]'}.items()
    np.testing.assert_array_equal(found.values, some_raster().values.astype(np.float32))
    assert names(tmp_path) == ["density.tif"]


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize(
    ("transform", "words"),
    [
        ((0, 10, 2, 50, 0, -10), "rotated or south up"),
        ((0, 10, 0, 50, 1, -10), "rotated or south up"),
        ((0, 10, 0, 50, 0, 10), "rotated or south up"),
        ((0, -10, 0, 50, 0, -10), "rotated or south up"),
        ((0, 10, 0, 50, 0, -12), "cells of 10 by 12"),
    ],
    ids=["sheared rows", "sheared columns", "south up", "east to west", "not square"],
)
def test_other_grids_are_refused_with_the_remedy(transform, words, tmp_path):
    foreign(tmp_path / "given.tif", np.zeros((2, 2), "f4"), transform)
    with pytest.raises(PlanError, match=words):
        read_raster(tmp_path / "given.tif")


@pytest.mark.usefixtures("backend")
@pytest.mark.filterwarnings("ignore::Warning")  # rasterio warns of a raster without a place
def test_a_raster_without_a_place_is_refused(tmp_path):
    foreign(tmp_path / "given.tif", np.zeros((2, 2), "f4"), None)
    with pytest.raises(PlanError, match="south up"):
        read_raster(tmp_path / "given.tif")


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("content", [None, b"", b"zone,jobs\n1,2\n", b"II*\0\x08\0\0\0"], ids=[
    "missing", "empty", "a table", "cut off"])  # fmt: skip
def test_what_is_no_raster_is_refused(content, tmp_path):
    if content is not None:
        (tmp_path / "given.tif").write_bytes(content)
    with pytest.raises(PlanError, match="cannot be read as a raster"):
        read_raster(tmp_path / "given.tif")


@pytest.mark.usefixtures("backend")
@pytest.mark.filterwarnings("ignore::Warning")  # rasterio warns of a raster without a place
def test_a_file_of_several_rasters_is_refused(tmp_path):
    for name in ("one", "two"):
        foreign(tmp_path / f"{name}.tif", np.zeros((2, 2), "f4"))
        add_raster(tmp_path / f"{name}.tif", tmp_path / "both.gpkg", name, name)
    with pytest.raises(PlanError, match="cannot be read as a raster"):
        read_raster(tmp_path / "both.gpkg")


@pytest.mark.usefixtures("backend")
def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(PlanError, match="does not exist"):
        write_raster(tmp_path / "missing" / "density.tif", some_raster())


@pytest.mark.usefixtures("backend")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # osgeo also complains when it closes
def test_a_full_disk_is_said_and_leaves_the_old_file(tmp_path):
    final = tmp_path / "density.tif"
    write_raster(final, some_raster(1))
    large = np.random.default_rng(2).uniform(0, 1, (600, 600))
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most[1]))  # no file may grow beyond: a full disk to the writer
    try:
        with pytest.raises(PlanError, match=r"density\.tif"):
            write_raster(final, Raster(large, Grid(0, 600, 1, 600, 600), "", {}))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    np.testing.assert_array_equal(read_raster(final).values, some_raster(1).values.astype(np.float32))
    assert names(tmp_path) == ["density.tif"]


@pytest.mark.usefixtures("backend")
def test_plain_gdal_reads_the_file(tmp_path):
    write_raster(tmp_path / "density.tif", some_raster())
    told = subprocess.run(["gdalinfo", tmp_path / "density.tif"], capture_output=True, text=True, check=True).stdout
    for words in (
        "Size is 30, 20",
        "Origin = (530000.000000000000000,180500.0",
        "NoData Value=-9999",
        "tool=agora:test",
    ):
        assert words in told


@pytest.mark.usefixtures("backend")
def test_a_raster_in_a_geopackage_keeps_its_values_and_the_name_of_its_table(tmp_path):
    given = some_raster()
    write_raster(tmp_path / "density.tif", given)
    package = tmp_path / "plan.gpkg"
    add_raster(tmp_path / "density.tif", package, "density_ha", "Jobs per hectare")
    found = read_raster(f"GPKG:{package}:density_ha")
    np.testing.assert_array_equal(found.values, given.values.astype(np.float32))
    assert found.grid == GRID
    assert osr.SpatialReference(found.crs).IsSame(osr.SpatialReference(given.crs))


def titles(package):
    """Return how a GeoPackage's raster is called and what it counts, read by SQLite itself."""
    with sqlite3.connect(package) as file:
        [name] = file.execute("SELECT table_name, identifier FROM gpkg_contents").fetchall()
        [kind] = file.execute(
            "SELECT datatype, field_name, quantity_definition FROM gpkg_2d_gridded_coverage_ancillary"
        ).fetchall()
    file.close()
    return name, kind


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("name", ["density_ha", "Zürich 😀", "Two words"])
def test_a_raster_in_a_geopackage_says_what_it_counts(name, tmp_path):
    write_raster(tmp_path / "density.tif", some_raster())
    add_raster(tmp_path / "density.tif", tmp_path / "plan.gpkg", name, "Jobs per hectare")
    assert titles(tmp_path / "plan.gpkg") == ((name, "Jobs per hectare"), ("float", *["Jobs per hectare"] * 2))


@pytest.mark.usefixtures("backend")
def test_the_version_of_gdal_is_said():
    assert gdal_version() == gdal.VersionInfo("RELEASE_NAME")


@pytest.mark.usefixtures("backend")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # osgeo also complains when it closes
def test_a_raster_that_does_not_fit_the_disk_is_said(tmp_path):
    write_raster(
        tmp_path / "large.tif", Raster(np.random.default_rng(1).random((600, 600)), Grid(0, 600, 1, 600, 600), "", {})
    )
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, most[1]))
    try:
        with pytest.raises(PlanError, match=r"plan.gpkg could not be written"):
            add_raster(tmp_path / "large.tif", tmp_path / "plan.gpkg", "density", "Density")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
