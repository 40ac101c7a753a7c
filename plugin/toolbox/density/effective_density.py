"""How much economic mass is within reach: the tool ``effectivedensity``."""

from __future__ import annotations

import numpy as np

from ....algorithms.ground.errors import PlanError
from ...frame.groups import DENSITY
from ...frame.layer_parameters import Layer
from ...frame.outputs import VectorOutput
from ...frame.parameters import Choice, Number
from ...frame.tool import Spec, Tool
from ...layers.sinks import write_zones
from ...layers.tables import number, read_costs, read_list
from ...layers.zones import read_zones
from ...styles import vector
from .. import common_parameters as common

_DECAY_TABLE = "A table with the columns sector (a field of SECTORS) and decay; sectors without a row take DECAY."
_OWN_ZONE = (
    "How far a zone's own jobs are. In a table of costs the radius has no unit: there, a zone's own row counts, and "
    "without one nothing."
)
_OWN_ZONES = ("Two thirds of the radius", "Half the way to the nearest zone", "Do not count")
_OUTPUT = "The zones with eff_dens, or one for each sector, and own_share."
_TAGS = ("agglomeration", "access to economic mass", "ATEM", "accessibility", "Hansen", "gravity", "wider impacts")
_PARAMETERS = (
    common.zones()[0],
    common.zone_id_if_needed(),
    common.jobs(),
    common.sectors(optional=True),
    *common.costs(),
    Number(
        "DECAY", "Decay", "How fast the pull of jobs falls with distance; 1 to 2 is usual.", default=1.0, maximum=10.0
    ),
    Layer("DECAY_TABLE", "Decay by sector", _DECAY_TABLE, optional=True, kind="table"),
    Choice("OWN_ZONE", "Own zone", _OWN_ZONE, options=_OWN_ZONES),
    Number(
        "MIN_COST", "Least cost", "What is nearer counts as this far; in km, or the unit of the costs.", default=0.0
    ),
    common.scheduler(),
    VectorOutput("OUTPUT", "Effective density", _OUTPUT, style=vector.effective_density),
)


class EffectiveDensity(Tool):
    """Add up the jobs in reach of every zone.

    How many jobs are within reach of each zone, the nearer the more they count? Access to economic mass (Graham
    2007): all jobs of every zone, divided by the distance or cost to it, raised to a decay.

    Example: zones with the field jobs, decay 1.0.

    How to read the result: compare zones, and the same zone before and after; the number itself has no plain
    meaning, and those of two decays cannot be compared. A zone with twice the effective density of another has, at
    an elasticity of 0.04, some 3 % more output per worker. Straight-line km stand in for the generalised cost that
    appraisal guidance asks for: give COSTS where you have them. own_share is the part that comes from the zone's
    own jobs; above 50 % the result tells how zones were drawn: use a MIN_COST, such as 1 km. Next: Kernel density,
    Functional roles.
    """

    def spec(self):
        return Spec(
            "effectivedensity",
            "Effective density",
            DENSITY,
            _PARAMETERS,
            example=dict(ZONES="zones", JOBS="jobs"),
            tags=_TAGS,
            needs=("scipy",),
        )

    def compute(self, given, run):
        decays = self._decays(given, run)
        if given.costs and not given.zone_id:
            raise PlanError("ZONE_ID: choose the field by which COSTS names the zones.")
        table = read_zones(given.zones, run, given.zone_id, (given.jobs,))
        jobs = table.columns[given.jobs]
        run(0.1)
        found = (self._by_costs if given.costs else self._by_distance)(given, table, jobs, decays, run)
        run(0.9)
        own = np.max(found.own_share, axis=1)
        self._warn(given, jobs, own, run)
        names = [f"eff_dens_{sector}" for sector in given.sectors] or ["eff_dens"]
        write_zones(given.output, table, {**dict(zip(names, found.density.T)), "own_share": own}, run)
        return {}

    def _decays(self, given, run):
        from ....algorithms.density.decays import published_decays, sector_decays

        if not given.decay_table:
            if given.sectors:
                known = (f"{each.sector} {each.decay:g} ({each.preset})" for each in published_decays())
                run.tell(
                    f"Without a DECAY_TABLE all sectors have the decay {given.decay:g}, and so one result. "
                    f"Published ones, their sources beside them in algorithms/density/decays.csv: {', '.join(known)}."
                )
            return np.full(max(len(given.sectors), 1), given.decay)
        if not given.sectors:
            raise PlanError("DECAY_TABLE gives decays by sector; choose the SECTORS too, or leave it empty.")
        rows = read_list(given.decay_table, ("sector", "decay"), run)
        own = {row["sector"]: number(row["decay"], given.decay_table, "decay") for row in rows}
        decays = sector_decays(own, given.sectors, given.decay)
        run.tell("Decays: " + ", ".join(f"{name} {each:g}" for name, each in zip(given.sectors, decays)) + ".")
        return decays

    def _by_distance(self, given, table, jobs, decays, run):
        from ....algorithms.density.effective import effective_density, own_distances
        from ....algorithms.ground.progress import part

        run.tell("Costs are straight-line km between the middles of zones, a stand-in for generalised cost.")
        own = own_distances(table.zones, given.own_zone)
        return effective_density(table.zones, jobs, decays, own, given.min_cost, given.scheduler, part(run, 0.1, 0.85))

    def _by_costs(self, given, table, jobs, decays, run):
        from ....algorithms.density.effective import effective_density_by_costs, own_costs
        from ....algorithms.ground.costs import pair_costs
        from ....algorithms.ground.progress import part

        fields = (given.cost_origin, given.cost_destination, given.cost)
        pairs = pair_costs(*read_costs(given.costs, fields, table.zones.ids, run), len(table.zones))
        own = own_costs(pairs, len(table.zones), given.own_zone)
        run.tell(
            f"{pairs.missing:,} pairs have no cost and count as not connected ({pairs.missing_own:,} within a zone)."
        )
        if given.own_zone == 0 and np.isinf(own).any():
            run.warn(
                f"{np.isinf(own).sum():,} zones have no cost to themselves in {given.costs.name}: their own jobs do "
                "not count. Add such rows, or choose OWN_ZONE 1, half the lowest cost to another zone."
            )
        return effective_density_by_costs(pairs, jobs, decays, own, given.min_cost, part(run, 0.1, 0.85))

    def _warn(self, given, jobs, own, run):
        from ....algorithms.density.effective import HIGH_SHARE

        high = own >= HIGH_SHARE
        if not jobs.any():
            run.warn(f"No zone of {given.zones.name} has any {given.jobs}: effective density is 0 everywhere.")
        elif high.any():
            run.warn(
                f"{high.sum():,} of {len(own):,} zones, with {100 * jobs[high].sum() / jobs.sum():.0f} % of all jobs, "
                f"owe {HIGH_SHARE:g} % or more of their effective density to their own jobs: there it tells how zones "
                "were drawn. Give a MIN_COST, such as 1 km, or smaller zones."
            )
