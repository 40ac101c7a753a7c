"""Makes the zones that are timed: seeded squares with jobs in four sectors, and a table of their decays.

python3 benchmarks/zones.py COUNT WIDTH HEIGHT FILE     (metres)
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr
from places import CORNER

DECAYS = {"industry": 1.1, "building": 1.6, "consumer": 1.8, "business": 1.7}


def main(count: int, width: float, height: float, path: Path) -> None:
    """Write the zones, and the decays beside them."""
    path.unlink(missing_ok=True)
    side = (width * height / count) ** 0.5
    x, y = np.meshgrid(np.arange(0, width - side / 2, side), np.arange(0, height - side / 2, side))
    jobs = np.random.default_rng(4).lognormal(3, 1.5, (x.size, len(DECAYS)))
    _write(path, np.column_stack([x.ravel(), y.ravel()]) + CORNER, side, jobs)
    rows = "".join(f"{sector},{decay}\n" for sector, decay in DECAYS.items())
    path.with_suffix(".csv").write_text("sector,decay\n" + rows, encoding="utf-8")


def _write(path: Path, corners: np.ndarray, side: float, jobs: np.ndarray) -> None:
    gdal.UseExceptions()
    place = osr.SpatialReference()
    place.ImportFromEPSG(27700)
    file = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    layer = file.CreateLayer("zones", place, ogr.wkbPolygon, ["SPATIAL_INDEX=NO"])
    for name in ("jobs", *DECAYS):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    layer.StartTransaction()
    for (x, y), sectors in zip(corners.tolist(), jobs.tolist()):
        feature = ogr.Feature(layer.GetLayerDefn())
        ring = f"{x} {y},{x + side} {y},{x + side} {y + side},{x} {y + side},{x} {y}"
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({ring}))"))
        for at, value in enumerate((sum(sectors), *sectors)):
            feature.SetField(at, value)
        layer.CreateFeature(feature)
    layer.CommitTransaction()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]))
