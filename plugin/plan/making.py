"""How a plan comes about: which tools run on what, step by step."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry

from ...algorithms.files.arrow import table_columns
from ...algorithms.ground.arrays import Bools
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.flows import Flows, matched_ids
from ...algorithms.plan.facts import EdgeCommuting, edge_commuting
from ...algorithms.roles.quantities import working_residents
from ...algorithms.roles.thresholds import role_thresholds
from ..crs import metres_per_unit
from ..layers.tables import read_flows
from ..layers.zones import ZoneTable
from ..toolbox.common import flow_fields
from ..toolbox.parameters import Given
from ..toolbox.run import Run
from .package import Plan
from .parts import WORKERS, copied, cut_to, plan_area, polygons, ready_zones, record_shapes
from .publishing import publish_plan
from .steps import RUN_COLUMNS, Steps

BANDWIDTH = 400.0  # m: a walk of five minutes
MOST_CELLS = 10_000_000
THRESHOLD = 25.0  # jobs per ha at the edge of a centre
LEAST_SHARE = 0.0025  # of all jobs, for a centre of the plan
_GROUPS = ("KNOWLEDGE", "CONSUMER", "INDUSTRY", "PUBLIC")
_STEPS = 8
_CONTOUR = 1


class Making:
    """One plan being made; ``crs`` is the plan's, ``folder`` holds the parts until they are packed."""

    def __init__(self, given: Given, table: ZoneTable, crs: QgsCoordinateReferenceSystem, run: Run, folder: Path):
        self._given, self._table, self._crs, self._run, self._folder = given, table, crs, run, folder
        self._steps = Steps(run, folder, _STEPS)
        self._jobs = table.columns[given.jobs]
        self._ready = str(folder / "zones" / (re.sub(r"^gpkg|[^\w -]", "_", table.source.name) + ".gpkg"))
        self._title = given.title or table.source.name
        self._has_roles = False

    def make(self) -> Plan:
        """Run all steps, write the plan and what is made of it."""
        area = self._area()
        Path(self._ready).parent.mkdir()
        ready_zones(Path(self._ready), self._table, self._workers(), self._crs)
        self._density()
        self._centres()
        self._roles()
        self._links()
        self._sites()
        self._cut(area)
        modelled = "flows" in self._steps.files
        whole = self._run.provenance()
        runs = [*self._steps.runs, {column: whole[column] for column in RUN_COLUMNS}]
        plan = Plan(self._title, self._steps.files, runs, modelled, self._table.source.name, self._run.left_out)
        publish_plan(plan, self._given, self._run, self._crossing(area))
        return plan

    def _workers(self) -> list[float] | None:
        """Return the working residents of each zone where they can be known."""
        columns = self._table.columns
        residents, population = columns.get(self._given.residents), columns.get(self._given.population)
        if residents is None and population is None:
            return None
        return working_residents(residents, population, role_thresholds()["workers_per_person"]).tolist()

    def _area(self) -> QgsGeometry:
        """Return the plan's area, and write it as a part."""
        source, shapes = self._given.study_area, self._table.geometries
        if source:
            shapes = polygons(source, self._crs, self._run)
            record_shapes(source, shapes, self._run)
        area = QgsGeometry.unaryUnion(shapes)
        if source and not self._inside(area).any():
            raise PlanError(
                f"STUDY_AREA: no zone of {self._table.source.name} has its middle in {source.name}. Are both layers "
                "in the right place?"
            )
        self._steps.files["plan_area"] = self._folder / "plan_area.gpkg"
        plan_area(self._steps.files["plan_area"], self._title, area, self._crs)
        return area

    def _density(self) -> None:
        bandwidth = self._given.bandwidth or BANDWIDTH
        unit = metres_per_unit(self._crs)
        lengths = {"BANDWIDTH": bandwidth / unit, "CELL_SIZE": self._cell(bandwidth) / unit}
        inputs = {"INPUT": self._ready, "WEIGHT": self._given.jobs, **lengths}
        self._steps.step("kerneldensity", inputs, {"OUTPUT": "density"})

    def _cell(self, bandwidth: float) -> float:
        """Return the cell size asked for, or the smallest that keeps the surface at ten million cells."""
        if self._given.cell_size:
            return float(self._given.cell_size)
        low, high = self._table.zones.centroid.min(axis=0), self._table.zones.centroid.max(axis=0)
        width, height = high - low + 2 * bandwidth + 2 * math.sqrt(self._table.zones.area.max())
        smallest = math.ceil(math.sqrt(width * height / MOST_CELLS) / 5) * 5.0
        return max(min(max(bandwidth / 10, 5.0), 100.0), smallest)

    def _centres(self) -> None:
        least = LEAST_SHARE * float(self._jobs.sum())
        if self._given.centre_method == _CONTOUR:
            inputs = {"DENSITY": str(self._steps.files["density"]), "THRESHOLD": THRESHOLD, "MIN_JOBS": least}
            self._steps.step("densitycentres", inputs, {"OUTPUT": "centres"})
        else:
            inputs = {"ZONES": self._ready, "JOBS": self._given.jobs, "MIN_JOBS": least}
            self._steps.step("cutoffcentres", inputs, {"OUTPUT": "centres"})

    def _roles(self) -> None:
        given, zones = self._given, self._ready
        if given.sectors:
            self._steps.step("variety", {"ZONES": zones, "SECTORS": list(given.sectors)}, {"OUTPUT": "variety"})
            zones = str(self._steps.files.pop("variety"))
        groups = {key: list(given[key]) for key in _GROUPS}
        if not all(groups.values()) or not (given.residents or given.population):
            self._run.warn("No roles: they need the four sector groups, and working residents or population.")
            self._steps.files["zones"] = Path(zones)
            return
        inputs: dict[str, Any] = {"ZONES": zones, "JOBS": given.jobs, **groups}
        inputs["CENTRES"] = str(self._steps.files["centres"])
        inputs.update({key: given[key] for key in ("RESIDENTS", "POPULATION") if given[key]})
        self._steps.step("classifyroles", inputs, {"OUTPUT": "zones"})
        self._has_roles = True

    def _links(self) -> None:
        zones = {"ZONES": self._ready, "ZONE_ID": self._given.zone_id}
        flows = self._observed() or self._modelled(zones)
        if flows is None:
            self._run.warn("No links: they need a table of flows, or working residents or population to model them.")
            return
        self._steps.step("desirelines", {**zones, **flows}, {"OUTPUT": "desire_lines"})
        if self._has_roles:
            roles = {**zones, "ZONES": str(self._steps.files["zones"]), "ROLE": "role"}
            outputs = {"OUTPUT": "role_links", "OUTPUT_LINES": "key_diagram"}
            self._steps.step("rolelinks", {**roles, **flows}, outputs)
        self._steps.step("commutingsummary", {**zones, **flows}, {"OUTPUT": "commuting"})

    def _observed(self) -> dict[str, Any] | None:
        given = self._given
        if given.flows is None:
            return None
        fields = {"ORIGIN": given.origin, "DESTINATION": given.destination, "COMMUTERS": given.commuters}
        return {"FLOWS": given.flows.chosen, **fields}

    def _modelled(self, zones: dict[str, Any]) -> dict[str, Any] | None:
        if not (self._given.residents or self._given.population):
            return None
        inputs = {**zones, "WORKERS": WORKERS, "JOBS": self._given.jobs, "MEAN_COST": self._given.mean_cost}
        self._steps.step("gravitymodel", inputs, {"OUTPUT": "flows"})
        fields = {"ORIGIN": "origin", "DESTINATION": "dest", "COMMUTERS": "commuters"}
        return {"FLOWS": str(self._steps.files["flows"]), **fields}

    def _sites(self) -> None:
        if self._given.sites:
            self._steps.files["opportunities"] = self._folder / "opportunities.gpkg"
            copied(self._steps.files["opportunities"], self._given.sites, self._crs, self._run)

    def _cut(self, area: QgsGeometry) -> None:
        if self._given.study_area:
            for name, file in self._steps.files.items():
                if name in ("centres", "zones", "commuting", "desire_lines", "key_diagram", "opportunities"):
                    cut_to(file, area, by_middle=name in ("zones", "commuting"))

    def _crossing(self, area: QgsGeometry) -> EdgeCommuting | None:
        """Return who crosses the edge of a plan area that is a part of the zones."""
        if not self._given.study_area or "desire_lines" not in self._steps.files:
            return None
        return edge_commuting(self._flows(), self._inside(area))

    def _inside(self, area: QgsGeometry) -> Bools:
        """Return which zones have their middle in an area, (n,)."""
        engine = QgsGeometry.createGeometryEngine(area.constGet())
        engine.prepareGeometry()
        middles = (each.pointOnSurface() for each in self._table.geometries)
        return np.array([engine.intersects(each.constGet()) for each in middles])

    def _flows(self) -> Flows:
        given, ids = self._given, self._table.zones.ids
        if given.flows is not None:
            return read_flows(given.flows, flow_fields(given), ids, self._run)[0]
        file = self._steps.files["flows"]
        origin, destination, people = table_columns(str(file), file.stem, ("origin", "dest", "commuters"))
        return Flows(matched_ids(ids, origin).position, matched_ids(ids, destination).position, people)
