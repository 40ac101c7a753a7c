"""What centres are described by: sums by hand, and against a loop over the units of each group."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.algorithms.centres.ranking import Centres, ranked

#                  a    b    c    -    b    a
GROUP = np.array([0, 1, 2, -1, 1, 0])
JOBS = np.array([100.0, 300, 50, 999, 200, 60])
HECTARES = np.array([10.0, 20, 5, 1, 5, 2])
LOWEST = np.array([8.0, 25, 9, 1, 20, 7])


def test_centres_stand_in_the_order_of_their_jobs():
    found = ranked(GROUP, JOBS, HECTARES, LOWEST)
    assert found.centre.tolist() == [1, 0, 2, -1, 0, 1]
    assert found.centres.jobs.tolist() == [500, 160, 50]
    assert found.centres.rank.tolist() == [1, 2, 3]


def test_each_centre_is_described_by_its_units():
    centres = ranked(GROUP, JOBS, HECTARES, LOWEST).centres
    assert centres.area.tolist() == [25, 12, 5]
    np.testing.assert_allclose(centres.density, [500 / 25, 160 / 12, 50 / 5], rtol=1e-15)
    assert centres.peak.tolist() == [40, 30, 10]  # 200 / 5, 60 / 2, 50 / 5
    assert centres.units.tolist() == [2, 2, 1]
    assert centres.threshold.tolist() == [20, 7, 9]
    np.testing.assert_allclose(centres.share, 100 * np.array([500, 160, 50]) / 1709, rtol=1e-15)  # of all, also outside


def test_among_equals_the_group_that_stands_first_comes_first():
    assert ranked(np.array([1, 0, 2]), np.ones(3), np.ones(3), np.ones(3)).centre.tolist() == [1, 0, 2]


def test_only_some_groups_are_centres():
    found = ranked(GROUP, JOBS, HECTARES, LOWEST, np.array([0, 2]))
    assert found.centre.tolist() == [0, -1, 1, -1, -1, 0]
    assert found.centres.jobs.tolist() == [160, 50]
    assert len(found.centres) == 2


def test_cells_of_a_surface_share_one_size_and_threshold():
    group = np.array([[0, 0, -1], [-1, 1, 1]])
    found = ranked(group, np.array([[1.0, 2, 3], [4, 5, 6]]), np.array(0.5), np.array(2.0))
    assert found.centre.tolist() == [[1, 1, -1], [-1, 0, 0]]
    assert found.centres.area.tolist() == [1, 1]
    assert found.centres.peak.tolist() == [12, 4]
    assert found.centres.threshold.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("group", "keep"), [([-1, -1], None), ([0, 1], np.array([], dtype=int))], ids=["no group", "none kept"]
)
def test_no_centre_is_an_empty_table(group, keep):
    found = ranked(np.array(group), np.ones(2), np.ones(2), np.ones(2), keep)
    assert len(found.centres) == 0
    assert found.centre.tolist() == [-1, -1]
    assert [len(column) for column in found.centres.columns("contour").values()] == 11 * [0]


def test_without_jobs_there_is_no_share():
    assert ranked(np.array([0, 1]), np.zeros(2), np.ones(2), np.ones(2)).centres.share.tolist() == [0, 0]


def test_the_table_of_centres():
    table = ranked(GROUP, JOBS, HECTARES, LOWEST).centres.columns("cut-off")
    assert {name: list(column)[:2] for name, column in list(table.items())[:5]} == {
        "centre_id": [1, 2],
        "name": ["Centre 1", "Centre 2"],
        "method": ["cut-off", "cut-off"],
        "rank": [1, 2],
        "jobs": [500, 160],
    }
    assert len(table) == 4 + len(Centres._fields)


def test_ids_begin_at_one_and_are_missing_outside():
    assert Centres.ids(np.array([1, -1, 0])) == [2, None, 1]


@st.composite
def cities(draw):
    units, groups = draw(st.integers(1, 40)), draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    group = rng.integers(-1, groups, units)
    group = np.append(group, np.arange(groups))  # each group has a unit
    count = len(group)
    return group, rng.integers(0, 50, count).astype(float), rng.uniform(0.1, 9, count), rng.uniform(0, 30, count)


@settings(max_examples=80)
@given(cities())
def test_any_city_is_described_as_by_a_loop(city):
    group, jobs, hectares, lowest = city
    centres, centre = ranked(*city)
    names = sorted(set(group[group >= 0].tolist()), key=lambda each: (-jobs[group == each].sum(), each))
    for place, name in enumerate(names):
        of = group == name
        np.testing.assert_array_equal(centre == place, of)
        described = [jobs[of].sum(), hectares[of].sum(), jobs[of].sum() / hectares[of].sum(),
                     (jobs[of] / hectares[of]).max(), 100 * jobs[of].sum() / max(jobs.sum(), 1e-300), of.sum(),
                     lowest[of].min()]  # fmt: skip
        np.testing.assert_allclose([column[place] for column in centres], described, rtol=1e-12)
    assert len(centres) == len(names)


@settings(max_examples=60)
@given(cities(), st.integers(0, 1000))
def test_the_order_of_units_does_not_matter(city, seed):
    order = np.random.default_rng(seed).permutation(len(city[0]))
    centres, centre = ranked(*city)
    shuffled, moved = ranked(*(each[order] for each in city))
    np.testing.assert_array_equal(moved, centre[order])
    for one, two in zip(centres, shuffled):
        np.testing.assert_allclose(one, two, rtol=1e-12)
