"""The densest place."""

import numpy as np
import pytest

from agora.algorithms.density.peak import densest_place
from agora.algorithms.ground.rings import Edges


def squares(corners, side):
    """Return squares with these south-western corners (n, 2), in metres."""
    lines, owner = [], []
    for at, ((x, y), s) in enumerate(zip(corners, side)):
        ring = [(x, y), (x + s, y), (x + s, y + s), (x, y + s), (x, y)]
        lines += [(*one, *other) for one, other in zip(ring, ring[1:])]
        owner += [at] * 4
    return Edges(np.array(lines, float), np.array(owner), np.asarray(side, float) ** 2)


def test_one_zone_peaks_in_its_middle():
    found = densest_place(squares([(10_000, 20_000)], [200]), np.array([50.0]))
    assert np.abs(found.place - [10_100, 20_100]).max() <= found.cell / 2
    # the peak of the kernel, 3 / (pi h²), a little lower as the zone is 200 m wide: the mean of (1 - u²)² over it
    s = (np.arange(200) + 0.5) - 100
    u2 = (s[:, None] ** 2 + s**2) / 800**2
    assert found.density == pytest.approx(50 * 3 / np.pi / 800**2 * np.mean((1 - u2) ** 2), rel=0.01)  # binning


def test_a_tower_by_itself_is_not_the_centre():
    # 300 jobs on 0.01 ha (30,000 per ha) against nine zones of 4 ha with 400 jobs each (100 per ha)
    town = [(20_000 + 200 * i, 200 * j) for i in range(3) for j in range(3)]
    edges = squares([(0, 0), *town], [10] + [200] * 9)
    found = densest_place(edges, np.array([300.0] + [400.0] * 9))
    assert np.abs(found.place - [20_300, 300]).max() <= found.cell


@pytest.mark.parametrize("far", [1e4, 1e6])
def test_wide_regions_take_wider_cells(far):
    found = densest_place(squares([(0, 0), (far, far)], [100, 100]), np.array([1.0, 2.0]))
    assert 40 <= found.cell <= 400
    assert np.abs(found.place - [far + 50, far + 50]).max() <= found.cell


@pytest.mark.parametrize(
    ("east", "north", "cell"),
    [(10_000, 10_000, 40), (198_300, 198_300, 100), (398_300, 98_300, 100), (1e6, 1e6, 400)],
    ids=["a town", "a region", "a long region", "a country"],
)
def test_cells_are_40_m_or_as_much_wider_as_keeps_four_million_up_to_400_m(east, north, cell):
    # the rule of densest_place; with a side of 100 m and 800 m around: (200 km)² and 400 by 100 km are 4e10 m²
    found = densest_place(squares([(0, 0), (east, north)], [100, 100]), np.array([1.0, 2.0]))
    assert found.cell == pytest.approx(cell, rel=1e-9)
