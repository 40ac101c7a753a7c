"""The legend of roles: each role of the rule tree has a colour of its own and is called by its title."""

import pytest

pytest.importorskip("qgis")

from qgis.core import QgsFeature, QgsVectorLayer

from agora.algorithms.roles.rule_tree import ROLES
from agora.plugin.styles import palette
from agora.plugin.styles.vector import roles

LEGEND = {
    "city_core": "City core",
    "town_centre": "Town centre",
    "sub_centre": "Sub-centre",
    "out_of_town_office": "Out-of-town office",
    "institutional_campus": "Institutional campus",
    "industrial_logistics": "Industry and logistics",
    "retail_park": "Retail park",
    "local_service": "Local services",
    "mixed_urban": "Mixed urban",
    "dormitory": "Dormitory",
    "rural": "Rural",
}


def legend_of(keys):
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=role:string", "zones", "memory")
    zones = [QgsFeature(layer.fields()) for _ in keys]
    for zone, key in zip(zones, keys):
        zone["role"] = key
    layer.dataProvider().addFeatures(zones)
    roles(layer)
    return [(each.value(), each.label()) for each in layer.renderer().categories()]


def test_the_legend_names_the_roles_from_the_city_core_outwards():
    assert legend_of(list(reversed(LEGEND))) == list(LEGEND.items())


def test_the_legend_names_no_role_that_no_zone_has():
    assert legend_of(["rural", "town_centre", "rural"]) == [("town_centre", "Town centre"), ("rural", "Rural")]


def test_every_role_has_a_colour_of_its_own():
    assert set(palette.ROLES) == {role.key for role in ROLES}
    assert len(set(palette.ROLES.values())) == len(ROLES)
