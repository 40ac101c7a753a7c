"""The fall of density from a centre that is given or found."""

import math

import numpy as np
import pytest
from contracts import Contract
from made_layers import (
    EXAMPLE,
    FEET,
    SOUTH,
    UTM,
    WEST,
    column,
    layer,
    reprojected,
    square,
    zones,
)

from agora.algorithms.report.charts import density_gradient as charts

CONTRACT = Contract(
    takes="ZONES JOBS CENTRE MODEL",
    returns="OUTPUT CHART D0 GRADIENT R2 SE",
    defaults={"MODEL": 0},
)
REFUSES_ALL_ZERO = "Is it the right field?"


BAY = f"{EXAMPLE}|layername=zones"


def test_the_gradient_falls_in_the_example_from_downtown(run, tmp_path):
    for model in (0, 1):
        ran = run("densitygradient", ZONES=BAY, JOBS="jobs", MODEL=model, OUTPUT="memory:")
        assert ran.results["GRADIENT"] > 5 * ran.results["SE"] > 0
        [said] = [each for each in ran.said.infos if each.startswith("Centre: ")]
        x, y = map(float, said.split(": ")[1].split(" (")[0].split(", "))
        assert math.hypot(x - 552_900, y - 4_182_900) < 500
        assert sum(ran.column("jobs")) == 4_010_135


def rings(gamma=0.5, d0=400.0):
    """Zones of one hectare around a centre whose density falls as Clark has it."""
    places = [(0, 0), (3000, 0), (0, 5000), (-7000, 0), (0, -9000), (6000, 6000)]
    shapes = [square(x - 50, y - 50, 100) for x, y in places]
    return layer("Polygon", shapes, {"jobs": [d0 * math.exp(-gamma * math.hypot(x, y) / 1000) for x, y in places]})


@pytest.mark.parametrize("model", [0, 1])
@pytest.mark.parametrize("crs", [UTM, FEET])
def test_a_gradient_that_is_there_is_found(run_on, model, crs):
    made = rings() if crs == UTM else reprojected(rings(), crs)
    ran = run_on("densitygradient", made, MODEL=model, CENTRE=f"{WEST},{SOUTH} [{UTM}]")
    close = 1e-6 if crs == UTM else 0.005  # the projections differ
    assert ran.results["GRADIENT"] == pytest.approx(0.5, rel=close)
    assert ran.results["D0"] == pytest.approx(400, rel=close)
    assert ran.column("fit_ha") == pytest.approx(ran.column("dens_ha"), rel=2 * close)


def test_zones_without_jobs_are_counted(run_on):
    made = zones(jobs=column("jobs", z3=0.0, z4=0.0))
    assert "2 of 12 zones have no jobs, so no logarithm: left out." in run_on("densitygradient", made).warned
    assert run_on("densitygradient", made, MODEL=1).said.warnings == []


def test_a_density_that_rises_from_the_centre_is_said(run_on):
    ran = run_on("densitygradient", CENTRE=f"{WEST},{SOUTH - 50_000} [{UTM}]")
    assert ran.results["GRADIENT"] < 0
    assert "Density does not fall with distance from this centre." in ran.warned


def test_two_zones_have_no_gradient(refused):
    assert "2 zones have jobs; a gradient needs at least 3" in refused("densitygradient", zones(without=range(2, 12)))


def test_the_chart_says_in_words_what_it_shows(run_on, out):
    pytest.importorskip("matplotlib")
    ran = run_on("densitygradient", rings(), CENTRE=f"{WEST},{SOUTH} [{UTM}]", CHART=str(out / "chart.html"))
    page = (out / "chart.html").read_text("utf-8").replace("\u00a0", " ")
    assert "The fit starts at 400 jobs per hectare and falls by 39 % a km" in page  # 1 - exp(-0.5)
    assert ran.results["CHART"] == str(out / "chart.html")


def test_the_chart_has_the_density_of_each_zone_by_its_distance(run_on, out, monkeypatch):
    pytest.importorskip("matplotlib")
    drawn, draw = [], charts.density_gradient
    monkeypatch.setattr(charts, "density_gradient", lambda *given: drawn.append(given) or draw(*given))
    made = layer("Polygon", [square(x - 100, -100, 200) for x in (0, 3000, 7000)], {"jobs": [800.0, 200.0, 40.0]})
    run_on("densitygradient", made, CENTRE=f"{WEST},{SOUTH} [{UTM}]", CHART=str(out / "chart.html"))
    [(km, density, *_)] = drawn
    np.testing.assert_allclose(km, [0, 3, 7], atol=1e-6)
    np.testing.assert_allclose(density, [200, 50, 10])  # zones of 4 ha
