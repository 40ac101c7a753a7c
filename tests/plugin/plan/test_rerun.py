"""A plan made again from its own record."""

import numpy as np
import pytest
from made_inputs import inputs
from made_layers import column, flows, layer, saved, square, zones
from qgis.core import QgsVectorLayer

from agora.algorithms.files.raster import read_raster
from agora.algorithms.files.vector import layer_names
from agora.algorithms.ground.errors import PlanError
from agora.plugin.plan.rerun import recorded_runs, rerun

FLOWS = {"ORIGIN": "origin", "DESTINATION": "dest", "COMMUTERS": "commuters"}


@pytest.fixture(scope="module")
def made(run, tmp_path_factory):
    """Return a plan with observed flows, sites and a plan area, and the files it was made from."""
    out = tmp_path_factory.mktemp("then")
    files = {
        "ZONES": saved(zones(), out / "zones.gpkg"),
        "FLOWS": saved(flows(), out / "flows.gpkg"),
        "STUDY_AREA": saved(layer("MultiPolygon", [square(0, 0, 2500)]), out / "area.gpkg"),
        "SITES": saved(layer("MultiPolygon", [square(1200, 1200, 300)], {"room": [50.0]}), out / "sites.gpkg"),
    }
    given = {**inputs("spatialplan"), **files, **FLOWS, "SITE_JOBS": "room", "TITLE": "Then"}
    run("spatialplan", **given, PLAN=str(out / "then.gpkg"))
    return out / "then.gpkg", files


def features(plan, name):
    opened = QgsVectorLayer(f"{plan}|layername={name}", name, "ogr")
    return [(each.attributes(), bytes(each.geometry().asWkb())) for each in opened.getFeatures()]


def test_it_has_the_same_pixels_and_features(made, out):
    plan, files = made
    rerun(plan, files, out / "again.gpkg")
    names = set(layer_names(plan)) - {"agora_runs", "layer_styles", "density"}
    assert {"plan_area", "centres", "zones", "desire_lines", "key_diagram", "commuting", "opportunities"} <= names
    for name in names:
        assert features(out / "again.gpkg", name) == features(plan, name), name
    then, again = (read_raster(f"GPKG:{file}:density").values for file in (plan, out / "again.gpkg"))
    assert np.nanmax(then) > 25
    np.testing.assert_array_equal(again, then)


def test_every_input_is_in_the_record(made):
    inputs = "".join(each["inputs"] for each in recorded_runs(made[0]))
    assert all(f'"name": "{name}"' in inputs for name in ("zones", "flows", "area", "sites"))


@pytest.mark.parametrize(
    ("key", "other"),
    [
        ("ZONES", lambda: zones(jobs=column("jobs", z3=321.0))),
        ("FLOWS", lambda: flows((("z0", "z5", 71.0), ("z5", "z0", 10.0), ("z1", "z5", 30.0), ("z2", "z2", 5.0)))),
        ("STUDY_AREA", lambda: layer("MultiPolygon", [square(0, 0, 2600)])),
    ],
    ids=["a job more", "a commuter more", "a wider plan area"],
)
def test_an_input_that_has_changed_is_found(made, out, key, other):
    plan, files = made
    with pytest.raises(PlanError, match="read another"):
        rerun(plan, {**files, key: other()}, out / "again.gpkg")
    assert not (out / "again.gpkg").exists()


def test_a_layer_that_is_not_given_again_is_asked_for(made, out):
    plan, files = made
    with pytest.raises(PlanError, match="made with FLOWS, SITES, STUDY_AREA; give these layers again"):
        rerun(plan, {"ZONES": files["ZONES"]}, out / "again.gpkg")


def test_another_geopackage_is_no_plan(made):
    with pytest.raises(PlanError, match="no table agora_runs"):
        recorded_runs(made[1]["ZONES"])
