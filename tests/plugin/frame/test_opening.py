"""How results stand in the layer tree, whichever opens first."""

from itertools import permutations

import pytest
from made_layers import layer, square, table
from qgis.core import QgsProcessingContext, QgsRasterLayer

from agora.plugin.frame.opening import Opener

WEST_EAST = "LINESTRING(0 0, 9 0)"
FROM_THE_TOP = ["points", "lines", "areas", "surface", "list"]


@pytest.mark.parametrize("order", list(permutations(FROM_THE_TOP))[::7], ids=" ".join)
def test_nothing_hides_what_is_smaller(order, project, raster):
    made = {
        "points": layer("Point", ["POINT(3 4)"], name="points"),
        "lines": layer("LineString", [WEST_EAST], name="lines"),
        "areas": layer("MultiPolygon", [square(0, 0)], name="areas"),
        "surface": QgsRasterLayer(str(raster()), "surface"),
        "list": table({"jobs": [1.0]}),
    }
    made["list"].setName("list")
    context = QgsProcessingContext()
    context.setProject(project)
    for name in order:
        project.addMapLayer(made[name])
        Opener(None, ("Density", 1)).postProcessLayer(made[name], context, None)
    [group] = project.layerTreeRoot().children()
    assert (group.name(), [node.name() for node in group.children()]) == ("Density", FROM_THE_TOP)
