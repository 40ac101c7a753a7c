"""What a tool needs and how to get it is said for each system."""

import sys

import pytest

from agora.plugin.dependencies import missing

REMEDIES = {
    "linux": "sudo apt install python3-no_such_one python3-nor_this",
    "win32": "Open the OSGeo4W Shell and run: python -m pip install no_such_one nor_this",
    "darwin": "In QGIS's own Python run: python -m pip install no_such_one nor_this",
}


def test_nothing_is_missing_where_all_is_there():
    assert missing(()) == missing(("numpy", "json")) == ""


@pytest.mark.parametrize(("system", "remedy"), REMEDIES.items(), ids=REMEDIES)
def test_what_is_missing_is_named_with_the_remedy_of_the_system(system, remedy, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    said = missing(("numpy", "no_such_one", "nor_this"))
    assert said.startswith("This tool needs no_such_one, nor_this, which this QGIS does not have. ")
    assert said.endswith(remedy)
