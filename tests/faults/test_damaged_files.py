"""Files that work, damaged at random: GeoPackages, GeoTIFFs, Shapefiles, GeoJSON, and tables of text."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from conftest import SEED

KINDS = {  # what is damaged: the tool that reads it, its key, and the files it consists of
    "GeoPackage of zones": ("zonedensity", "ZONES", (".gpkg",)),
    "GeoPackage of flows": ("commutingsummary", "FLOWS", (".gpkg",)),
    "Shapefile": ("zonedensity", "ZONES", (".shp", ".shx", ".dbf", ".prj", ".cpg")),
    "GeoJSON": ("zonedensity", "ZONES", (".geojson",)),
    "CSV": ("commutingsummary", "FLOWS", (".csv",)),
    "GeoTIFF": ("densitycentres", "DENSITY", (".tif",)),
}
ODD = (b'"', b"\n", b"\0", b";", b"\xff", b"\xe9", b"\xef\xbb\xbf", b"-1e999", b"nan", b"0" * 400, b",,,,")


@pytest.fixture(scope="module")
def working(given, tmp_path_factory):
    """Return what writes a file of a kind that a tool can read; it returns the path."""

    def write(kind):
        tool, key, suffixes = KINDS[kind]
        folder = tmp_path_factory.mktemp("damaged")
        path = folder / f"input{suffixes[0]}"
        source, _, layer = given[tool][key].partition("|layername=")
        if path.suffix in (".gpkg", ".tif"):
            path.write_bytes(Path(source).read_bytes())
        else:
            subprocess.run(["ogr2ogr", str(path), source, *([layer] if layer else [])], check=True, timeout=60)
        return path

    return write


def damaged(raw: bytes, draw: np.random.Generator) -> bytes:
    """Return a file with some bytes changed, cut off, emptied, doubled or put in."""
    at, length = sorted(draw.integers(0, len(raw), 2))
    way = draw.integers(5)
    if way == 0:
        spots = draw.integers(0, len(raw), draw.integers(1, 40))
        changed = bytearray(raw)
        for spot in spots:
            changed[spot] = draw.integers(256)
        return bytes(changed)
    if way == 1:
        return raw[:at]
    if way == 2:
        size = min(length - at, 4096)
        return raw[:at] + bytes(size) + raw[at + size :]
    if way == 3:
        return raw[:at] + raw[at : at + 4096] + raw[at:]
    return raw[:at] + ODD[draw.integers(len(ODD))] + raw[at:]


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_read_or_refused_and_stays_as_it_is(workshop, start, place_of, working, campaign, kind):
    tool, key, suffixes = KINDS[kind]
    path, draw = working(kind), np.random.default_rng([SEED, list(KINDS).index(kind)])
    whole = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    for number in range(campaign.count(2, 170)):
        for name, raw in whole.items():
            (path.parent / name).write_bytes(raw)
        victim = path.with_suffix(suffixes[number % len(suffixes)])
        if victim.exists():
            victim.write_bytes(damaged(victim.read_bytes(), draw))
        before = {each.name: each.read_bytes() for each in path.parent.iterdir()}
        place = place_of(tool)
        ended = start(tool, place, {key: str(path)}).ended()
        if ended.how == "well":
            place.expect(workshop, ended)  # whatever it is, it can be read
        came, is_bad = place.came(ended, workshop)
        changed = [name for name, raw in before.items() if (path.parent / name).read_bytes() != raw]
        came = f"{came}, but the input was changed" if changed else came
        campaign.note(f"{kind} {number}", came, ended, is_bad or bool(changed))
    assert campaign.failures() == []
