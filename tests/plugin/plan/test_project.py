"""What the project of a plan tells of its layers."""

from types import SimpleNamespace

import pytest

from agora.plugin.plan.project import table_of

SOURCES = {
    "shapes": "/folder/plan.gpkg|layername=zones",
    "a raster": "GPKG:/folder/plan.gpkg:zones",
    "in a folder with an odd name": "/a=b:c/plan.gpkg|layername=zones",
    "on another system": r"GPKG:C:\folder\plan.gpkg:zones",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_layer_shows_the_table_that_its_source_names_last(source):
    assert table_of(SimpleNamespace(source=lambda: source)) == "zones"
