"""Which zones hang together, against a union-find that goes link by link."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.contiguity import connected, renumbered


def naive(neighbours, chosen, kind=None):
    """Return the groups by merging the labels of one link after another."""
    label = list(range(len(chosen)))
    for a, b in neighbours:
        if chosen[a] and chosen[b] and (kind is None or kind[a] == kind[b]):
            old, new = label[a], label[b]
            label = [new if each == old else each for each in label]
    numbers = {}
    return [numbers.setdefault(each, len(numbers)) if chosen[i] else -1 for i, each in enumerate(label)]


@st.composite
def graphs(draw):
    count = draw(st.integers(1, 25))
    place = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(place, place), max_size=40))
    chosen = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    kind = draw(st.none() | st.lists(st.integers(0, 2), min_size=count, max_size=count))
    return np.array(pairs, dtype=np.intp).reshape(-1, 2), np.array(chosen), None if kind is None else np.array(kind)


@given(graphs())
def test_groups_are_those_of_union_find(graph):
    assert connected(*graph).tolist() == naive(*graph)


@given(graphs(), st.integers(0, 1000))
def test_neither_order_nor_direction_nor_repetition_of_links_matters(graph, seed):
    neighbours, chosen, kind = graph
    shuffled = np.random.default_rng(seed).permutation(np.vstack([neighbours, neighbours[:, ::-1]]))
    assert connected(shuffled, chosen, kind).tolist() == connected(neighbours, chosen, kind).tolist()


def test_zones_that_were_not_chosen_part_a_chain():
    chain = np.array([(0, 1), (1, 2), (2, 3), (3, 4)])
    assert connected(chain, np.array([1, 1, 0, 1, 1], bool)).tolist() == [0, 0, -1, 1, 1]


def test_only_one_kind_forms_a_group():
    chain = np.array([(0, 1), (1, 2), (2, 3)])
    assert connected(chain, np.ones(4, bool), np.array([7, 7, 3, 7])).tolist() == [0, 0, 1, 2]


def test_zones_without_neighbours_stand_alone():
    assert connected(np.empty((0, 2), np.intp), np.array([True, False, True])).tolist() == [0, -1, 1]
    assert connected(np.empty((0, 2), np.intp), np.zeros(0, bool)).tolist() == []


def test_groups_are_numbered_in_the_order_they_first_stand():
    assert renumbered(np.array([5, -1, 2, 5, 9, 2])).tolist() == [0, -1, 1, 0, 2, 1]
    assert renumbered(np.array([-1, -1])).tolist() == [-1, -1]
    assert renumbered(np.zeros(0, np.intp)).tolist() == []


@given(st.lists(st.integers(-1, 8), max_size=40))
def test_numbering_again_changes_nothing(groups):
    once = renumbered(np.array(groups, dtype=np.intp))
    np.testing.assert_array_equal(renumbered(once), once)
    assert set(once[once >= 0].tolist()) == set(range(len({each for each in groups if each >= 0})))
