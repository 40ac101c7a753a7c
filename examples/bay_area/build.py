"""Makes the example ``bay_area.gpkg``: San Francisco Bay Area zones with residents and jobs by sector.

    python build.py [activitysim-1.6.0-py3-none-any.whl]

Without a path the wheel is downloaded from PyPI. The extract and the wheel's licence are written beside this
script; the same wheel and the same library versions give the same bytes.

Needs Python 3.10 or later with shapely >= 2.1, pyogrio and numpy. Agora itself needs none of this.
"""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyogrio
import shapely

HERE = Path(__file__).resolve().parent
RESULT = HERE / "bay_area.gpkg"
RELEASE = "activitysim==1.6.0"
LICENCE = "activitysim-1.6.0.dist-info/licenses/LICENSE.txt"
LAND_USE = "activitysim/examples/example_estimation/data_full/land_use.csv"
POLYGONS = "activitysim/examples/prototype_mtc/notebooks/zone_shapefile/bayarea_rtaz1454_rev1"

TOTAL_JOBS = 4_010_135
ZONES = 1_454
CRS = "EPSG:26910"
TOLERANCE = 20.0  # metres
MOST_AREA_CHANGE = 0.01
MOST_BYTES = 2_000_000
WRITTEN = "2026-09-17T00:00:00.000Z"  # the wheel's; the time of the run would change the bytes

# The number of a county in the travel model, its name, its federal (FIPS) code in the polygons.
COUNTIES = {
    1: ("San Francisco", 6075),
    2: ("San Mateo", 6081),
    3: ("Santa Clara", 6085),
    4: ("Alameda", 6001),
    5: ("Contra Costa", 6013),
    6: ("Solano", 6095),
    7: ("Napa", 6055),
    8: ("Sonoma", 6097),
    9: ("Marin", 6041),
}
COUNTS = {
    "pop": "TOTPOP",
    "hh": "TOTHH",
    "jobs": "TOTEMP",
    "retail": "RETEMPN",
    "finprof": "FPSEMPN",
    "healthedu": "HEREMPN",
    "manufact": "MWTEMPN",
    "agricult": "AGREMPN",
    "other": "OTHEMPN",
}
SECTORS = ("retail", "finprof", "healthedu", "manufact", "agricult", "other")
DESCRIPTION = (
    "Residents, households and jobs by sector in the 1,454 travel analysis zones of the San Francisco Bay "
    "Area (Metropolitan Transportation Commission), as distributed with ActivitySim 1.6.0. Boundaries "
    "simplified to 20 m. Copyright (c) Zephyr Foundation, BSD 3-Clause licence: see LICENCE-activitysim.txt."
)


class Source(NamedTuple):
    """``zone`` (n,) numbers, ``polygon`` (n,), ``fips`` (n,) county code or NaN; ``land_use`` by zone."""

    zone: np.ndarray
    polygon: np.ndarray
    fips: np.ndarray
    land_use: dict[int, dict[str, str]]


def main() -> None:
    """Build the extract from the wheel named on the command line, or from a download."""
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(sys.argv[1]) if len(sys.argv) > 1 else downloaded(Path(folder))
        source = read(wheel, Path(folder))
    fields = attributes(source)
    whole = repaired(source.polygon)
    simple = shapely.coverage_simplify(whole, TOLERANCE)
    report_geometry(whole, simple)
    write(simple, fields)
    size = RESULT.stat().st_size
    print(f"{RESULT.name}: {len(simple):,} zones, {fields['jobs'].sum():,} jobs, {size:,} bytes")


def downloaded(folder: Path) -> Path:
    """Return the wheel, fetched with pip into ``folder``."""
    pip = [sys.executable, "-m", "pip", "--quiet", "download"]
    subprocess.run([*pip, "--no-deps", "--dest", str(folder), RELEASE], check=True)  # noqa: S603 - fixed
    return next(folder.glob("activitysim-*.whl"))


def read(wheel: Path, folder: Path) -> Source:
    """Return what the wheel holds, zones in ascending order, and leave its licence beside this script."""
    with zipfile.ZipFile(wheel) as archive:
        (HERE / "LICENCE-activitysim.txt").write_bytes(archive.read(LICENCE))
        text = archive.read(LAND_USE).decode("utf-8")
        for ending in (".shp", ".shx", ".dbf", ".prj"):
            archive.extract(POLYGONS + ending, folder)
    land_use = {int(row["zone_id"]): row for row in csv.DictReader(io.StringIO(text))}
    _, _, wkb, columns = pyogrio.raw.read(folder / f"{POLYGONS}.shp", columns=["FIPSSTCO", "TAZ1454"])
    fips, zone = columns[0].astype(float), columns[1].astype(int)
    if len(zone) != ZONES or len(land_use) != ZONES or set(zone) != set(land_use):
        sys.exit(f"Expected the same {ZONES} zones in the table and the polygons.")
    order = np.argsort(zone)
    return Source(zone[order], shapely.from_wkb(wkb)[order], fips[order], land_use)


def attributes(source: Source) -> dict[str, np.ndarray]:
    """Return the extract's fields, each (n,), checked against each other and the known total."""
    rows = [source.land_use[zone] for zone in source.zone]
    county = [COUNTIES[int(row["county_id"])] for row in rows]
    expected = np.array([code for _, code in county], float)
    if (np.isfinite(source.fips) & (source.fips != expected)).any():
        sys.exit("The county of a zone in the table is not its county in the polygons.")
    fields = {
        "zone_id": np.array([str(zone) for zone in source.zone], object),
        "county": np.array([name for name, _ in county], object),
    }
    fields.update({name: np.array([int(row[old]) for row in rows], np.int32) for name, old in COUNTS.items()})
    if fields["jobs"].sum() != TOTAL_JOBS or (sum(fields[name] for name in SECTORS) != fields["jobs"]).any():
        sys.exit(f"Expected {TOTAL_JOBS:,} jobs, in each zone the sum of its six sectors.")
    return fields


def repaired(polygons: np.ndarray) -> np.ndarray:
    """Return the polygons made valid; where two overlap, the larger one gives way."""
    whole = shapely.make_valid(polygons)
    print(f"{np.count_nonzero(~shapely.is_valid(polygons))} invalid polygon made valid")
    pairs = neighbours(whole)
    for pair in overlapping(whole):
        small, large = sorted(pair, key=lambda each: shapely.area(whole[each]))
        shared = shapely.area(shapely.intersection(whole[small], whole[large]))
        whole[large] = shapely.difference(whole[large], whole[small])
        print(f"overlap of {shared:,.0f} m² taken from the larger of two zones")
    if neighbours(whole) != pairs:
        sys.exit("Clearing overlaps changed which zones touch.")
    if not shapely.coverage_is_valid(whole):
        sys.exit("The zones still overlap or do not share their edges.")
    return whole


def overlapping(polygons: np.ndarray) -> list[tuple[int, int]]:
    """Return the pairs, lower position first, whose insides overlap."""
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    inside = shapely.relate_pattern(polygons[first], polygons[second], "T********")
    return sorted(zip(first[inside].tolist(), second[inside].tolist()))


def report_geometry(before: np.ndarray, after: np.ndarray) -> None:
    """Stop unless the zones are valid, do not overlap, keep their neighbours and nearly all their area."""
    change = np.abs(shapely.area(after) / shapely.area(before) - 1)
    pairs = neighbours(before)
    if not (shapely.is_valid(after).all() and shapely.coverage_is_valid(after)) or overlapping(after):
        sys.exit("Simplification left invalid or overlapping zones.")
    if neighbours(after) != pairs:
        sys.exit("Simplification changed which zones touch.")
    if change.max() > MOST_AREA_CHANGE:
        sys.exit(f"Simplification changed the area of a zone by {change.max():.1%}.")
    corners = [shapely.get_num_coordinates(each).sum() for each in (before, after)]
    print(f"{corners[0]:,} vertices simplified to {corners[1]:,}")
    print(f"{len(pairs):,} pairs of zones touch, the same before and after")
    print(f"area of a zone changed by {change.max():.2%} at most, {np.median(change):.3%} in the median")


def neighbours(polygons: np.ndarray) -> set[tuple[int, int]]:
    """Return the pairs of zones, lower position first, that share at least a point (queen contiguity)."""
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    once = first < second
    return set(zip(first[once].tolist(), second[once].tolist()))


def write(polygons: np.ndarray, fields: dict[str, np.ndarray]) -> None:
    """Write the GeoPackage beside its final name, check it, and only then replace what was there."""
    os.environ["OGR_CURRENT_DATE"] = WRITTEN
    multi = np.array([shapely.multipolygons(shapely.get_parts(each)) for each in polygons], object)
    with tempfile.TemporaryDirectory(dir=HERE) as folder:
        draft = Path(folder) / RESULT.name
        pyogrio.raw.write(
            draft,
            shapely.to_wkb(multi, byte_order=1),
            list(fields.values()),
            list(fields),
            layer="zones",
            driver="GPKG",
            geometry_type="MultiPolygon",
            crs=CRS,
            dataset_options={"VERSION": "1.2"},  # later ones make the GDAL of QGIS 3.22 warn
            layer_options={"DESCRIPTION": DESCRIPTION, "IDENTIFIER": "Zones"},
        )
        close(draft)
        if draft.stat().st_size > MOST_BYTES:
            sys.exit(f"The extract takes {draft.stat().st_size:,} bytes, more than {MOST_BYTES:,}.")
        draft.replace(RESULT)


def close(path: Path) -> None:
    """Leave the database in one file, checked, without a write-ahead log."""
    connection = sqlite3.connect(path)
    mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    state = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    if (mode, state) != ("delete", "ok"):
        sys.exit(f"The GeoPackage is not sound: journal {mode}, integrity {state}.")


if __name__ == "__main__":
    main()
