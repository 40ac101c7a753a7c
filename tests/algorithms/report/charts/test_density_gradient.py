"""The chart of density by distance."""

import numpy as np
import pytest
from drawings import SVG, assert_drawn_quietly, declared, read, texts
from made_up import LOOK, falling

from agora.algorithms.density.gradient import density_gradient as fitted
from agora.algorithms.density.gradient import distance_bands
from agora.algorithms.report.charts.density_gradient import density_gradient

pytest.importorskip("matplotlib")
KM = np.array([0.5, 1.5, 2.5])


def charted(jobs, km):
    jobs, km = np.array(jobs, float), np.array(km, float)
    gradient = fitted(jobs, np.ones(3), km)
    return density_gradient(km, jobs, distance_bands(jobs, np.ones(3), km, gradient), gradient, LOOK, "observed")


def test_the_words_of_the_gradient_by_hand():
    # 300 jobs per hectare at the centre, e^-0.3 = 0.741 of it a km further
    chart = charted(300 * np.exp(-0.3 * KM), KM)
    assert "0.5 to 0.6 km 258" in chart.alt
    assert "The fit starts at 300 jobs per hectare and falls by 26 % a km" in chart.alt
    assert "The fit starts at 300 jobs per hectare and falls by 26 % a km (R² 1.00)" in texts(chart.svg)


def test_a_density_that_rises_is_said_to_rise():
    assert "rises by 9.5 % a km" in charted(np.exp(0.1 * KM), KM).alt


def test_many_zones_are_no_dots():
    few, many = (density_gradient(*falling(n), LOOK, "observed").svg for n in (3000, 3001))
    assert few.count("<use") > 2000 > 200 > many.count("<use")
    assert "zones" in texts(few)
    assert "zones" not in texts(many)


@pytest.mark.parametrize(
    ("jobs", "rings"), [([300, 0.5, 0.02], 3), ([300, 40, 0], 2)], ids=["thin ones", "an empty one"]
)
def test_every_ring_with_jobs_is_a_step(jobs, rings):
    gradient = fitted(np.array([300.0, 0.5, 0.02]), np.ones(3), KM)
    bands = distance_bands(np.array(jobs, float), np.ones(3), KM, gradient)
    chart = density_gradient(KM, np.array(jobs), bands, gradient, LOOK, "observed")
    drawn = [each for each in read(chart.svg).iter(f"{SVG}path") if declared(each, "stroke") == LOOK.accent]
    assert len(drawn) == rings + 1  # and one in the key


def test_decades_are_written_out():
    assert {"0.1", "1", "10", "100", "1,000"} <= set(texts(density_gradient(*falling(), LOOK, "observed").svg))


EDGES = {
    "zones at one distance but one": ([5, 5, 1], [1, 1, 3]),
    "alike": ([1, 1, 1], [0, 1, 2]),
    "over many decades": ([1e6, 1e-6, 1], [0, 1e-3, 900]),
}


@pytest.mark.parametrize(("jobs", "km"), EDGES.values(), ids=EDGES)
def test_little_data_still_make_a_chart(jobs, km):
    assert_drawn_quietly(lambda: charted(jobs, km))
