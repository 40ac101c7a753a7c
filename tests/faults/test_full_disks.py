"""Disks of twenty sizes that run full while a result is written, in every format and every kind of file."""

import os
import shutil
import subprocess

import numpy as np
import pytest
from places import FORMATS

CASES = [("kerneldensity", ""), ("spatialplan", ""), *(("zonedensity", kind) for kind in FORMATS)]
SMALLEST = 0.05  # of what a whole result takes
PAGE = 2**14  # bytes in which a disk counts, so that what stands there fits


@pytest.fixture
def small_disk(tmp_path):
    """Return what mounts a small file system of so many bytes; skips where that takes rights one has not."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(size):
        if not shutil.which("mount") or os.geteuid() != 0:
            pytest.skip("only root mounts")
        subprocess.run(["umount", "--lazy", str(folder)], capture_output=True)
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if subprocess.run(words, capture_output=True).returncode:
            pytest.skip("mounting is not allowed here")
        return folder

    yield mount
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True)


@pytest.mark.parametrize(("tool", "kind"), CASES, ids=["-".join(filter(None, case)) for case in CASES])
def test_a_full_disk_is_said_and_the_old_result_stays(workshop, given, place_of, campaign, small_disk, tool, kind):
    place = place_of(tool, kind)
    before = sum(path.stat().st_size for path in place.paths.values()) + PAGE
    ended = workshop.order(
        "run", tool=tool, parameters={**given[tool], **place.parameters}, scratch=str(place.scratch)
    ).ended()
    assert ended.how == "well"
    whole = sum(path.stat().st_size for path in place.folder.rglob("*") if path.is_file())
    trials = campaign.count(3, 6 if tool == "spatialplan" else 20)
    for size in before + (whole * np.geomspace(SMALLEST, 3.0, trials)).astype(int):
        small = place.moved_to(small_disk(size))
        parameters = {**given[tool], **small.parameters}
        ended = workshop.order("run", tool=tool, parameters=parameters, scratch=str(small.scratch)).ended()
        came, is_bad = small.came(ended, workshop)
        is_said = "disk" in ended.words or ended.how != "refused"
        campaign.note(f"{tool} {kind} on {size:,} bytes", came, ended, is_bad or not is_said)
    campaign.settle()
