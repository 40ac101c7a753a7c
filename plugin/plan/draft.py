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
from ...algorithms.report.link_facts import PlanCommuting
from ...algorithms.report.losses import from_text
from ...algorithms.roles.quantities import working_residents
from ...algorithms.roles.thresholds import role_thresholds
from ..frame.parameters import Given
from ..frame.part import Part
from ..frame.run import Run
from ..layers.parts import ready_zones
from ..layers.study_area import read_study_area, united, zones_inside
from ..layers.tables import flow_fields, held_flows
from ..layers.zones import ZoneTable
from .chapters import CHAPTERS, Cut, plan_layers
from .cutting import cut_parts
from .package import RUN_COLUMNS, Plan


class Draft:
    """One plan being made; ``crs`` is the plan's, ``table`` the zones as read in it.

    ``inside`` (n,) tells which of them have their middle in the plan's area; PlanError if none has. ``commuting`` is
    what the chapter of links knows of the flows besides its layers.
    """

    def __init__(self, given: Given, table: ZoneTable, crs: QgsCoordinateReferenceSystem, run: Run):
        self.given, self.table, self.crs, self.run = given, table, crs, run
        self.title = given.title or (given.study_area or table.source).name
        self.parts: dict[str, Part] = {}
        self.commuting: PlanCommuting | None = None
        self.inside = self._inside()
        self._runs: list[dict[str, str]] = []
        steps = 1 + sum(len(chapter.steps) for chapter in CHAPTERS)  # the zones were read first
        self._feedback = QgsProcessingMultiStepFeedback(steps, run.feedback)

    def make(self) -> Plan:
        """Run the steps of every chapter; return the plan, cut to its area."""
        for chapter in CHAPTERS:
            chapter.make(self)
        if self.given.study_area:
            chosen = {layer.name for layer in plan_layers() if layer.cut is Cut.BY_ENDS}  # by the tools that made them
            cut = {name: part for name, part in self.parts.items() if name not in chosen}
            cut_parts(cut, self.area, self.given.jobs)
        runs = with_losses(self._runs, self.run)
        is_modelled, left_out = "flows" in self.parts, tuple(self.run.left_out)
        zones = len(self.table.zones)
        return Plan(self.title, self.parts, runs, is_modelled, self.table.source.name, left_out, zones, self.commuting)

    def step(self, tool: str, inputs: dict[str, Any], **outputs: str) -> None:
        """Run ``agora:<tool>``; ``outputs`` are names of plan layers by the keys of its outputs."""
        self._feedback.setCurrentStep(1 + len(self._runs))
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
        return ready_zones(name, self.table, None if self.workers is None else self.workers.tolist(), self.crs)

    @property
    def jobs(self) -> Floats:
        """The jobs of each zone, (n,)."""
        return self.table.columns[self.given.jobs]

    @cached_property
    def area(self) -> QgsGeometry:
        """The plan's area."""
        if self.given.study_area:
            return read_study_area(self.given.study_area, self.crs, self.run)
        return united(self.table.geometries)

    def _inside(self) -> Bools:
        if self.given.study_area:
            return zones_inside(self.table, self.area, self.given.study_area)
        return np.ones(len(self.table.zones), np.bool_)

    @cached_property
    def workers(self) -> Floats | None:
        """The working residents of each zone, (n,), None where they cannot be known."""
        columns = self.table.columns
        residents, population = columns.get(self.given.residents), columns.get(self.given.population)
        if residents is None and population is None:
            return None
        return working_residents(residents, population, role_thresholds()["workers_per_person"])

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


def columns_of(record: dict[str, str]) -> dict[str, str]:
    """Return what ``agora_runs`` holds of the record of a run, empty where it does not say."""
    return {column: record.get(column, "") for column in RUN_COLUMNS}


def with_losses(steps: list[dict[str, str]], run: Run) -> list[dict[str, str]]:
    """Return the rows of ``agora_runs``, last that of the plan: it has left out what its steps have."""
    run.adopt(loss for step in steps for loss in from_text(step["left_out"]))
    return [*steps, columns_of(run.provenance())]
