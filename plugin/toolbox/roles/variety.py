"""How mixed the sectors of a zone are: the tool ``variety``."""

from __future__ import annotations

from ....algorithms.ground.errors import PlanError
from ...frame.groups import ROLES
from ...frame.layer_parameters import Layer
from ...frame.outputs import VectorOutput
from ...frame.tool import Spec, Tool
from ...layers.sinks import write_zones
from ...layers.tables import read_list
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_GROUPS = "A table with the columns sector and group; without it rel_var and unrel_var stay empty."
_PARAMETERS = (
    common.zones()[0],
    common.sectors(),
    Layer("GROUPS", "Groups of sectors", _GROUPS, optional=True, kind="table"),
    VectorOutput("OUTPUT", "Variety", "The zones with six measures of mix.", style=vector.variety),
)


class Variety(Tool):
    """Measure the mix of sectors.

    How mixed is each zone? Entropy, the effective number of sectors (Hill numbers), and variety within and between
    groups of sectors (Frenken, van Oort & Verburg 2007).

    Example: zones with one field of jobs for each sector, and a table that puts sectors into groups.

    How to read the result: shannon_n runs from 0 (one sector) to 1 (all alike). hill1 of 4 means as mixed as four
    sectors of one size. Unrelated variety (between groups) cushions a place against shocks; related variety (within
    groups) goes with spillovers between firms. Compare places of like size: large ones are more varied by number
    alone. Next: Functional roles.
    """

    def spec(self):
        return Spec(
            "variety",
            "Variety of sectors",
            ROLES,
            _PARAMETERS,
            example=dict(ZONES="zones", SECTORS=["retail", "finprof", "healthedu", "manufact", "agricult", "other"]),
            tags=("diversity", "entropy", "Shannon", "Hill", "related variety", "mix"),
        )

    def compute(self, given, run):
        from ....algorithms.roles.sectors import sector_groups
        from ....algorithms.roles.variety import variety

        table = read_zones(given.zones, run, numbers=given.sectors)
        groups = None
        if given.groups:
            rows = read_list(given.groups, ("sector", "group"), run)
            groups = sector_groups({row["sector"]: row["group"] for row in rows}, given.sectors)
        jobs = table.stacked(given.sectors)
        if not jobs.any():
            raise PlanError(
                f"SECTORS: no zone of {given.zones.name} has a job in them. Choose the fields that hold jobs."
            )
        write_zones(given.output, table, variety(jobs, groups)._asdict(), run)
        return {}
