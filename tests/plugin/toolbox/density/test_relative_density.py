"""The ratio of two kinds of jobs: what it keeps, and where it is not given."""

import math

import numpy as np
import pytest
from contracts import Contract
from made_layers import (
    FEET,
    FOOT,
    layer,
    place,
    points,
    reprojected,
    saved,
    zones,
)
from qgis.core import QgsProcessingException, QgsRasterLayer

from agora.plugin.styles import palette, raster

CONTRACT = Contract(
    takes="INPUT NUMERATOR DENOMINATOR BANDWIDTH CELL_SIZE KERNEL FLOOR",
    returns="OUTPUT",
    defaults={"KERNEL": 0, "FLOOR": 1},
)
TOO_LARGE = ("of memory; half of this machine's",)  # the whole surface is held in memory
REFUSES_ALL_ZERO = "NUMERATOR is 0 everywhere"


def scattered(count=40, **columns):
    made = np.random.default_rng(6)
    shapes = [place(*each) for each in made.normal(2000, 600, (count, 2)).round(2).tolist()]
    return layer("Point", shapes, columns or {"jobs": made.integers(1, 90, count).astype(float).tolist()})


def two_kinds(count=40):
    made = np.random.default_rng(7)
    jobs = made.integers(1, 90, count).astype(float)
    return scattered(count, jobs=jobs.tolist(), retail=(jobs / 4).tolist(), office=jobs[::-1].tolist())


def of_points(run_on, made, **changed):
    given = {"NUMERATOR": "retail", "DENOMINATOR": "jobs", "BANDWIDTH": 800, "CELL_SIZE": 100, "FLOOR": 0.01}
    return run_on("relativedensity", made, **{**given, **changed})


def test_proportional_fields_give_0_wherever_there_is_enough(run_on):
    surface = of_points(run_on, two_kinds()).surface()
    assert np.isnan(surface).any()
    assert np.nanmax(abs(surface)) < 1e-5


def test_fields_exchanged_change_the_sign(run_on):
    made = two_kinds()
    one = of_points(run_on, made, NUMERATOR="office").surface()
    other = of_points(run_on, made, NUMERATOR="jobs", DENOMINATOR="office").surface()
    both = ~np.isnan(one) & ~np.isnan(other)
    # where there is twenty times the floor, δ moves a ratio between 1/4 and 4 by under 0.2 %
    enough = both & (abs(one) < math.log(4))
    assert enough.sum() > 100
    assert np.percentile(abs(one + other)[enough], 90) < 0.02


def test_a_ratio_is_the_same_from_a_file_and_from_memory(run_on, tmp_path):
    made = two_kinds()
    in_memory, in_file = (
        of_points(run_on, each, NUMERATOR="office").surface() for each in (made, saved(made, tmp_path / "made.gpkg"))
    )
    np.testing.assert_array_equal(in_memory, in_file)


def test_a_ratio_is_the_same_where_lengths_are_in_feet(run_on):
    made = points(retail=[1.0, 2.0, 30.0, 4.0])
    metres = of_points(run_on, made).surface()
    feet = of_points(run_on, reprojected(made, FEET), BANDWIDTH=800 / FOOT, CELL_SIZE=100 / FOOT).surface()
    assert np.nanmax(feet) == pytest.approx(np.nanmax(metres), abs=0.02)
    assert np.nanmin(feet) == pytest.approx(np.nanmin(metres), abs=0.02)


def test_a_floor_out_of_reach_is_refused_with_the_highest_density(refused):
    message = refused("relativedensity", zones(), FLOOR=1e6)
    assert "per hectare, below the FLOOR of 1e+06. Give a lower FLOOR" in message


def test_a_ratio_is_no_density_to_draw_centres_from(run, run_on):
    made = run_on("relativedensity").results["OUTPUT"]
    with pytest.raises(QgsProcessingException, match="counts natural logarithm"):
        run("densitycentres", DENSITY=made, OUTPUT="TEMPORARY_OUTPUT")


def test_ratios_are_coloured_about_the_average(run_on):
    surface = QgsRasterLayer(run_on("relativedensity").results["OUTPUT"], "made")
    raster.relative(surface)
    items = surface.renderer().shader().rasterShaderFunction().colorRampItemList()
    assert [each.color.name() for each in items] == list(palette.DIVERGING)
    limits = [each.value for each in items[:4]]
    np.testing.assert_allclose(np.exp(limits), [1 / 2, 0.8, 1.25, 2])
    assert items[2].label == "about the average share"
