"""Bars in rows."""

import numpy as np
import pytest
from made_up import LOOK

from agora.algorithms.report.charts.bars import bars

pytest.importorskip("matplotlib")


@pytest.mark.parametrize("values", [[0.2, 0.05], [3000.0, 20.0], [7.0]], ids=["small", "large", "one"])
def test_the_longest_bar_is_as_long_as_there_is_room(values):
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    bars(
        axes, "jobs", ["A", "B"][: len(values)], np.array(values), ["x"] * len(values), ["#123456"] * len(values), LOOK
    )
    assert axes.get_xlim() == (0, values[0])
    assert [bar.get_width() for bar in axes.patches] == values


def test_without_any_value_there_is_still_room():
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    bars(axes, "jobs", (), np.zeros(0), [], [], LOOK)
    low, high = axes.get_xlim()
    assert low < high
