"""A plan being made: what was given, and what the steps have made of it so far.

A step runs a tool by its id, as a model does. Steps hand their results on as parts, in memory: nothing that this
run has made is read from a file again.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import numpy as np
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsGeometry, QgsProcessingMultiStepFeedback

from ...algorithms.ground.arrays import Bools, Floats
from ...algorithms.ground.errors import PlanError
from ...algorithms.report.facts import EdgeCommuting, edge_commuting
from ...algorithms.roles.quantities import working_residents
from ...algorithms.roles.thresholds import role_thresholds
from ..frame.parameters import Given
from ..frame.part import Part, PartSource
from ..frame.run import Run
from ..geometry import inside
from ..layers.parts import cut, ready_zones, record_shapes
from ..layers.tables import FlowFields, flow_fields, held_flows, read_flows
from ..layers.zones import ZoneTable, read_polygons
from .chapters import CHAPTERS, Cut, plan_layers
from .package import RUN_COLUMNS, Plan


class Draft:
    """One plan being made; ``crs`` is the plan's, ``table`` the zones as read in it."""

    def __init__(self, given: Given, table: ZoneTable, crs: QgsCoordinateReferenceSystem, run: Run):
        self.given, self.table, self.crs, self.run = given, table, crs, run
        self.title = given.title or table.source.name
        self.parts: dict[str, Part] = {}
        self._runs: list[dict[str, str]] = []
        steps = sum(len(chapter.steps) for chapter in CHAPTERS)
        self._feedback = QgsProcessingMultiStepFeedback(steps, run.feedback)

    def make(self) -> Plan:
        """Run the steps of every chapter; return the plan, cut to its area."""
        self._require_zones_inside()
        for chapter in CHAPTERS:
            chapter.require_room(self)
        for chapter in CHAPTERS:
            chapter.make(self)
        crossing = self._crossing()
        if self.given.study_area:
            self._cut()
        runs = [*self._runs, columns_of(self.run.provenance())]
        is_modelled = "flows" in self.parts
        return Plan(self.title, self.parts, runs, is_modelled, self.table.source.name, self.run.left_out, crossing)

    def step(self, tool: str, inputs: dict[str, Any], **outputs: str) -> None:
        """Run ``agora:<tool>``; ``outputs`` are names of plan layers by the keys of its outputs."""
        self._feedback.setCurrentStep(len(self._runs))
        self.run.tell(f"Step {len(self._runs) + 1}: {tool}")
        made = {key: Part(name) for key, name in outputs.items()}
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"agora:{tool}")
        algorithm.run({**inputs, **made}, self.run.context, self._feedback, {}, False)
        self.run.check()
        self.parts.update({part.name: part for part in made.values()})
        self._runs.append(columns_of(next(iter(made.values())).record))

    @cached_property
    def zones(self) -> Part:
        """The zones made ready: repaired, in the plan's CRS, with working residents where they are known."""
        name = re.sub(r"[^\w -]", "_", self.table.source.name)
        return ready_zones(name, self.table, self._workers(), self.crs)

    @property
    def jobs(self) -> Floats:
        """The jobs of each zone, (n,)."""
        return self.table.columns[self.given.jobs]

    @cached_property
    def area(self) -> QgsGeometry:
        """The plan's area."""
        source, shapes = self.given.study_area, self.table.geometries
        if source:
            shapes = read_polygons(source, self.crs, self.run)
            record_shapes(source, shapes, self.run)
        area = QgsGeometry.unaryUnion(shapes)
        area.convertToMultiType()
        return area

    def flows(self) -> dict[str, Any] | None:
        """Return the flows as inputs of a tool: those given, those modelled by now, or None."""
        if self._observed is not None:
            fields = {"ORIGIN": self.given.origin, "DESTINATION": self.given.destination}
            return {"FLOWS": self._observed, **fields, "COMMUTERS": self.given.commuters}
        if "flows" not in self.parts:
            return None
        fields = {"ORIGIN": "origin", "DESTINATION": "dest", "COMMUTERS": "commuters"}
        return {"FLOWS": self.parts["flows"], **fields}

    @cached_property
    def _observed(self) -> Part | None:
        if self.given.flows is None:
            return None
        return held_flows(self.given.flows, flow_fields(self.given), self.run)

    def _workers(self) -> list[float] | None:
        """Return the working residents of each zone where they can be known."""
        columns = self.table.columns
        residents, population = columns.get(self.given.residents), columns.get(self.given.population)
        if residents is None and population is None:
            return None
        return working_residents(residents, population, role_thresholds()["workers_per_person"]).tolist()

    def _require_zones_inside(self) -> None:
        if self.given.study_area and not self._inside.any():
            raise PlanError(
                f"STUDY_AREA: no zone of {self.table.source.name} has its middle in {self.given.study_area.name}. "
                "Are both layers in the right place?"
            )

    @cached_property
    def _inside(self) -> Bools:
        """Which zones have their middle in the plan's area, (n,)."""
        return np.array(inside([shape.pointOnSurface() for shape in self.table.geometries], self.area))

    def _crossing(self) -> EdgeCommuting | None:
        """Return who crosses the edge of a plan area that is a part of the zones."""
        flows = self.flows()
        if not self.given.study_area or flows is None:
            return None
        fields = FlowFields(flows["ORIGIN"], flows["DESTINATION"], flows["COMMUTERS"])
        source = PartSource("FLOWS", flows["FLOWS"])
        return edge_commuting(read_flows(source, fields, self.table.zones.ids, self.run)[0], self._inside)

    def _cut(self) -> None:
        for layer in plan_layers():
            if layer.name in self.parts and layer.cut is not Cut.NOT:
                cut(self.parts[layer.name], self.area, by_middle=layer.cut is Cut.BY_MIDDLE)


def columns_of(record: dict[str, str]) -> dict[str, str]:
    """Return what ``agora_runs`` holds of the record of a run, empty where it does not say."""
    return {column: record.get(column, "") for column in RUN_COLUMNS}
