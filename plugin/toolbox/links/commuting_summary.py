"""How far each zone lives by itself: the tool ``commutingsummary``."""

from __future__ import annotations

from ...frame.groups import LINKS
from ...frame.layer_parameters import Field
from ...frame.outputs import VectorOutput
from ...frame.parameters import Switch
from ...frame.tool import Spec, Tool
from ...layers.sinks import write_table, write_zones
from ...layers.tables import flow_fields, read_flows
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_AT_HOME = "The part of the commuters who work at home; left out unless they are to be counted."
_OUTPUT = "The zones, or a table where no zones are given."
_PARAMETERS = (
    *common.zones(optional=True),
    *common.flows(),
    Field("AT_HOME", "Of them at home", _AT_HOME, optional=True, parent="FLOWS", numeric=True),
    Switch("COUNT_HOME", "Count people who work at home", "Home workers then live and work in their zone."),
    VectorOutput("OUTPUT", "Commuting summary", _OUTPUT, kind="table", style=vector.commuting),
)


class CommutingSummary(Tool):
    """Add up who comes, who goes and who stays.

    How do the parts depend on each other? For each zone: who lives, works, comes in, goes out, and what share
    stays.

    Example: a table of flows with the fields origin, dest and commuters, and the zones they name.

    How to read the result: self_sup is the share of residents who work in their zone, self_dem the share of jobs
    that residents hold. A dormitory has few of its residents' jobs (low self_sup) and a job_ratio well under 1; a
    city centre draws its workers from elsewhere (low self_dem). Self-containment with and without people who work
    at home cannot be compared: the log says which this is. Next: Desire lines.
    """

    def spec(self):
        return Spec(
            "commutingsummary",
            "Commuting summary",
            LINKS,
            _PARAMETERS,
            example=dict(ZONES="zones", **common.EXAMPLE_FLOWS),
            tags=("self-containment", "live-work", "travel to work", "net commuting"),
        )

    def compute(self, given, run):
        from ....algorithms.links.commuting import commuting_summary

        table = read_zones(given.zones, run, given.zone_id) if given.zones else None
        fields = flow_fields(given, given.at_home)
        flows, ids = read_flows(given.flows, fields, table and table.zones.ids, run, given.count_home)
        run.tell(f"{flows.total:,.0f} people; home workers {self._home_words(given)}.")
        summary = commuting_summary(flows, len(ids))
        if table:
            write_zones(given.output, table, summary._asdict(), run)
        else:
            write_table(given.output, {"zone_id": ids, **summary._asdict()})
        return {}

    def _home_words(self, given):
        if not given.at_home:
            return "are counted where the table counts them"
        return "are counted" if given.count_home else "are left out"
