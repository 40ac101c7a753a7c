"""Plain inputs of any tool, derived from its spec: its example, with made layers for those of the shipped place.

What is made for a layer is found by the name that the example gives it, else by what the parameter takes.
"""

import numpy as np
from contracts import TOOLS, own_tests
from made_layers import SECTORS, SIDE, SOUTH, UTM, WEST, flows, layer, points, square, zones

from agora.algorithms.files.raster import Raster, write_raster
from agora.algorithms.ground.grid import Grid
from agora.plugin.frame.layer_parameters import Field, Fields, Layer, RasterLayer
from agora.plugin.frame.outputs import FileOutput, Output, RasterOutput, VectorOutput
from agora.plugin.frame.parameters import File

FIELDS = {"SECTORS": list(SECTORS), "INDUSTRY": ["manufact"], "ROLE": "part"}  # where the shipped zones have others
ENDINGS = {RasterOutput: ".tif", VectorOutput: ".gpkg"}


def inputs(tool, made=None, moves=None):
    """Return plain parameters of a tool; ``made`` are its zones (or points), ``moves`` its flows."""
    given = {}
    for parameter in TOOLS[tool].spec().parameters:
        value = TOOLS[tool].spec().example.get(parameter.key)
        if value is None or isinstance(parameter, Output):
            continue
        if isinstance(parameter, (File, Layer, RasterLayer)):
            value = _layer(parameter, value, made, moves)
        elif isinstance(parameter, (Field, Fields)):
            value = FIELDS.get(parameter.key, value)
        given[parameter.key] = value
    given.update(getattr(own_tests(tool), "NUMBERS", {}))
    return {key: value for key, value in given.items() if value is not None}


def spec(tool):
    """Return what a tool is."""
    return TOOLS[tool].spec()


def parameter(tool, key):
    """Return a parameter of a tool by its key."""
    return next(each for each in spec(tool).parameters if each.key == key)


def outputs(tool):
    """Return the outputs of a tool, first the one it always has."""
    return [each for each in spec(tool).parameters if isinstance(each, Output)]


def first_output(tool):
    """Return the key of the output that a tool always has."""
    return outputs(tool)[0].key


def ending(output):
    """Return how a file of an output ends."""
    if isinstance(output, FileOutput):
        return output.filter.rpartition("*")[2].rstrip(")")
    return ENDINGS[type(output)]


def results_in(tool, folder):
    """Return the first output of a tool as a file in a folder."""
    first = outputs(tool)[0]
    return {first.key: str(folder / f"result{ending(first)}")}


def _layer(parameter, name, made, moves):
    if isinstance(parameter, RasterLayer):
        return surface()
    if name in ("zones", "roles"):
        return zones() if made is None else made
    if name == "flows":
        return flows() if moves is None else moves
    return MADE[name]() if name in MADE else BY_KIND[parameter.kind]()


def centres():
    """Return one centre: the zone in which jobs are dense, as a tool would hand it on."""
    return layer("MultiPolygon", [square(SIDE, SIDE)], {"centre_id": ["C1"], "rank": [1], "jobs": [12_400.0]})


def surface(folder=None):
    """Return the path of a density surface: 40 by 30 cells of a hectare, jobs dense in the middle."""
    path = (folder or FOLDER[0]) / "surface.tif"
    if not path.exists():
        values = np.full((30, 40), 2.0)
        values[10:20, 10:20] = 124.0
        write_raster(path, Raster(values, Grid(WEST, SOUTH + 3 * SIDE, 100, 30, 40), _wkt(), {}))
    return str(path)


def plan():
    """Return the path of a plan of the made zones."""
    path = FOLDER[0] / "plan.gpkg"
    if not path.exists():
        import processing

        processing.run("agora:spatialplan", {**inputs("spatialplan"), "PLAN": str(path)})
    return str(path)


def _wkt():
    from qgis.core import QgsCoordinateReferenceSystem

    return QgsCoordinateReferenceSystem(UTM).toWkt()


MADE = {"centres": centres, "plan": plan}
BY_KIND = {"polygons": zones, "points or polygons": zones, "points": points, "table": flows}
FOLDER = []  # where a surface is made; conftest knows
