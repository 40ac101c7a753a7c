"""Which flows are drawn, as what, and along which path."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.flows import Flows
from agora.algorithms.links.desire_lines import arcs, drawn_flows, merged, reverse_people, strongest

# Zones 0 and 1 are 5 km apart, 2 lies on top of 1.
CENTROIDS = np.array([[0.0, 0.0], [3000.0, 4000.0], [3000.0, 4000.0]])


def flows(*rows):
    origin, destination, people = zip(*rows)
    return Flows(np.array(origin), np.array(destination), np.array(people, float))


def rows(table):
    return [tuple(row) for row in np.stack(table, axis=1).tolist()]


def test_lines_and_points_by_hand():
    drawn = drawn_flows(flows((0, 1, 30), (1, 0, 12), (0, 0, 60), (0, 2, 10), (1, 2, 8)), CENTROIDS)
    # Shares: 100 set out from zone 0, 20 from zone 1.
    assert rows(drawn.lines) == [(0, 1, 30, 12, 30), (1, 0, 12, 30, 60), (0, 2, 10, 0, 10)]
    np.testing.assert_array_equal(np.stack(drawn.points, axis=1), [[0, 0, 60, np.nan, 60], [1, 2, 8, 0, 40]])
    assert drawn.left_out == 0


def test_a_flow_of_just_the_threshold_is_drawn():
    drawn = drawn_flows(flows((0, 1, 30), (1, 0, 12), (0, 0, 8)), CENTROIDS, min_commuters=30)
    assert drawn.lines.commuters.tolist() == [30]
    assert drawn.lines.reverse.tolist() == [12]  # known although it is not drawn itself
    assert drawn.left_out == pytest.approx(12 / 50, rel=1e-12)


def test_only_the_largest_are_drawn_but_every_point_is():
    drawn = drawn_flows(flows((0, 1, 5), (1, 0, 9), (0, 2, 7), (0, 0, 1), (2, 2, 2)), CENTROIDS, top=2)
    assert drawn.lines.commuters.tolist() == [9, 7]
    assert drawn.points.commuters.tolist() == [2, 1]


def test_rows_of_one_pair_are_one_line():
    drawn = drawn_flows(flows((0, 1, 5), (0, 1, 9), (1, 0, 3)), CENTROIDS)
    assert drawn.lines.commuters.tolist() == [14, 3]
    assert drawn.lines.reverse.tolist() == [3, 14]


def test_flows_of_nobody_are_not_drawn():
    drawn = drawn_flows(flows((0, 1, 0), (1, 0, 4), (0, 0, 0)), CENTROIDS)
    assert drawn.lines.commuters.tolist() == [4]
    assert len(drawn.points.commuters) == 0


def test_no_flows_give_no_lines():
    nothing = Flows(np.array([], int), np.array([], int), np.array([]))
    drawn = drawn_flows(nothing, CENTROIDS)
    assert len(drawn.lines.commuters) == len(drawn.points.commuters) == 0
    assert drawn.left_out == 0


def test_equal_flows_keep_the_order_of_the_list():
    assert strongest(np.array([5.0, 7, 5, 7]), top=3).tolist() == [1, 3, 0]


ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 20)), min_size=1, max_size=30)


@given(ROWS)
def test_reverse_equals_a_search_by_dictionary(table):
    every = merged(flows(*table), 5)
    people = {(o, d): p for o, d, p in zip(every.origin, every.destination, every.people)}
    expected = [people.get((d, o), 0.0) if o != d else np.nan for o, d in people]
    np.testing.assert_array_equal(reverse_people(every, np.arange(len(every)), 5), expected)


@given(ROWS)
def test_everyone_is_drawn_or_counted_as_left_out(table):
    drawn = drawn_flows(flows(*table), np.random.default_rng(1).random((5, 2)), min_commuters=7)
    total = sum(people for *_, people in table)
    shown = drawn.lines.commuters.sum() + drawn.points.commuters.sum()
    assert shown + drawn.left_out * total == pytest.approx(total, abs=1e-9)


@given(ROWS, st.integers(1, 31), st.integers(1, 9))
def test_in_an_area_the_largest_are_those_that_touch_it_with_their_share_of_all(table, inside, top):
    centroids, area = np.random.default_rng(1).random((5, 2)), np.array([inside >> zone & 1 for zone in range(5)], bool)
    drawn = drawn_flows(flows(*table), centroids, top=top, area=area)
    everywhere = drawn_flows(flows(*table), centroids).lines
    touching = area[everywhere.origin] | area[everywhere.destination]
    for column, whole in zip(drawn.lines, everywhere):
        np.testing.assert_array_equal(column, whole[touching][:top])
    assert (area[drawn.points.origin]).all()


@given(ROWS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(table, shuffle):
    centroids = np.random.default_rng(1).random((5, 2))
    one = drawn_flows(flows(*table), centroids, top=4)
    shuffle.shuffle(table)
    other = drawn_flows(flows(*table), centroids, top=4)
    for left, right in zip(one.lines, other.lines):
        np.testing.assert_array_equal(left, right)


def test_an_arc_by_hand():
    # From (0, 0) east to (10, 0), bowing north (left) by a tenth: the top of the bow is (5, 1).
    path = arcs(np.array([[0.0, 0.0]]), np.array([[10.0, 0.0]]), bend=0.1, vertices=5)
    np.testing.assert_allclose(path, [[[0, 0], [2.5, 0.75], [5, 1], [7.5, 0.75], [10, 0]]], atol=1e-12)


def test_the_way_back_bows_to_the_other_side():
    ends = np.array([[0.0, 0.0]]), np.array([[10.0, 0.0]])
    there, back = arcs(*ends, 0.2, 9)[0], arcs(*ends[::-1], 0.2, 9)[0]
    assert (there[1:-1, 1] > 0).all()
    assert (back[1:-1, 1] < 0).all()
    np.testing.assert_allclose(back[::-1] * [1, -1], there, atol=1e-12)


def test_without_bend_the_path_is_straight():
    path = arcs(np.array([[1.0, 1.0]]), np.array([[4.0, 5.0]]), bend=0, vertices=2)
    np.testing.assert_array_equal(path, [[[1, 1], [4, 5]]])


@given(st.integers(0, 2**32 - 1), st.floats(-1, 1), st.integers(2, 30))
def test_paths_start_and_end_where_they_should(seed, bend, vertices):
    start, end = np.random.default_rng(seed).random((2, 7, 2)) * 1e5
    paths = arcs(start, end, bend, vertices)
    assert paths.shape == (7, vertices, 2)
    np.testing.assert_allclose(paths[:, 0], start, rtol=1e-9)
    np.testing.assert_allclose(paths[:, -1], end, rtol=1e-9)
