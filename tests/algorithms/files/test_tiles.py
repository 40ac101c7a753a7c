"""Rasters written as they are made: the same file as at once, with overviews, and nothing half written."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from agora.algorithms.files import raster
from agora.algorithms.files.backends import choice, osgeo_raster, rasterio_raster
from agora.algorithms.files.raster import NODATA, Layout, WriteError, read_raster, write_tiles
from agora.algorithms.ground.errors import Cancelled, PlanError
from agora.algorithms.ground.grid import Grid

gdal = pytest.importorskip("osgeo.gdal")
gdal.UseExceptions()

ROOT = Path(__file__).resolve().parents[3]
GRID = Grid(530_000, 180_500, 25, 1300, 1100)
LAYOUT = Layout(GRID, "", {"unit": "per hectare"})


def values():
    made = np.random.default_rng(1).uniform(0, 500, GRID.shape)
    made[:600, :700] = 0
    made[900:, 800:] = np.nan
    return made


def tiles(of, rows=512, cols=512):
    for top in range(0, GRID.rows, rows):
        for left in range(0, GRID.cols, cols):
            yield top, left, of[top : top + rows, left : left + cols].copy()


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("size", [(512, 512), (512, 1024), (1300, 1100)], ids=str)
def test_tiles_make_up_the_raster(size, tmp_path):
    made = values()
    write_tiles(tmp_path / "made.tif", LAYOUT, tiles(made, *size))
    found = read_raster(tmp_path / "made.tif")
    np.testing.assert_array_equal(found.values, made.astype(np.float32))
    assert found.grid == GRID
    assert found.tags["unit"] == "per hectare"
    file = gdal.Open(str(tmp_path / "made.tif"))
    assert file.GetRasterBand(1).GetDescription() == "per hectare"
    assert [each.name for each in tmp_path.iterdir()] == ["made.tif"]


@pytest.mark.usefixtures("backend")
def test_overviews_are_means_down_to_one_block(tmp_path):
    made = values()
    write_tiles(tmp_path / "made.tif", LAYOUT, tiles(made))
    file = gdal.Open(str(tmp_path / "made.tif"))  # a band does not keep its file alive
    band = file.GetRasterBand(1)
    assert [(each.XSize, each.YSize) for each in map(band.GetOverview, range(band.GetOverviewCount()))] == [
        (550, 650), (275, 325),
    ]  # fmt: skip
    half = band.GetOverview(0).ReadAsArray()
    means = made[:800, :800].reshape(400, 2, 400, 2).mean(axis=(1, 3))  # hand calculation, away from no data
    np.testing.assert_allclose(half[:400, :400], means, rtol=1e-5)
    assert half[600, 500] == NODATA
    assert band.GetBlockSize() == [512, 512]


@pytest.mark.usefixtures("backend")
def test_a_small_raster_needs_no_overviews(tmp_path):
    write_tiles(tmp_path / "small.tif", Layout(Grid(0, 20, 1, 20, 30), "", {}), [(0, 0, np.ones((20, 30)))])
    file = gdal.Open(str(tmp_path / "small.tif"))
    assert file.GetRasterBand(1).GetOverviewCount() == 0
    assert (read_raster(tmp_path / "small.tif").values == 1).all()


@pytest.mark.usefixtures("backend")
def test_what_was_there_stays_when_making_tiles_fails(tmp_path):
    def failing():
        yield 0, 0, np.ones((512, 512))
        raise Cancelled

    path = tmp_path / "made.tif"
    path.write_text("old")
    with pytest.raises(Cancelled):
        write_tiles(path, LAYOUT, failing())
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["made.tif"]


@pytest.mark.parametrize(("library", "at"), [("osgeo", 0.0), ("osgeo", 0.4), ("rasterio", 0.0), ("rasterio", 1.0)])
def test_cancelling_while_overviews_are_made_leaves_no_file(library, at, tmp_path, only):
    only(library)

    def cancel(share):
        if share >= at:
            raise Cancelled

    before = gdal.GetCacheMax(), gdal.GetConfigOption("GDAL_NUM_THREADS")
    with pytest.raises(Cancelled):
        write_tiles(tmp_path / "made.tif", LAYOUT, tiles(values()), cancel)
    assert list(tmp_path.iterdir()) == []
    assert (gdal.GetCacheMax(), gdal.GetConfigOption("GDAL_NUM_THREADS")) == before


@pytest.mark.usefixtures("backend")
def test_a_writer_that_writes_something_else_is_found_out(tmp_path, monkeypatch):
    place = choice.backend("GeoTiff")
    write = place.write
    monkeypatch.setattr(place, "write", lambda self, top, left, data: write(self, top, left, np.minimum(data, 400)))
    with pytest.raises(WriteError, match="could not be read back"):
        write_tiles(tmp_path / "made.tif", LAYOUT, tiles(values()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("library", [rasterio_raster, osgeo_raster], ids=["rasterio", "osgeo"])
def test_of_a_large_raster_some_tiles_are_read_back(library, tmp_path, monkeypatch, only):
    only(library.__name__.rpartition(".")[2].partition("_")[0])
    read = []
    monkeypatch.setattr(raster, "_READ_BACK", GRID.rows * GRID.cols // 2)
    windows = library.read_windows
    monkeypatch.setattr(library, "read_windows", lambda path, parts: read.extend(parts) or windows(path, parts))
    write_tiles(tmp_path / "made.tif", LAYOUT, tiles(values()))
    assert len(read) == 5  # of 9: every other one
    assert read[0] == (0, 0, 512, 512)
    assert read[-1] == (1024, 1024, 276, 76)


@pytest.mark.usefixtures("backend")
def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(PlanError, match="does not exist"):
        write_tiles(tmp_path / "missing" / "made.tif", LAYOUT, tiles(values()))


def test_a_killed_process_leaves_the_old_file(tmp_path):
    (tmp_path / "agora").symlink_to(ROOT, target_is_directory=True)
    old = tmp_path / "made.tif"
    old.write_text("old")
    program = """
        import numpy as np, time
        from agora.algorithms.files.raster import Layout, write_tiles
        from agora.algorithms.ground.grid import Grid

        def tiles():
            for top in range(0, 51200, 512):
                yield top, 0, np.random.default_rng(top).random((512, 2048))
                time.sleep(0.01)

        write_tiles("made.tif", Layout(Grid(0, 0, 1, 51200, 2048), "", {}), tiles())
    """
    running = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], cwd=tmp_path,
                               env={**os.environ, "PYTHONPATH": str(tmp_path)})  # fmt: skip
    try:
        until = time.monotonic() + 120
        while not any(each.stat().st_size > 10**6 for each in tmp_path.glob(".made*/made.tif")):
            assert time.monotonic() < until
            assert running.poll() is None
            time.sleep(0.05)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait(30)
    assert old.read_text() == "old"
