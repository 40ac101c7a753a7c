"""The bars of the centres."""

import numpy as np
import pytest
from drawings import fills, texts
from made_up import CLASSES, LOOK

from agora.algorithms.report.charts.centre_bars import centre_bars

pytest.importorskip("matplotlib")


def test_bars_of_centres_show_the_first_twelve():
    names = [f"Place {rank}" for rank in range(1, 15)]
    chart = centre_bars(names, np.arange(14, 0, -1) * 1000, np.full(14, 30), CLASSES, LOOK, "observed")
    assert "Place 12" in texts(chart.svg)
    assert "Place 13" not in texts(chart.svg)
    assert "first 12 of 14 centres" in texts(chart.svg)[0]
    assert "Place 12 3,000 at 30" in chart.alt
    assert "Place 13" not in chart.alt


def test_bars_of_density_have_the_colours_of_the_map():
    chart = centre_bars("ABCD", [4, 3, 2, 1], [120, 100, 99, 0.5], CLASSES, LOOK, "observed")
    assert {"#b73779", "#fd9f6c"} <= set(fills(chart.svg))
    assert "#fdf3cf" not in fills(chart.svg)  # no bar from 1 to 25
