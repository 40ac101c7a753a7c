"""The models in the toolbox: they find their steps, explain themselves and give what the tools give."""

import numpy as np
import pytest
from made_inputs import inputs
from made_layers import GROUPS, zones
from qgis.core import QgsProcessingModelAlgorithm, QgsVectorLayer

from agora.algorithms.files.raster import read_raster
from agora.algorithms.files.vector import layer_names

MODELS = {"densitytocentres": "Density to centres", "roles": "Roles of zones", "wholeplan": "Whole plan, step by step"}


@pytest.fixture
def models(provider):
    return {each.name(): each for each in provider.algorithms() if isinstance(each, QgsProcessingModelAlgorithm)}


def test_the_toolbox_has_them(models):
    assert {name: each.displayName() for name, each in models.items()} == MODELS


@pytest.mark.parametrize("name", MODELS)
def test_every_step_is_found_and_has_what_it_needs(models, name):
    fit, problems = models[name].validate()
    assert fit, problems


@pytest.mark.parametrize("name", MODELS)
def test_the_help_tells_how_to_read_the_result(models, name):
    assert "How to read the result: " in models[name].helpContent()["ALG_DESC"]


def test_a_copy_keeps_the_id(models):
    assert models["roles"].create().id() == "agora:roles"


def test_the_roles_are_those_of_the_tools(run, out):
    made = zones()
    density, centres = str(out / "density.tif"), str(out / "centres.gpkg")
    run("kerneldensity", INPUT=made, WEIGHT="jobs", BANDWIDTH=800, CELL_SIZE=100, OUTPUT=density)
    run("densitycentres", DENSITY=density, THRESHOLD=25, OUTPUT=centres)
    expected = run("classifyroles", **inputs("classifyroles", made), CENTRES=centres, OUTPUT="memory:")
    given = {"ZONES": made, "JOBS": "jobs", "POPULATION": "pop", **GROUPS, "BANDWIDTH": 800, "CELL_SIZE": 100}
    results = {"roles:Roles": "memory:", "centres:Centres": "memory:", "density:Density": str(out / "again.tif")}
    ran = run("roles", **given, **results)
    assert ran.column("role", "roles:Roles") == expected.column("role")
    np.testing.assert_array_equal(read_raster(out / "again.tif").values, read_raster(density).values)


def test_the_whole_plan_is_a_plan(run, out):
    given = {"ZONES": zones(), "ZONE_ID": "zone_id", "JOBS": "jobs", "POPULATION": "pop", **GROUPS, "MEAN_COST": 1.3}
    plan = str(out / "plan.gpkg")
    run("wholeplan", **given, TITLE="From boxes", BANDWIDTH=800, CELL_SIZE=100, **{"plan:Plan": plan})
    assert {"plan_area", "centres", "zones", "desire_lines", "key_diagram", "flows"} <= set(layer_names(plan))
    assert QgsVectorLayer(f"{plan}|layername=zones", "zones", "ogr").featureCount() == 12
