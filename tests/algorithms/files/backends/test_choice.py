"""Which library does a job: rasterio and fiona, but for the exceptions, and whichever is there where one is missing."""

import inspect

import pytest

from agora.algorithms.files.arrow import coded_columns
from agora.algorithms.files.backends import choice, fiona_vector, osgeo_raster, osgeo_vector, rasterio_raster
from agora.algorithms.files.raster import read_raster
from agora.algorithms.files.vector import write_columns
from agora.algorithms.ground.errors import PlanError

PAIRS = {"rasters": (rasterio_raster, osgeo_raster), "vectors": (fiona_vector, osgeo_vector)}


def jobs(module):
    """Return the public functions and classes of a module and the names of their arguments."""
    return {
        name: list(inspect.signature(each).parameters)
        for name, each in vars(module).items()
        if not name.startswith("_") and getattr(each, "__module__", "") == module.__name__
    }


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=PAIRS)
def test_both_libraries_do_the_same_jobs(one, other):
    assert jobs(one) == jobs(other)
    assert len(jobs(one)) >= 5


def test_every_exception_is_a_job_and_says_why():
    assert set(choice.OSGEO_FIRST) <= {*jobs(osgeo_raster), *jobs(osgeo_vector)}
    assert all(choice.OSGEO_FIRST.values())


@pytest.mark.parametrize("job", [*jobs(osgeo_raster), *jobs(osgeo_vector)])
def test_exceptions_alone_go_to_osgeo_where_all_is_installed(job, only):
    only("rasterio", "fiona", "osgeo")
    assert ("osgeo" in choice.backend(job).__module__) == (job in choice.OSGEO_FIRST)


@pytest.mark.parametrize("libraries", [("osgeo",), ("rasterio", "fiona")], ids=" and ".join)
@pytest.mark.parametrize("job", [*jobs(osgeo_raster), *jobs(osgeo_vector)])
def test_what_is_there_does_every_job(job, libraries, only):
    only(*libraries)
    assert any(library in choice.backend(job).__module__ for library in libraries)


def test_where_nothing_is_installed_it_is_said_what_is_missing(tmp_path, only):
    only()
    with pytest.raises(PlanError, match="Neither rasterio nor osgeo is installed; QGIS comes with osgeo"):
        read_raster(tmp_path / "density.tif")
    with pytest.raises(PlanError, match="Neither fiona nor osgeo is installed"):
        write_columns(tmp_path / "plan.gpkg", "flows", {"people": [1.0]})
    with pytest.raises(PlanError, match="Neither fiona nor osgeo is installed"):
        coded_columns(str(tmp_path / "plan.gpkg"), "flows", ["people"])
    assert list(tmp_path.iterdir()) == []
