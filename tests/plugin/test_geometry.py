"""Shapes as QGIS hands them over, made flat, valid and free of curves."""

import pytest
from qgis.core import QgsGeometry, QgsWkbTypes

from agora.plugin.geometry import flat_polygon, inside

SQUARE = "((0 0,10 0,10 10,0 10,0 0))"
SHAPES = {
    "a polygon": (f"POLYGON{SQUARE}", 100),
    "a curve polygon without arcs": (f"CURVEPOLYGON{SQUARE}", 100),
    "a compound curve of straight lines": ("CURVEPOLYGON(COMPOUNDCURVE((0 0,10 0,10 10,0 10,0 0)))", 100),
    "a surface of straight lines": (f"MULTISURFACE(CURVEPOLYGON{SQUARE},((20 0,30 0,30 10,20 10,20 0)))", 200),
    "with heights": ("POLYGON Z((0 0 1,10 0 2,10 10 3,0 10 4,0 0 1))", 100),
    "a half circle": ("CURVEPOLYGON(COMPOUNDCURVE(CIRCULARSTRING(0 0,5 5,10 0),(10 0,0 0)))", 39.27),  # pi 5² / 2
}


@pytest.mark.parametrize(("wkt", "area"), SHAPES.values(), ids=SHAPES)
def test_what_is_left_is_a_multipolygon_of_straight_lines(wkt, area):
    shape, was_broken = flat_polygon(QgsGeometry.fromWkt(wkt), 1.0)
    assert shape.wkbType() == QgsWkbTypes.Type.MultiPolygon
    assert shape.area() == pytest.approx(area, rel=1e-4)  # an arc is cut into chords of a degree
    assert not was_broken


@pytest.mark.parametrize("wkt", ["POLYGON EMPTY", "POINT(0 0)", "LINESTRING(0 0,1 1)", "POLYGON((0 0,1 0,0 0))"])
def test_what_has_no_area_is_none(wkt):
    shape, _ = flat_polygon(QgsGeometry.fromWkt(wkt), 1.0)
    assert shape is None


def test_what_reaches_into_an_area_is_inside():
    area = QgsGeometry.fromWkt(f"POLYGON{SQUARE}")
    shapes = [QgsGeometry.fromWkt(wkt) for wkt in ("POINT(1 1)", "POINT(11 1)", "LINESTRING(-5 5,5 5)")]
    assert inside(shapes, area) == [True, False, True]
