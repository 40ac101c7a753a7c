"""The strongest links as lines on a map: the tool ``desirelines``."""

from __future__ import annotations

from ...frame.groups import LINKS
from ...frame.outputs import VectorOutput
from ...frame.parameters import Number, Switch
from ...frame.tool import Spec, Tool
from ...geometry import line, point
from ...layers.sinks import LINESTRING, POINT, write_layer
from ...layers.study_area import read_study_area, zones_inside
from ...layers.tables import flow_fields, read_flows
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_BEND = 0.15  # height of the bow over the distance

_TOP = "The largest flows; the log states what is left out."
_PARAMETERS = (
    *common.zones(),
    *common.flows(),
    Number("MIN_COMMUTERS", "Least commuters", "Smaller flows are not drawn.", default=0.0),
    Number("TOP", "Number of lines", _TOP, default=500, minimum=1, whole=True, optional=True),
    common.study_area("Flows that begin or end in it, by the middle of their zones; empty: all."),
    Switch("CURVED", "Curved lines", "Tells the two directions apart.", default=True),
    VectorOutput(
        "OUTPUT", "Desire lines", "Lines from origin to destination.", kind="lines", style=vector.desire_lines
    ),
    VectorOutput("OUTPUT_WITHIN", "Flows within a zone", "Points.", kind="points", optional=True, style=vector.within),
)


class DesireLines(Tool):
    """Draw the largest flows.

    Which links between places are strongest? Draws flows as lines from zone to zone; people who stay within their
    zone become points.

    Example: zones and a table of flows with origin, dest and commuters; the 500 largest.

    How to read the result: commuters is the flow, reverse the flow the other way, share its part of all who set out
    from the origin. Curved lines bow to the left of their direction, so that both directions show. Lines are no
    routes. Next: Commuting summary.
    """

    def spec(self):
        return Spec(
            "desirelines",
            "Desire lines",
            LINKS,
            _PARAMETERS,
            example=dict(ZONES="zones", **common.EXAMPLE_FLOWS),
            tags=("flow map", "origin destination", "spider"),
        )

    def compute(self, given, run):
        from ....algorithms.links.desire_lines import arcs, drawn_flows

        table = read_zones(given.zones, run, given.zone_id)
        flows, _ = read_flows(given.flows, flow_fields(given), table.zones.ids, run)
        places = table.zones.centroid / table.source.metres
        area = given.study_area and read_study_area(given.study_area, given.zones.crs, run)
        chosen = zones_inside(table, area, given.study_area) if area else None
        drawn = drawn_flows(flows, places, given.min_commuters, given.top, chosen)
        run.tell(
            f"{len(drawn.lines.commuters):,} lines; flows not drawn hold {100 * drawn.left_out:.1f} % of all people."
        )
        bend, vertices = (_BEND, 25) if given.curved else (0.0, 2)
        paths = arcs(places[drawn.lines.origin], places[drawn.lines.destination], bend, vertices)
        crs, names = given.zones.crs, table.names()
        write_layer(given.output, self._columns(drawn.lines, names), map(line, paths), LINESTRING, crs)
        stay = map(point, places[drawn.points.origin])
        write_layer(given.output_within, self._columns(drawn.points, names), stay, POINT, crs)
        return {}

    def _columns(self, flows, names):
        numbers = {name: getattr(flows, name) for name in ("commuters", "reverse", "share")}
        return {"origin": names[flows.origin], "dest": names[flows.destination], **numbers}
