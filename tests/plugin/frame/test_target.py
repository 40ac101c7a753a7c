"""What a target tells of its disk."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from agora.plugin.frame.target import disk_full


@pytest.mark.parametrize(("free", "is_full"), [(0, True), (65_535, True), (65_536, False)])
def test_a_disk_is_full_where_less_than_64_kb_are_left(free, is_full, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    in_memory = SimpleNamespace(final=None, output=SimpleNamespace(key="OUTPUT_ZONES"))
    on_disk = SimpleNamespace(final=Path("/somewhere/a.gpkg"), output=SimpleNamespace(key="OUTPUT"))
    said = "OUTPUT: the disk is full, so /somewhere/a.gpkg could not be written. Make room first."
    assert disk_full([in_memory, on_disk]) == (said if is_full else "")
