"""Files that are damaged: refused, never read in part; what a campaign damages more thoroughly (tests/faults)."""

import re
from pathlib import Path

from made_layers import SIDE, saved, square, zone_columns, zones

PAGE = 4096  # bytes, of SQLite


def test_a_file_that_is_damaged_is_refused_and_not_read_in_part(refused, tmp_path):
    many = {at: square(SIDE * (at % 40), SIDE * (at // 40)) for at in range(1200)}
    path = Path(saved(zones(many, **zone_columns(1200)), tmp_path / "many.gpkg"))
    raw = bytearray(path.read_bytes())
    page = raw.index(b"z800") // PAGE * PAGE
    raw[page : page + PAGE] = bytes(PAGE)
    path.write_bytes(raw)
    assert re.search(
        r"many\.gpkg is damaged: \d+ of 1,200 rows of many can be read", refused("variety", ZONES=str(path))
    )
