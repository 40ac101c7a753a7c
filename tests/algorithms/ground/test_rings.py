"""Edges out of well-known binary made by hand: areas by the shoelace, insides by winding, and osgeo's own areas."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.rings import polygon_edges

SHELL = [(0, 0), (10, 0), (10, 8), (0, 8)]
HOLE = [(2, 2), (4, 2), (4, 5), (2, 5)]
ISLAND = [(20, 0), (23, 0), (23, 2), (20, 2)]


def polygon(*rings):
    """Return little-endian WKB as OGC 06-103r4, section 8.2, lays it out."""
    parts = [struct.pack("<BII", 1, 3, len(rings))]
    for ring in rings:
        closed = [*ring, ring[0]]
        parts.append(struct.pack(f"<I{2 * len(closed)}d", len(closed), *np.ravel(closed)))
    return b"".join(parts)


def multipolygon(*polygons):
    return struct.pack("<BII", 1, 6, len(polygons)) + b"".join(polygons)


def winding(lines, x, y):
    """Return how often edges run round a place, left about: the sum of the angles they turn through."""
    start = np.arctan2(lines[:, 1] - y, lines[:, 0] - x)
    end = np.arctan2(lines[:, 3] - y, lines[:, 2] - x)
    turn = (end - start + np.pi) % (2 * np.pi) - np.pi
    return round(turn.sum() / (2 * np.pi))


def undirected(lines):
    return sorted(tuple(sorted([(a, b), (c, d)])) for a, b, c, d in lines.tolist())


@pytest.mark.parametrize("shell", [SHELL, SHELL[::-1]], ids=["shell left about", "shell right about"])
@pytest.mark.parametrize("hole", [HOLE, HOLE[::-1]], ids=["hole left about", "hole right about"])
def test_the_inside_lies_on_the_left_whatever_the_direction(shell, hole):
    edges = polygon_edges([polygon(shell, hole)])
    assert edges.area.tolist() == [80 - 6]
    assert [winding(edges.lines, *place) for place in [(1, 1), (3, 3), (50, 1)]] == [1, 0, 0]
    assert undirected(edges.lines) == undirected(polygon_edges([polygon(SHELL, HOLE)]).lines)


@pytest.mark.parametrize("size", [0.001, 1000])
def test_shapes_of_any_size_have_their_inside_on_the_left(size):
    shell, hole = (size * np.array(ring) for ring in (SHELL, HOLE[::-1]))
    edges = polygon_edges([polygon(shell.tolist(), hole.tolist())])
    assert edges.area[0] == pytest.approx(74 * size**2, rel=1e-9)
    assert [winding(edges.lines, *place) for place in [(size, size), (3 * size, 3 * size)]] == [1, 0]


def test_every_side_is_an_edge():
    lines = polygon_edges([polygon(SHELL)]).lines
    assert lines.tolist() == [[0, 0, 10, 0], [10, 0, 10, 8], [10, 8, 0, 8], [0, 8, 0, 0]]


def test_parts_of_a_multipolygon_count_as_one_shape():
    edges = polygon_edges([polygon(ISLAND), multipolygon(polygon(SHELL[::-1], HOLE), polygon(ISLAND[::-1]))])
    assert edges.owner.tolist() == 4 * [0] + 12 * [1]
    assert edges.area.tolist() == [6, 80]
    assert winding(edges.lines[4:], 21, 1) == 1


def test_shapes_without_rings_have_no_area():
    edges = polygon_edges([polygon(), multipolygon(), polygon(SHELL)])
    assert edges.area.tolist() == [0, 0, 80]
    assert edges.owner.tolist() == [2, 2, 2, 2]


def test_no_shapes_no_edges():
    edges = polygon_edges([])
    assert edges.lines.shape == (0, 4)
    assert len(edges.area) == 0


def test_areas_far_from_the_origin_lose_no_digits():
    # doubles at 5,000,000 are 9.3e-10 apart, so 0.1 m is off by up to 4.7e-9 of itself
    small = [(500_000, 5_000_000), (500_000.1, 5_000_000), (500_000.1, 5_000_000.1), (500_000, 5_000_000.1)]
    assert polygon_edges([polygon(small)]).area[0] == pytest.approx(0.01, rel=2e-8)


@pytest.mark.parametrize("kind", [1, 2, 5, 10, 1003, 1006, 2003, 0x80000003, 7], ids=str)
def test_other_types_are_refused(kind):
    with pytest.raises(ValueError, match=f"WKB type {kind}"):
        polygon_edges([struct.pack("<BII", 1, kind, 0)])


def test_big_endian_is_refused():
    with pytest.raises(ValueError, match="WKB type"):
        polygon_edges([struct.pack(">BII", 0, 3, 0)])


@given(
    seed=st.integers(0, 10**6),
    corners=st.integers(3, 40),
    place=st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7)),
    backwards=st.booleans(),
)
def test_any_star_has_the_area_of_its_triangles(seed, corners, place, backwards):
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(10, 1000, corners)[:, None]
    turn = np.diff(np.append(angle, angle[0] + 2 * np.pi))
    radius = np.hypot(*ring.T)
    area = np.sum(radius * np.roll(radius, -1) * np.sin(turn)) / 2  # half of r s sin(angle) for each
    edges = polygon_edges([polygon((ring[::-1] if backwards else ring) + np.array(place))])
    assert edges.area[0] == pytest.approx(abs(area), abs=1e-9 * 2000 * 2000)  # coordinates rounded to 1.9e-9


def test_areas_are_those_of_osgeo():
    ogr = pytest.importorskip("osgeo.ogr")
    rng = np.random.default_rng(3)
    shapes = []
    for _ in range(30):
        angle = np.sort(rng.uniform(0, 2 * np.pi, 12))
        ring = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(20, 90, 12)[:, None] + [530_000, 180_000]
        text = ", ".join(f"{x!r} {y!r}" for x, y in [*ring.tolist(), ring[0].tolist()])
        shapes.append(ogr.CreateGeometryFromWkt(f"MULTIPOLYGON((({text})))"))
    edges = polygon_edges([bytes(each.ExportToWkb(ogr.wkbNDR)) for each in shapes])
    np.testing.assert_allclose(edges.area, [each.GetArea() for each in shapes], rtol=1e-6)  # osgeo does not re-centre
