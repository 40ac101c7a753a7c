"""A disk that runs full while a result is written: said in every format, and what was there before stays."""

import os
import shutil
import subprocess

import pytest
from made_layers import EXAMPLE
from qgis.core import QgsFeatureRequest, QgsProcessingException, QgsVectorLayer

FORMATS = ("gpkg", "geojson", "fgb", "csv", "shp", "gml", "kml")
SIZES = ("64k", "160k", "320k")
ROOM_ENOUGH = (("shp", "320k"), ("fgb", "320k"), ("csv", "64k"), ("csv", "160k"), ("csv", "320k"))


@pytest.fixture(scope="module")
def county():
    """Return zones whose result takes some 400 KB in most formats."""
    whole = QgsVectorLayer(f"{EXAMPLE}|layername=zones", "zones", "ogr")
    return whole.materialize(QgsFeatureRequest().setFilterExpression("county = 'San Mateo'"))


@pytest.fixture
def mounted(tmp_path):
    """Return what mounts a small file system of its own; skips where that takes rights one has not."""
    folder = tmp_path / "mounted"
    folder.mkdir()

    def mount(size):
        if not shutil.which("mount") or os.geteuid() != 0:
            pytest.skip("only root mounts")
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if subprocess.run(words, capture_output=True).returncode:
            pytest.skip("mounting is not allowed here")
        return folder

    yield mount
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # osgeo also complains when it closes
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_full_disk_is_said_in_every_format_and_the_old_result_stays(run, mounted, county, suffix, size):
    folder = mounted(size)
    path = folder / f"result.{suffix}"
    path.write_bytes(b"what stood there")
    try:
        run("zonedensity", ZONES=county, JOBS="jobs", OUTPUT=str(path))
    except QgsProcessingException as error:
        message = str(error.with_traceback(None))
    else:  # there was room enough
        assert (suffix, size) in ROOM_ENOUGH
        assert len(list(QgsVectorLayer(str(path), "read", "ogr").getFeatures())) == county.featureCount()
        return
    assert "Traceback" not in message
    assert "disk" in message
    assert [each.name for each in folder.iterdir()] == [path.name]
    assert path.read_bytes() == b"what stood there"


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_result_is_read_back_in_every_format(run, tmp_path, county, suffix):
    path = tmp_path / f"result.{suffix}"
    run("zonedensity", ZONES=county, JOBS="jobs", OUTPUT=str(path))
    assert len(list(QgsVectorLayer(str(path), "read", "ogr").getFeatures())) == county.featureCount()
