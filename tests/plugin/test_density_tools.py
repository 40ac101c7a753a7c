"""What the tools bandwidth and relativedensity do with layers: points, zones, feet, and too little to go by."""

import math

import numpy as np
import pytest
from made_layers import FEET, layer, place, points, reprojected, saved, zones
from qgis.core import QgsProcessingException, QgsRasterLayer

from agora.plugin.styles import palette, raster

FOOT = 1200 / 3937  # m, of the US survey
SELECTORS = ("NORMAL_REFERENCE", "SCOTT", "LIKELIHOOD_CV", "CRONIE_LIESHOUT")


def scattered(count=40, **columns):
    made = np.random.default_rng(6)
    shapes = [place(*each) for each in made.normal(2000, 600, (count, 2)).round(2).tolist()]
    return layer("Point", shapes, columns or {"jobs": made.integers(1, 90, count).astype(float).tolist()})


def two_kinds(count=40):
    made = np.random.default_rng(7)
    jobs = made.integers(1, 90, count).astype(float)
    return scattered(count, jobs=jobs.tolist(), retail=(jobs / 4).tolist(), office=jobs[::-1].tolist())


def test_numbers_and_table_say_the_same(run_on):
    ran = run_on("bandwidth", scattered())
    assert ran.column("selector")[2:] == ["Likelihood cross-validation", "Cronie and van Lieshout"]
    reference, *sigmas = (ran.results[key] for key in SELECTORS)
    assert ran.column("quartic")[0] == reference
    assert ran.column("sigma")[1:] == sigmas
    np.testing.assert_allclose(ran.column("quartic"), np.sqrt(8) * np.array(ran.column("sigma")))
    assert all(ran.column("note"))


def test_bandwidths_are_metres_where_the_layer_is_in_feet(run_on):
    made = scattered()
    metres, feet = (run_on("bandwidth", each).results for each in (made, reprojected(made, FEET)))
    for key in SELECTORS:
        # two map projections stretch lengths unlike, by some 0.04 %, and a search stops within 0.2 %
        assert feet[key] == pytest.approx(metres[key], rel=0.005), key


@pytest.mark.parametrize("places", [[place(0, 0)], [place(0, 0)] * 5], ids=["a single point", "all in one place"])
def test_a_single_place_has_no_bandwidth(refused, places):
    message = refused("bandwidth", layer("Point", places, {"jobs": [2.0] * len(places)}))
    assert "at least two are needed" in message


def test_points_on_one_line_have_all_but_the_bandwidth_that_needs_an_area(run_on):
    ran = run_on("bandwidth", layer("Point", [place(70 * each**2, 0) for each in range(9)], {"jobs": [2.0] * 9}))
    *found, none = (ran.results[key] for key in SELECTORS)
    assert all(each > 0 for each in found)
    assert none is None
    assert "the points lie on one line" in ran.warned
    assert [each == each and each is not None for each in ran.column("sigma")[:3]] == [True] * 3


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
