"""Parts cut to a plan area: centres counted again from the zones inside, worked out by hand."""

import pytest
from made_layers import SIDE, UTM, layer, square, zones
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsWkbTypes

from agora.plugin.frame.part import Part
from agora.plugin.plan.cutting import cut_parts

JOBS = {"z5": 12_400.0, "z6": 440.0}  # per square kilometre each: made_layers.zone_columns


MIDDLE = square(SIDE, SIDE, 2 * SIDE)  # z5, z6, z9 and z10


def part(name, made, kind=QgsWkbTypes.Type.MultiPolygon):
    crs = QgsCoordinateReferenceSystem(UTM)
    return Part(name).take(made.fields(), list(made.getFeatures()), crs, kind)


def centres(*squares, **columns):
    count = len(squares)
    fields = {
        "centre_id": list(range(1, count + 1)), "name": [f"Centre {each}" for each in range(1, count + 1)],
        "rank": list(range(1, count + 1)), "jobs": [1e5] * count, "share_jobs": [60.0] * count,
        "area_ha": [400.0] * count, "dens_ha": [250.0] * count, "peak_ha": [9000.0] * count, "n_units": [40] * count,
        "method": ["contour"] * count,
    }  # fmt: skip
    return layer("MultiPolygon", squares, {**fields, **columns})


def cut(made, area=MIDDLE):
    """Return the rows of centres cut to an area."""
    parts = {"zones": part("zones", zones()), "centres": part("centres", made)}
    cut_parts(parts, QgsGeometry.fromWkt(area), "jobs")
    return parts["centres"].rows()


def test_a_centre_is_clipped_and_its_jobs_counted_again():
    # from half of z4 over half of z5: of 100 ha the 50 in z5 are inside
    [centre] = cut(centres(square(SIDE / 2, SIDE)))
    whole = sum(200 + 40 * zone for zone in (5, 6, 9, 10)) + 12_000
    assert centre["jobs"] == pytest.approx(JOBS["z5"] / 2)
    assert centre["area_ha"] == pytest.approx(50)
    assert centre["dens_ha"] == pytest.approx(JOBS["z5"] / 100)
    assert centre["peak_ha"] == pytest.approx(JOBS["z5"] / 100)
    assert centre["share_jobs"] == pytest.approx(100 * centre["jobs"] / whole)
    assert (centre["n_units"], centre["rank"], centre["method"]) == (1, 1, "contour")


def test_centres_are_ranked_by_what_is_inside_and_keep_their_names():
    found = cut(centres(square(2 * SIDE, SIDE), square(SIDE, SIDE)))
    assert [(centre["name"], centre["rank"]) for centre in found] == [("Centre 2", 1), ("Centre 1", 2)]
    assert [centre["jobs"] for centre in found] == pytest.approx([JOBS["z5"], JOBS["z6"]])


def test_centres_that_lie_outside_or_with_under_a_hectare_inside_are_none():
    assert cut(centres(square(0, 0))) == []
    assert cut(centres(square(SIDE - 90, SIDE, 100))) == []  # 10 by 100 m inside
    assert len(cut(centres(square(0, SIDE - 50, SIDE + 100)))) == 1  # 100 by 1050 m


def test_land_of_zones_that_the_plan_does_not_have_is_no_centre():
    """The area takes a third of z7, whose middle is outside."""
    corners = [(1000, 1000), (3300, 1000), (3300, 3000), (1000, 3000), (1000, 1000)]
    area = f"MULTIPOLYGON((({','.join(_corner(*each) for each in corners)})))"
    [centre] = cut(centres(square(2 * SIDE, SIDE, 1300)), area)
    assert centre["area_ha"] == pytest.approx(100 + 30)  # of z6 and, 300 m of it, z10
    assert centre["jobs"] == pytest.approx(JOBS["z6"] + 0.3 * 600)


def test_numbers_that_a_layer_does_not_have_are_not_added():
    made = layer("MultiPolygon", [square(SIDE, SIDE)], {"name": ["The Exchange"]})
    assert cut(made) == [{"name": "The Exchange"}]


def test_lines_are_kept_that_begin_or_end_inside():
    ends = [((500, 500), (1500, 1500)), ((1500, 1500), (500, 500)), ((500, 1500), (3500, 1500))]
    lines = [f"LINESTRING({_corner(*start)},{_corner(*end)})" for start, end in ends]
    made = layer("LineString", lines, {"commuters": [1.0, 2.0, 3.0]})
    parts = {"zones": part("zones", zones()), "desire_lines": part("desire_lines", made, QgsWkbTypes.Type.LineString)}
    cut_parts(parts, QgsGeometry.fromWkt(MIDDLE), "jobs")
    assert parts["desire_lines"].column("commuters") == [1, 2]  # the third only runs through


def _corner(x, y):
    return f"{550_000 + x} {4_180_000 + y}"
