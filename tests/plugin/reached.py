"""Which tools an attack reaches: read from their specs, so that a new tool is attacked without being listed.

A test is parametrised by ``tool``, or by ``tool`` and the ``key`` of a parameter. What a test does not ask of a tool
stands in ``EXCEPTIONS``, with the reason.
"""

import pytest
from contracts import TOOLS as ALL_TOOLS
from exceptions import EXCEPTIONS, HANDS_ON
from made_inputs import parameter, spec

from agora.plugin.frame.layer_parameters import Distance, Extent, Field, Fields, Layer, Place, RasterLayer
from agora.plugin.frame.outputs import FileOutput, RasterOutput

TOOLS = [tool for tool in ALL_TOOLS if tool not in HANDS_ON]


def each_tool(reached, but=None, **cases):
    """Parametrise a test by ``tool``, and by the cases of one more name: ``each_tool(ZONED, shape=NO_PLACE)``."""
    return _parametrised(("tool",), [(tool,) for tool in reached], cases, but)


def each_parameter(reached, but=None, **cases):
    """Parametrise a test by ``tool`` and ``key``, and by the cases of one more name ``but`` some."""
    return _parametrised(("tool", "key"), reached, cases, but)


def _parametrised(names, reached, cases, but=None):
    [(name, values)] = cases.items() or [(None, {"": None})]
    every = {
        "-".join(filter(None, (" ".join(pair), case))): (*pair, value) if name else pair
        for pair in reached
        for case, value in values.items()
        if not but or not but(*pair, case)
    }

    def mark(test):
        test.reached = tuple(every)
        left_out = EXCEPTIONS.get(test.__name__, ())
        rows = [
            pytest.param(*row, id=words)
            for words, row in every.items()
            if not any(is_of(words, each) for each in left_out)
        ]
        return pytest.mark.parametrize((*names, name) if name else names, rows)(test)

    return mark


def is_of(words, exception):
    """Whether an exception, a tool with or without more words, holds for the case of that id."""
    return words == exception or words.startswith((f"{exception}-", f"{exception} "))


def parameters(kinds, holds=lambda tool, parameter: True):
    """Return tool and key of all parameters of these kinds for which something holds."""
    return [
        (tool, each.key)
        for tool in TOOLS
        for each in spec(tool).parameters
        if isinstance(each, kinds) and holds(tool, each)
    ]


def _is_plain(tool, each):
    """Whether plain inputs give it a value."""
    return each.key in spec(tool).example


def _takes_zones(tool, layer):
    return "polygons" in layer.kind and spec(tool).example.get(layer.key) in ("zones", "roles")


def _is_amount(tool, field):
    """Whether it is a field of numbers of the plain zones."""
    is_numeric = isinstance(field, Fields) or field.numeric
    return is_numeric and _is_plain(tool, field) and _takes_zones(tool, parameter(tool, field.parent))


def _is_list(tool, layer):
    """Whether it is a table whose columns have names of their own, as its help says."""
    return layer.kind == "table" and "with the columns" in layer.help


def _is_of_flows(tool, field):
    return field.key == "COMMUTERS" and field.parent == "FLOWS"


SHAPES = parameters(Layer, lambda tool, layer: layer.kind != "table")
PROJECTED = parameters(Layer, lambda tool, layer: layer.kind != "table" and not layer.in_degrees)
ZONE_LAYERS = parameters(Layer, _takes_zones)
POINT_LAYERS = parameters(Layer, lambda tool, layer: "points" in layer.kind and _is_plain(tool, layer))
POINT_AMOUNTS = parameters(Field, lambda tool, field: field.numeric and (tool, field.parent) in POINT_LAYERS)
LISTS = parameters(Layer, _is_list)
SURFACES = parameters(RasterLayer)
LENGTHS = parameters(Distance)
PLACES = parameters(Place)
AMOUNTS = parameters((Field, Fields), _is_amount)
SEVERAL = parameters(Fields, _is_plain)
CHOSEN = parameters((Field, Fields), _is_plain)
WITH_LAYER = parameters(Field, lambda tool, field: field.with_layer and field.optional)
EXTENTS = parameters(Extent)
FILES = parameters((RasterOutput, FileOutput))
ZONED = [tool for tool, _ in ZONE_LAYERS]
COUNTED = list(dict.fromkeys(tool for tool, _ in AMOUNTS))
IDENTIFIED = [tool for tool, key in CHOSEN if key == "ZONE_ID"]
FLOWING = [tool for tool, _ in parameters(Field, _is_of_flows)]
OBSERVING = [tool for tool in FLOWING if "FLOWS" in spec(tool).example]
RASTERS = [tool for tool, _ in parameters(RasterOutput)]
SMOOTHED = [tool for tool, key in parameters(Distance) if key == "CELL_SIZE" and tool in RASTERS]
PLANS = [tool for tool, key in FILES if key == "PLAN"]
