"""How the roles of a region link up: the tool ``rolelinks``."""

from __future__ import annotations

import numpy as np

from ...frame.groups import LINKS
from ...frame.layer_parameters import Field
from ...frame.outputs import FileOutput, VectorOutput
from ...frame.tool import Spec, Tool
from ...geometry import contiguous, dissolved, line
from ...layers.names import Counted, named_areas
from ...layers.sinks import LINESTRING, write_layer, write_table
from ...layers.study_area import read_study_area, zones_inside
from ...layers.tables import flow_fields, read_flows
from ...layers.values import text_id
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_MOST_LINES = 60  # more cannot be told apart on a key diagram

_LARGEST = "Lines: the 60 largest flows between areas of adjoining zones of one role."
_LINES = VectorOutput(
    "OUTPUT_LINES", "Links between role areas", _LARGEST, True, kind="lines", style=vector.key_diagram
)
_PARAMETERS = (
    *common.zones(),
    Field("ROLE", "Role", "The field that holds each zone's role.", parent="ZONES"),
    *common.flows(),
    *common.names(),
    common.study_area("People who live and work in it, by the middle of their zones; empty: all."),
    VectorOutput("OUTPUT", "Links between roles", "A table: a row for each pair of roles.", kind="table"),
    FileOutput(
        "CHART", "Matrix", "An HTML page: observed over expected, role by role.", optional=True, filter="HTML (*.html)"
    ),
    _LINES,
)


class RoleLinks(Tool):
    """Hold commuting between roles against what their sizes would give.

    How do the roles of a region depend on each other? Adds up commuting from role to role and holds it against what
    the sizes of the two alone would give; draws the largest flows between role areas.

    Example: the zones of Functional roles and a table of flows.

    How to read the result: ratio 1 is as many people as the two sizes give, 2 twice as many: these two roles hang
    together. z counts standard deviations; above 3 it is hardly chance (flows are not independent, so read it as an
    order, not a test). A dormitory that sends its people to out-of-town offices rather than the core (ratio under
    1) is a place for better transport to the centre. Next: the spatial plan.
    """

    def spec(self):
        return Spec(
            "rolelinks",
            "Links between roles",
            LINKS,
            _PARAMETERS,
            example=dict(ZONES="roles", ROLE="role", **common.EXAMPLE_FLOWS),
            tags=("matrix", "interaction", "key diagram", "observed expected"),
            needs=("scipy",),
        )

    def compute(self, given, run):
        from ....algorithms.links.role_links import role_links

        table = read_zones(given.zones, run, given.zone_id)
        flows, _ = read_flows(given.flows, flow_fields(given), table.zones.ids, run)
        if given.study_area:
            area = read_study_area(given.study_area, given.zones.crs, run)
            chosen = zones_inside(table, area, given.study_area)
            table, flows = table.taken(chosen), flows.within(chosen)
        at = given.zones.position(given.role)
        keys, role = np.unique([text_id(zone[at]) for zone in table.features], return_inverse=True)
        links = role_links(flows, role, len(keys))
        roles = {"role_from": keys[links.role_from], "role_to": keys[links.role_to]}
        write_table(given.output, {**links._asdict(), **roles})
        if given.chart.wanted:
            self._draw(given, keys, links, run)
        if given.output_lines.wanted:
            self._write_lines(given, table, flows, keys, role, run)
        return {}

    def _draw(self, given, keys, links, run):
        from ....algorithms.report.charts.flow_matrix import flow_matrix
        from ....algorithms.roles.rule_tree import ROLES
        from ...styles.appearance import LOOK
        from ...styles.chart_page import write_chart
        from ...styles.palette import DIVERGING

        titles = [dict(ROLES).get(key, key) for key in keys.tolist()]
        chart = flow_matrix(titles, links.ratio.reshape(len(keys), -1), DIVERGING, LOOK, given.flows.name)
        write_chart(given.chart.staged, "Links between roles", chart, run)

    def _write_lines(self, given, table, flows, keys, role, run):
        from ....algorithms.ground.contiguity import connected
        from ....algorithms.ground.progress import part
        from ....algorithms.links.desire_lines import arcs
        from ....algorithms.links.role_links import area_links

        neighbours = contiguous(table.geometries, progress=part(run, 0.5, 0.9))
        area = connected(neighbours, np.ones(len(role), dtype=bool), role)
        role_of_area = keys[role[np.unique(area, return_index=True)[1]]]
        links = area_links(flows, area, table.zones.centroid / table.source.metres, _MOST_LINES)
        roles = {"role_from": role_of_area[links.origin], "role_to": role_of_area[links.destination]}
        names = self._names(given, table, flows, area, links, run) if given.name or given.places else {}
        columns = {**roles, **names, "commuters": links.people}
        write_layer(given.output_lines, columns, map(line, arcs(links.start, links.end)), LINESTRING, given.zones.crs)

    def _names(self, given, table, flows, area, links, run):
        """Return what the areas at both ends are called: after those who live or work there, the largest first."""
        people = sum(np.bincount(end, flows.people, len(area)) for end in (flows.origin, flows.destination))
        held = np.bincount(area, people)
        drawn = np.array(sorted({*links.origin.tolist(), *links.destination.tolist()}, key=lambda at: -held[at]), int)
        shapes = dissolved(table.geometries, np.where(np.isin(area, drawn), area, -1))
        zones = Counted(table, people, given.zones.crs)
        numbers = [f"Area {number}" for number in range(1, len(drawn) + 1)]
        names = np.empty(len(held), dtype=object)
        names[drawn] = named_areas([shapes[each] for each in drawn.tolist()], numbers, zones, given, run)
        return {"name_from": names[links.origin], "name_to": names[links.destination]}
