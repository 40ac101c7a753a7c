"""The bars of the roles."""

import pytest
from drawings import fills, texts
from made_up import LOOK

from agora.algorithms.report.charts.role_bars import role_bars

pytest.importorskip("matplotlib")


def test_roles_stand_in_order_of_their_jobs_in_their_colours():
    colours = ["#7b0f3a", "#d1495b", "#dfe9d2"]
    chart = role_bars(["Core", "Town", "Rural"], [20, 50, 30], colours, LOOK, "observed")
    names = [each for each in texts(chart.svg) if each in ("Core", "Town", "Rural")]
    assert names == ["Town", "Rural", "Core"]
    assert "Town 50 (50 %); Rural 30 (30 %); Core 20 (20 %)" in chart.alt
    assert [each for each in fills(chart.svg) if each in colours] == ["#d1495b", "#dfe9d2", "#7b0f3a"]
