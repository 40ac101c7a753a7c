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


class CommutingSummary(Tool):
    """Add up who comes, who goes and who stays."""

    def spec(self):
        return Spec(
            name="commutingsummary",
            title=self.tr("Commuting summary"),
            group=LINKS,
            help=self.tr(
                "How do the parts depend on each other? For each zone: who lives, works, comes in, goes out, and what share "
                "stays."
                "\n\nExample: a table of flows with the fields origin, dest and commuters, and the zones they name."
                "\n\nHow to read the result: self_sup is the share of residents who work in their zone, self_dem the share of "
                "jobs that residents hold. A dormitory has few of its residents' jobs (low self_sup) and a job_ratio well under "
                "1; a city centre draws its workers from elsewhere (low self_dem). Self-containment with and without people "
                "who work at home cannot be compared: the log says which this is. Next: Desire lines."
            ),
            parameters=(
                *common.zones(optional=True),
                *common.flows(),
                Field("AT_HOME", self.tr("Of them at home"),
                      self.tr("The part of the commuters who work at home; left out unless they are to be counted."),
                      optional=True, parent="FLOWS", numeric=True),
                Switch("COUNT_HOME", self.tr("Count people who work at home"),
                       self.tr("Home workers then live and work in their zone.")),
                VectorOutput("OUTPUT", self.tr("Commuting summary"),
                             self.tr("The zones, or a table where no zones are given."), kind="table", style=vector.commuting),
            ),
            example={"ZONES": "zones", "ZONE_ID": "zone_id", "FLOWS": "flows", "ORIGIN": "origin", "DESTINATION": "dest",
                     "COMMUTERS": "commuters"},
            tags=("self-containment", "live-work", "travel to work", "net commuting"),
        )  # fmt: skip

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
