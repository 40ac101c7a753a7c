"""Results in every format that QGIS writes: what a spreadsheet would compute, what is refused, what says who made it."""

import json

import pytest
from made_layers import DEGREES, column, layer, reprojected, square, zones
from qgis.core import QgsVectorLayer

from agora.algorithms.ground.spreadsheets import as_text

FORMULAS = ('=HYPERLINK("http://a","b")', "+1+1", "@SUM(A1)", "-2+3", "\t=1", "\uff1d1")
FORMATS = ("geojson", "csv", "fgb", "shp", "gml")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_kept_a_text(text):
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Oak & Ash", "-5", "+1.5", "-3 %", "", "a=b", "1-2"])
def test_a_text_or_number_is_left_as_it_is(text):
    assert as_text(text) == text


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ods"])
def test_a_spreadsheet_computes_nothing(run, out, suffix):
    names = dict(zip(("z0", "z1", "z2", "z3", "z4", "z5"), FORMULAS))
    made = zones(zone_id=[names.get(name, name) for name in column("zone_id")])
    path = out / f"result.{suffix}"
    run("zonedensity", ZONES=made, JOBS="jobs", OUTPUT=str(path))
    read = QgsVectorLayer(f"{path}{'?autodetect=no' if suffix == 'csv' else ''}", "read", "ogr")
    read = read if read.isValid() else QgsVectorLayer(str(path), "read", "ogr")
    assert [zone["zone_id"] for zone in read.getFeatures()][:6] == [f"'{text}" for text in FORMULAS]


def test_a_format_that_qgis_cannot_write_is_refused_with_those_it_can(refused, out):
    message = refused("zonedensity", OUTPUT=str(out / "x.parquett"))
    assert "OUTPUT: QGIS writes no file that ends in .parquett. Choose one of " in message
    assert ".gpkg" in message


def test_a_name_with_a_year_gets_an_ending(run_on, out):
    assert run_on("zonedensity", OUTPUT=str(out / "plan.2024")).results["OUTPUT"] == str(out / "plan.2024.gpkg")


def history(layer):
    return {part.partition(": ")[0]: part.partition(": ")[2] for part in layer.metadata().history()}


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_says_what_made_it(run_on, out, suffix):
    path = out / f"result.{suffix}"
    run_on("zonedensity", OUTPUT=str(path))
    made = QgsVectorLayer(str(path), "made", "ogr")
    made.loadDefaultMetadata()  # as a window does
    record = history(made)
    assert record["tool"] == "agora:zonedensity"
    assert json.loads(record["inputs"])[0]["features"] == 12
    assert path.with_suffix(".qmd").is_file()


def test_a_layer_in_memory_says_what_made_it(run_on):
    record = history(run_on("zonedensity", OUTPUT="TEMPORARY_OUTPUT").layer())
    assert record["tool"] == "agora:zonedensity"


AREAS = {
    "STUDY_AREA": ("kerneldensity", lambda: layer("MultiPolygon", [square(650, 650, 1900)])),
    "CENTRES": ("classifyroles", lambda: layer("MultiPolygon", [square(1000, 1000)])),
    "BUILDINGS": ("zonedensity", lambda: layer("MultiPolygon", [square(1200, 1200, 300)])),
}


@pytest.mark.parametrize(("key", "tool", "make"), [(key, *each) for key, each in AREAS.items()], ids=AREAS)
def test_a_second_layer_in_degrees_is_transformed(run_on, key, tool, make):
    ran = [run_on(tool, **{key: area}) for area in (make(), reprojected(make(), DEGREES))]
    if tool == "kerneldensity":
        assert ran[0].surface().shape == ran[1].surface().shape
        assert ran[0].results["TOTAL_WEIGHT"] == ran[1].results["TOTAL_WEIGHT"]
    else:
        field = {"classifyroles": "role_why", "zonedensity": "dens_ha"}[tool]
        assert ran[0].column(field) == ran[1].column(field)
