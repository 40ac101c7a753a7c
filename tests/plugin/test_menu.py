"""The menu opens tools: that which publishes a plan again with the plan of the layer at hand."""

import processing
import pytest
from made_inputs import plan, zones
from qgis.core import QgsRasterLayer, QgsVectorLayer

from agora.plugin.menu import plan_of, publish_again


@pytest.fixture
def opened(monkeypatch):
    """Return what dialogs are opened with."""
    dialogs = []
    monkeypatch.setattr(processing, "execAlgorithmDialog", lambda *given: dialogs.append(given), raising=False)
    return dialogs


def test_publish_again_opens_with_the_plan_of_the_layer(opened):
    publish_again(QgsVectorLayer(f"{plan()}|layername=centres", "Centres", "ogr"))
    assert opened == [("agora:assembleplan", {"PLAN": plan()})]


def test_the_surface_of_a_plan_belongs_to_it_too():
    surface = QgsRasterLayer(f"GPKG:{plan()}:density", "Density", "gdal")
    assert surface.isValid()
    assert plan_of(surface) == plan()


def test_publish_again_opens_empty_beside_any_other_layer_or_none(opened):
    publish_again(zones())
    publish_again(None)
    assert opened == [("agora:assembleplan", {})] * 2
