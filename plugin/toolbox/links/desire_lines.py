"""The strongest links as lines on a map: the tool ``desirelines``."""

from __future__ import annotations

from ...frame.groups import LINKS
from ...frame.outputs import VectorOutput
from ...frame.parameters import Number, Switch
from ...frame.tool import Spec, Tool
from ...geometry import line, point
from ...layers.sinks import LINESTRING, POINT, write_layer
from ...layers.tables import flow_fields, read_flows
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_BEND = 0.15  # height of the bow over the distance


class DesireLines(Tool):
    """Draw the largest flows."""

    def spec(self):
        return Spec(
            name="desirelines",
            title=self.tr("Desire lines"),
            group=LINKS,
            help=self.tr(
                "Which links between places are strongest? Draws flows as lines from zone to zone; people who stay within "
                "their zone become points."
                "\n\nExample: zones and a table of flows with origin, dest and commuters; the 500 largest."
                "\n\nHow to read the result: commuters is the flow, reverse the flow the other way, share its part of all who "
                "set out from the origin. Curved lines bow to the left of their direction, so that both directions show. Lines "
                "are no routes. Next: Commuting summary."
            ),
            parameters=(
                *common.zones(),
                *common.flows(),
                Number("MIN_COMMUTERS", self.tr("Least commuters"), self.tr("Smaller flows are not drawn."), default=0.0),
                Number("TOP", self.tr("Number of lines"), self.tr("The largest flows; the log states what is left out."),
                       default=500, minimum=1, whole=True, optional=True),
                Switch("CURVED", self.tr("Curved lines"), self.tr("Tells the two directions apart."), default=True),
                VectorOutput("OUTPUT", self.tr("Desire lines"), self.tr("Lines from origin to destination."), kind="lines",
                             style=vector.desire_lines),
                VectorOutput("OUTPUT_WITHIN", self.tr("Flows within a zone"), self.tr("Points."), kind="points",
                             optional=True, style=vector.within),
            ),
            example={"ZONES": "zones", "ZONE_ID": "zone_id", "FLOWS": "flows", "ORIGIN": "origin", "DESTINATION": "dest",
                     "COMMUTERS": "commuters"},
            tags=("flow map", "origin destination", "spider"),
        )  # fmt: skip

    def compute(self, given, run):
        from ....algorithms.links.desire_lines import arcs, drawn_flows

        table = read_zones(given.zones, run, given.zone_id)
        flows, _ = read_flows(given.flows, flow_fields(given), table.zones.ids, run)
        places = table.zones.centroid / table.source.metres
        drawn = drawn_flows(flows, places, given.min_commuters, given.top)
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
