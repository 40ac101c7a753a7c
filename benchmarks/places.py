"""Makes the points that are timed: seeded, in towns of many sizes, written straight into GeoPackages.

python3 benchmarks/places.py COUNT WIDTH HEIGHT FILE     (metres)
"""

from __future__ import annotations

import sqlite3
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

CORNER = 500_000.0, 180_000.0
_EPSG = 27700
_AT_ONCE = 200_000
_HEADER = b"GP\0\1" + struct.pack("<i", _EPSG)
_ROW = np.dtype([("header", "S8"), ("order", "u1"), ("kind", "<u4"), ("xy", "<f8", 2)])


def main(count: int, width: float, height: float, path: Path) -> None:
    """Write the points."""
    path.unlink(missing_ok=True)
    _empty(path)
    with sqlite3.connect(path) as file:
        for rows in _rows(count, width, height):
            file.executemany("INSERT INTO points (geom, jobs) VALUES (?, ?)", rows)
        x, y = CORNER
        bounds = (x, y, x + width, y + height)
        file.execute("UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?", bounds)


def _empty(path: Path) -> None:
    gdal.UseExceptions()
    place = osr.SpatialReference()
    place.ImportFromEPSG(_EPSG)
    file = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown, ["ADD_GPKG_OGR_CONTENTS=NO"])
    layer = file.CreateLayer("points", place, ogr.wkbPoint, ["SPATIAL_INDEX=NO"])
    layer.CreateField(ogr.FieldDefn("jobs", ogr.OFTInteger))
    file.FlushCache()


def _rows(count: int, width: float, height: float) -> Iterator[list[tuple[bytes, int]]]:
    rng = np.random.default_rng(4)
    size = np.array([width, height])
    towns = rng.uniform(0, 1, (200, 2)) * size
    for start in range(0, count, _AT_ONCE):
        some = min(_AT_ONCE, count - start)
        xy = towns[rng.integers(0, 200, some)] + rng.normal(0, size.min() / 50, (some, 2))
        lone = ((xy < 0) | (xy > size)).any(axis=1) | (rng.uniform(0, 1, some) < 0.3)
        xy[lone] = rng.uniform(0, 1, (lone.sum(), 2)) * size
        rows = np.zeros(some, _ROW)
        rows["order"], rows["kind"], rows["xy"] = 1, 1, xy + CORNER
        shapes, jobs = rows.tobytes(), np.ceil(rng.pareto(1.2, some)).clip(1, 5000).astype(int).tolist()
        step = _ROW.itemsize
        yield [(_HEADER + shapes[at * step + 8 : (at + 1) * step], each) for at, each in enumerate(jobs)]


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
