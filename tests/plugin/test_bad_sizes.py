"""How large the work is: said once before it starts, and refused with the number and the remedy where it does not fit."""

import re

import pytest
from made_layers import square, zones
from reached import SMOOTHED, TOOLS, each_tool

from agora.algorithms.files.raster import read_raster
from agora.algorithms.ground import sizes
from agora.plugin.geometry import contiguous

A_SIZE = re.compile(r"[\d,]+ (?:features of|pairs of|by [\d,]+ cells)")


@pytest.fixture
def nothing_is_short(monkeypatch):
    """Have every size said."""
    monkeypatch.setattr(sizes, "LONG", 1)


@pytest.fixture
def memory_of(monkeypatch):
    """Return what gives this machine so many bytes."""
    return lambda count: monkeypatch.setattr(sizes, "memory", lambda: count)


@each_tool(TOOLS)
def test_a_tool_says_how_large_its_work_is_where_that_is_long(run_on, nothing_is_short, tool):
    assert any(A_SIZE.search(line) for line in run_on(tool).said.infos)


@each_tool(TOOLS)
def test_a_small_example_is_not_spoken_of(run_on, tool):
    assert not any(A_SIZE.search(line) for line in run_on(tool).said.infos)


@each_tool(TOOLS)
def test_what_does_not_fit_the_memory_is_refused_with_number_limit_and_remedy(refused, memory_of, tool):
    memory_of(2_000)
    message = refused(tool)
    assert A_SIZE.search(message)
    assert re.search(r"of memory; half of this machine's, 0 MB, may be used\. (Filter|Give cells)", message)


@each_tool(SMOOTHED)
def test_the_cells_of_a_surface_are_said_once_and_are_those_it_has(run_on, nothing_is_short, tool):
    ran = run_on(tool)
    rows, cols = read_raster(ran.results["OUTPUT"]).values.shape
    said = [line for line in ran.said.infos if "A surface of" in line]
    assert len(said) == 1
    assert said[0].startswith(f"A surface of {cols:,} by {rows:,} cells")


def test_zones_on_top_of_each_other_are_refused_before_their_pairs_are_looked_for(memory_of):
    memory_of(2 * 120 * 4_000)
    many = [each.geometry() for each in zones({at: square(0, 0) for at in range(12)}).getFeatures()] * 10
    with pytest.raises(sizes.PlanError, match=r"About 7,200 pairs of 120 zones that touch: .* on top of each other"):
        contiguous(many)


def test_the_number_of_neighbours_is_told_from_boxes(nothing_is_short):
    said = []
    shapes = [each.geometry() for each in zones().getFeatures()]
    with sizes.heard_by(said.append):
        pairs = contiguous(shapes)
    told = int(re.search(r"About (\d+) pairs", said[0])[1])
    # each pair once, and half a pair of a zone with itself
    assert told == len(pairs) + len(shapes) // 2


def test_a_pilot_of_too_many_cells_is_refused_with_one_that_fits(refused, memory_of):
    memory_of(2 * 2_000_000)
    message = refused("adaptivedensity", PILOT_BANDWIDTH=0.5, CELL_SIZE=200)
    # 3.8 by 2.8 km between the middles of cells of 200 m, in cells of 25 mm that take a thousandth of a byte each
    assert message.startswith("A pilot surface of 152,001 by 112,001 cells: about 16 MB of memory;")
    assert "Give a pilot bandwidth of 1.5 m or more, or a smaller area." in message  # 0.5 m (17 / 2)^(1/2)
