"""The matrix of flows between roles."""

import re

import numpy as np
import pytest
from drawings import SVG, declared, fills, read, texts
from made_up import DIVERGING, LOOK

from agora.algorithms.report.charts.flow_matrix import flow_matrix

pytest.importorskip("matplotlib")


def test_a_cell_has_the_colour_of_the_number_that_is_read_in_it():
    # 0.49 is read as 0.5, which is in the class from 0.5 to 0.8
    chart = flow_matrix(["A"], [[0.49]], DIVERGING, LOOK, "modelled")
    assert "0.5" in texts(chart.svg)
    cell = next(each for each in fills(chart.svg) if each in DIVERGING)
    assert cell == DIVERGING[1]


def test_a_pair_of_roles_without_expectation_shows_a_dash():
    chart = flow_matrix(["A", "B"], [[1.0, np.nan], [3.0, 0.0]], DIVERGING, LOOK, "modelled")
    assert "–" in texts(chart.svg)
    assert "highest from B to A, 3.0 times" in chart.alt


def test_the_words_of_the_matrix_are_about_two_roles():
    chart = flow_matrix("AB", [[9.0, 0.4], [1.5, 0.1]], DIVERGING, LOOK, "modelled")
    assert chart.alt.endswith("highest from B to A, 1.5 times, and lowest from A to B, 0.4 times.")


@pytest.mark.parametrize("size", [2, 6])
def test_the_key_stands_below_the_cells(size):
    chart = flow_matrix("ABCDEF"[:size], np.ones((size, size)), DIVERGING, LOOK, "modelled")
    paths = [each.get("d") for each in read(chart.svg).iter(f"{SVG}path") if declared(each, "fill") in DIVERGING]
    heights = [[float(number) for number in re.findall(r"[\d.]+", path)[1::2]] for path in paths]  # x and y in turn
    cells, key = heights[: size**2], heights[size**2 :]
    assert len(key) == len(DIVERGING)
    assert max(map(max, cells)) <= min(map(min, key))
