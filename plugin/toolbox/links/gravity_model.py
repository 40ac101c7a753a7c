"""Who would commute where: the tool ``gravitymodel``."""

from __future__ import annotations

from ....algorithms.ground.coded import Coded
from ....algorithms.ground.errors import PlanError
from ...frame.groups import LINKS
from ...frame.layer_parameters import Field
from ...frame.outputs import VectorOutput
from ...frame.parameters import Choice, Number, NumberResult
from ...frame.tool import Spec, Tool
from ...layers.sinks import write_table
from ...layers.tables import flow_fields, read_costs, read_flows
from ...layers.zones import read_zones
from .. import common_parameters as common

_MIN_COMMUTERS = "Smaller flows are left out of the table; the log states their share."
_PARAMETERS = (
    *common.zones(),
    Field("WORKERS", "Working residents", common.WORKERS, parent="ZONES", numeric=True),
    common.jobs(),
    *common.costs(),
    Choice("FORM", "Decay", "How flows fall with cost.", options=("Exponential", "Power")),
    Number("MEAN_COST", "Mean cost", "The mean commute to reach, in km or the unit of the costs.", optional=True),
    Number("BETA", "Decay beta", "Taken as it is, where it is known.", optional=True),
    *common.flows(optional=True),
    Number("MIN_COMMUTERS", "Least commuters", _MIN_COMMUTERS, default=1.0),
    VectorOutput("OUTPUT", "Modelled flows", "A table: origin, dest, commuters.", kind="table"),
    NumberResult("BETA", "Decay beta", ""),
    NumberResult("CPC", "Common part of commuters", ""),
    NumberResult("R2", "Squared correlation", ""),
)


class GravityModel(Tool):
    """Model commuting flows that meet all workers and all jobs.

    Who would commute where, if nothing but workers, jobs and distance mattered? A doubly constrained gravity model
    (Wilson 1971): every zone sends its workers and fills its jobs, and flows fall with the cost of travel. It is
    set by a mean cost, by its decay, or by observed flows.

    Example: zones with working residents and jobs, mean commute 12 km.

    How to read the result: the flows are modelled, not observed; say so wherever they show. BETA is the decay per
    unit of cost. With observed flows, CPC is the share of commuters that model and data have in common (0.6 to 0.8
    is usual), R2 the squared correlation. Jobs are scaled to the workers' total; a factor far from 1 means that
    people commute across the edge of the data. Next: Desire lines, Commuting summary.
    """

    def spec(self):
        return Spec(
            "gravitymodel",
            "Gravity model of commuting",
            LINKS,
            _PARAMETERS,
            example=dict(ZONES="zones", ZONE_ID="zone_id", WORKERS="pop", JOBS="jobs", MEAN_COST=12, MIN_COMMUTERS=5),
            tags=("spatial interaction", "Furness", "Wilson", "trip distribution", "flows"),
        )

    def compute(self, given, run):
        from ....algorithms.ground.progress import part
        from ....algorithms.ground.sizes import require
        from ....algorithms.links.flow_fit import large_flows
        from ....algorithms.links.gravity import COMPARED, MATRICES, Form, balanced, doubly_constrained, matrices

        table = read_zones(given.zones, run, given.zone_id, (given.workers, given.jobs))
        workers, jobs = table.columns[given.workers], table.columns[given.jobs]
        ids = table.zones.ids
        require(matrices(len(ids), COMPARED if given.flows else MATRICES))
        self._tell_balance(balanced(workers, jobs).factor, workers.sum(), jobs.sum(), run)
        cost = self._costs(given, table, run)
        observed = read_flows(given.flows, flow_fields(given), ids, run)[0] if given.flows else None
        form = Form(given.form)
        beta = self._beta(given, workers, jobs, cost, observed, form, part(run, 0.1, 0.7))
        flows = doubly_constrained(workers, jobs, cost, beta, form, part(run, 0.7, 0.85))
        kept, left_out = large_flows(flows, given.min_commuters, part(run, 0.85, 0.9))
        if given.min_commuters:
            run.tell(
                f"Flows under {given.min_commuters:g} commuters are left out: {100 * left_out:.1f} % of all people."
            )
        ends = {"origin": Coded(list(ids), kept.origin), "dest": Coded(list(ids), kept.destination)}
        write_table(given.output, {**ends, "commuters": kept.people})
        return {"BETA": beta, **self._fit(observed, flows)}

    def _costs(self, given, table, run):
        from ....algorithms.ground.costs import cost_matrix
        from ....algorithms.ground.progress import part

        if not given.costs:
            run.tell("Costs are straight-line km; within a zone two thirds of its radius.")
            return table.zones.distances(part(run, 0.05, 0.1))
        fields = (given.cost_origin, given.cost_destination, given.cost)
        costs = cost_matrix(*read_costs(given.costs, fields, table.zones.ids, run), len(table.zones))
        run.tell(
            f"{costs.missing:,} pairs have no cost and count as not connected ({costs.missing_own:,} within a zone)."
        )
        return costs.cost

    def _beta(self, given, workers, jobs, cost, observed, form, progress):
        from ....algorithms.links.gravity_calibration import calibrated_beta, fitted_beta

        if given.beta is not None:
            return given.beta
        if given.mean_cost is not None:
            return calibrated_beta(workers, jobs, cost, given.mean_cost, form, progress)
        if observed is None:
            raise PlanError("Give MEAN_COST, BETA, or observed FLOWS: without one of them the decay is not known.")
        return fitted_beta(workers, jobs, cost, observed, form, progress).beta

    def _tell_balance(self, factor, workers, jobs, run):
        tell = run.warn if abs(factor - 1) > 0.02 else run.tell
        tell(f"{workers:,.0f} workers, {jobs:,.0f} jobs: jobs are scaled by {factor:.3f} so that all workers find one.")

    def _fit(self, observed, flows):
        from ....algorithms.links.flow_fit import common_part_of_commuters, flow_matrix, r_squared

        if observed is None:
            return {}
        known = flow_matrix(observed, len(flows))
        return {"CPC": common_part_of_commuters(known, flows), "R2": r_squared(known, flows)}
