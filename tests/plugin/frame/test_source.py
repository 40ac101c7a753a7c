"""Many runs in one process without an event loop, as in a script: no file of an input stays open."""

from pathlib import Path

import pytest
from made_layers import saved, zones

RUNS = 30
HANDLES = Path("/proc/self/fd")


def handles_of(path):
    """Return how many handles this process has on a file, and on those that belong to it."""
    opened = (each.readlink() for each in HANDLES.iterdir() if each.is_symlink())
    return sum(each.stem == path.stem for each in opened)


@pytest.mark.skipif(not HANDLES.is_dir(), reason="only Linux tells which files are open")
@pytest.mark.parametrize("suffix", ["gpkg", "shp", "geojson", "fgb"])
def test_an_input_is_closed_before_the_next_run(run, tmp_path, suffix):
    path = Path(saved(zones(), tmp_path / f"read_often.{suffix}"))
    for _ in range(RUNS):
        run("zonedensity", ZONES=str(path), JOBS="jobs", OUTPUT=str(tmp_path / "result.gpkg"))
    # the last run's are closed by the next one; a Shapefile has two
    assert handles_of(path) <= 2
