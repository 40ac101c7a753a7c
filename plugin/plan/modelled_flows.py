"""Commuting of a plan for which none was observed: modelled between all zones, counted whole, stored in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingException

from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.sizes import refuse_larger
from ...algorithms.links.gravity import balanced, matrices
from ...algorithms.links.gravity_calibration import longest_mean_cost
from ...algorithms.report.link_facts import Modelled, PlanCommuting, edge_commuting
from ..frame.part import Part, PartSource
from ..layers.parts import WORKERS
from ..layers.tables import FlowFields, coded_flows, read_flows
from .jobs import doubts

if TYPE_CHECKING:
    from .draft import Draft

LEAST_STORED = 1.0  # commuters: most of the pairs of zones have a fraction of one
MATRICES = 12  # zones by zones: the steps of a plan of 4,096 zones held 11 at once


def model_flows(draft: Draft, zones: dict[str, Any]) -> Modelled | None:
    """Make the part ``flows``, between all zones; warns and returns None where there are none to be had.

    ``zones`` are inputs of a tool. A mean commute that the zones do not allow becomes the longest that they do.
    """
    table, asked = draft.table.zones, draft.given.mean_cost
    try:
        refuse_larger(matrices(len(table), MATRICES))
        longest = longest_mean_cost(draft.workers, draft.jobs, table.distances())
        if asked > longest:
            draft.run.warn(
                f"A mean commute of {asked:,.4g} km is more than these zones allow. The model takes the longest "
                f"possible, {longest:,.4g} km, which is that of people who do not mind the distance."
            )
        inputs = {"WORKERS": WORKERS, "JOBS": draft.given.jobs, "MEAN_COST": min(asked, longest), "MIN_COMMUTERS": 0}
        draft.step("gravitymodel", {**zones, **inputs}, OUTPUT="flows")
    except (PlanError, QgsProcessingException) as error:
        draft.run.warn(f"No links: {error}")
        return None
    return Modelled(min(asked, longest), asked, balanced(draft.workers, draft.jobs).factor, LEAST_STORED, 100.0)


def known_commuting(draft: Draft, inputs: dict[str, Any], modelled: Modelled | None) -> PlanCommuting:
    """Return what is known of a plan's flows besides its layers; of modelled ones the plan then keeps what it stores.

    ``inputs`` are the flows as inputs of a tool.
    """
    part: Part = inputs["FLOWS"]
    fields = FlowFields(inputs["ORIGIN"], inputs["DESTINATION"], inputs["COMMUTERS"])
    if modelled is None:
        flows, _ = read_flows(PartSource("FLOWS", part), fields, draft.table.zones.ids, draft.run)
        doubted = doubts(draft.jobs, flows)
    else:
        flows, doubted = coded_flows(part, fields), ()
    for doubt in doubted:
        draft.run.warn(doubt)
    ours = draft.inside[flows.origin] | draft.inside[flows.destination]
    people = flows.taken(ours).total
    if modelled is not None:
        stored = ours & (flows.people >= modelled.least)
        modelled = modelled._replace(stored=100 * flows.taken(stored).total / people if people > 0 else 100.0)
        part.keep_rows(stored)
    return PlanCommuting(people, edge_commuting(flows, draft.inside), modelled, doubted)
