"""What ``rerunplan`` promises; that it makes the same plan again is held by ``tests/plugin/plan/test_rerun.py``."""

import subprocess

import numpy as np
import pytest
from contracts import Contract
from made_inputs import inputs
from made_layers import column, saved, zones
from qgis.core import QgsVectorLayer

from agora.algorithms.files.raster import read_raster
from agora.plugin.plan.chapters import plan_layers

CONTRACT = Contract(
    takes="EARLIER ZONES SITES PLACES STUDY_AREA CENTRES DENSITY DESIRE_LINES KEY_DIAGRAM COMMUTING ROLE_LINKS FLOWS OPPORTUNITIES",
    returns="PLAN",
)


@pytest.fixture(scope="module")
def earlier(run, tmp_path_factory):
    """Return a plan, and the zones that it was made from as a file."""
    folder = tmp_path_factory.mktemp("earlier")
    made = saved(zones(), folder / "zones.gpkg")
    run("spatialplan", **{**inputs("spatialplan", made), "PLAN": str(folder / "plan.gpkg")})
    return folder / "plan.gpkg", made


def features(plan, name):
    layer = QgsVectorLayer(f"{plan}|layername={name}", name, "ogr")
    return [(each.attributes(), bytes(each.geometry().asWkb())) for each in layer.getFeatures()]


def require_the_same(plan, again):
    names = [layer.name for layer in plan_layers() if layer.kind not in ("raster", "view of zones")]
    for name in set(names) - {"agora_runs"}:
        assert features(again, name) == features(plan, name), name
    np.testing.assert_array_equal(*(read_raster(f"GPKG:{file}:density").values for file in (plan, again)))


def test_a_plan_is_made_again_in_the_toolbox(run, out, earlier):
    plan, made = earlier
    ran = run("rerunplan", EARLIER=str(plan), ZONES=made, PLAN=str(out / "again.gpkg"))
    assert "Every step read what it read when plan.gpkg was made." in ran.said.infos
    require_the_same(plan, out / "again.gpkg")


def test_a_plan_is_made_again_on_the_command_line(out, earlier, surroundings):
    plan, made = earlier
    given = {"EARLIER": plan, "ZONES": made, "PLAN": out / "again.gpkg"}
    words = ["qgis_process.bin", "run", "agora:rerunplan", "--", *(f"{key}={value}" for key, value in given.items())]
    subprocess.run(words, env=surroundings, capture_output=True, timeout=120, check=True)
    require_the_same(plan, out / "again.gpkg")


def test_other_zones_are_found(refused, out, earlier):
    other = zones(jobs=column("jobs", z3=321.0))
    message = refused("rerunplan", EARLIER=str(earlier[0]), ZONES=other, PLAN=str(out / "again.gpkg"))
    assert "agora:kerneldensity read another" in message


@pytest.mark.parametrize("name", ["none.gpkg", ""])
def test_a_plan_that_is_not_there_is_refused(refused, out, earlier, name):
    message = refused("rerunplan", EARLIER=name, ZONES=earlier[1], PLAN=str(out / "again.gpkg"))
    assert "EARLIER" in message


def test_another_geopackage_is_no_plan(refused, out, earlier):
    message = refused("rerunplan", EARLIER=earlier[1], ZONES=earlier[1], PLAN=str(out / "again.gpkg"))
    assert "holds no table agora_runs: it is no plan of Agora" in message


@pytest.mark.parametrize("name", ["x" * 256 + ".gpkg", "a\0b.gpkg", "none.gpkg"], ids=["256 letters", "NUL", "no file"])
def test_a_plan_that_cannot_be_is_refused(refused, name):
    assert "EARLIER: there is no file “" in refused("rerunplan", EARLIER=name)
