"""Disks of twenty sizes that run full while a result is written, in every format and every kind of file."""

import numpy as np
import pytest
from places import FORMATS

CASES = [("kerneldensity", ""), ("spatialplan", ""), *(("zonedensity", kind) for kind in FORMATS)]
SMALLEST = 0.05  # of what a whole result takes
PAGE = 2**14  # bytes in which a disk counts, so that what stands there fits


@pytest.mark.parametrize(("tool", "kind"), CASES, ids=["-".join(filter(None, case)) for case in CASES])
def test_a_full_disk_is_said_and_the_old_result_stays(workshop, start, place_of, campaign, mounted, tool, kind):
    place = place_of(tool, kind)
    before = sum(path.stat().st_size for path in place.paths.values()) + PAGE
    assert start(tool, place).ended().how == "well"
    whole = sum(path.stat().st_size for path in place.folder.rglob("*") if path.is_file())
    trials = campaign.count(3, 6 if tool == "spatialplan" else 20)
    for size in before + (whole * np.geomspace(SMALLEST, 3.0, trials)).astype(int):
        small = place.moved_to(mounted(f"size={size}"))
        ended = start(tool, small).ended()
        came, is_bad = small.came(ended, workshop)
        is_said = "disk" in ended.words or ended.how != "refused"
        campaign.note(f"{tool} {kind} on {size:,} bytes", came, ended, is_bad or not is_said)
    assert campaign.failures() == []
