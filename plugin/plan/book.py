"""A finished plan as its report reads it: the chapters take their numbers, maps and tables from here."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import QgsProject

from ...algorithms.ground.arrays import Floats
from ...algorithms.report.contents import Parameters, Picture, Report
from ...algorithms.report.facts import Facts
from ...algorithms.report.losses import loss_sentences
from ...algorithms.report.page import report_page
from ...algorithms.report.sentences import MODELLED, OBSERVED, Basis, opening_sentences
from ..crs import metres_per_unit
from ..styles.appearance import LOOK
from .chapters import CHAPTERS
from .layout_items import FIGURE
from .package import Plan
from .pages import picture, theme_pages

_M2_PER_HA = 10_000.0
_FIGURE_DPI = 150


class Book:
    """The plan, and the project in which it is open; ``flows`` says what they rest on, None where it has none."""

    look = LOOK

    def __init__(self, project: QgsProject, plan: Plan, jobs: str, year: str):
        self._project, self.plan, self._jobs = project, plan, jobs
        self.flows = (MODELLED if plan.modelled else OBSERVED) if "commuting" in plan.parts else None
        self._basis = Basis(
            year=year,
            flows=self.flows,
            zones=len(plan.parts["zones"]),
            all_zones=plan.all_zones,
            density="density" in plan.parts,
            centres="centres" in plan.parts,
            firmness=self.has("zones", "firm"),
        )

    def write(self, path: Path) -> None:
        """Write the report as one HTML file."""
        path.write_text(report_page(self._report()), encoding="utf-8")

    @cached_property
    def jobs(self) -> Floats:
        """Jobs of each zone of the plan, (n,)."""
        return np.array([self.number(jobs) for jobs in self.column("zones", self._jobs)])

    @cached_property
    def hectares(self) -> Floats:
        """Land of each zone of the plan, (n,)."""
        zones = self.plan.parts["zones"]
        areas = np.array([zone.geometry().area() for zone in zones.features])
        return areas * metres_per_unit(zones.crs) ** 2 / _M2_PER_HA

    def has(self, layer: str, field: str) -> bool:
        """Whether the plan has this field of this layer."""
        return layer in self.plan.parts and self.plan.parts[layer].fields.indexOf(field) >= 0

    def column(self, layer: str, field: str) -> np.ndarray:
        """Return a field of a layer, (n,)."""
        return np.array(self.plan.parts[layer].column(field))

    def rows(self, layer: str, by: str = "") -> list[dict[str, Any]]:
        """Return the rows of a layer by field, ordered by one; none where the plan does not have it."""
        rows = self.plan.parts[layer].rows() if layer in self.plan.parts else []
        return sorted(rows, key=lambda row: row[by]) if by else rows

    def map(self, theme: str, basis: str) -> Picture | None:
        """Return the map of a theme, None where the plan does not have it."""
        page = self._pages.get(theme)
        if page is None:
            return None
        enlarged = " and an enlarged part" if page.inset else ""
        alt = f"Map of {self.plan.title}. {page.words.subtitle}, with its legend{enlarged}."
        return Picture(picture(self._project, page, _FIGURE_DPI, FIGURE), alt, page.words.subtitle, basis)

    @staticmethod
    def number(value: Any) -> float:
        """Return a value as a number, NaN where it is none."""
        try:
            return float(value)
        except (TypeError, ValueError):
            return float("nan")

    @cached_property
    def _pages(self) -> dict[str, Any]:
        return {page.theme.name: page for page in theme_pages(self._project, self.plan.note)}

    def _report(self) -> Report:
        last = self.plan.runs[-1]
        facts = {name: fact for chapter in CHAPTERS for name, fact in chapter.facts(self).items()}
        whole = Facts(float(self.jobs.sum()), **facts)
        tools = {run["tool"] for run in self.plan.runs}
        return Report(
            title=f"{self.plan.title}: spatial plan of the local economy",
            area=self.plan.title,
            date=last["time"][:10],
            sentences=[*opening_sentences(self.plan.title, whole, self._basis), *loss_sentences(self.plan.left_out)],
            basis=self._basis,
            look=LOOK,
            version=f"Agora {last['agora']}, QGIS {last['qgis']}, GDAL {last['gdal']}, numpy {last['numpy']}",
            sections=[section for section in (chapter.section(self) for chapter in CHAPTERS) if section],
            methods=[method for chapter in CHAPTERS for method in chapter.methods_run(tools)],
            parameters=[_parameters(run) for run in self.plan.runs],
            sources=[self.plan.source],
            left_out=[loss.in_words() for loss in self.plan.left_out],
            uncertain=[told for chapter in CHAPTERS for told in chapter.uncertain(self)],
        )


def _parameters(run: dict[str, str]) -> Parameters:
    values = json.loads(run["parameters"])
    return Parameters(run["tool"], [(key, _written(value)) for key, value in values.items()])


def _written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
