"""The plan's report: reads a finished plan and hands its numbers, maps and tables to the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import QgsProject, QgsVectorLayer

from ...algorithms.report.charts.centre_bars import centre_bars
from ...algorithms.report.charts.flow_matrix import flow_matrix
from ...algorithms.report.charts.lorenz import lorenz
from ...algorithms.report.charts.role_bars import role_bars
from ...algorithms.report.contents import Figure, Method, Parameters, Picture, Report, Section, Table
from ...algorithms.report.facts import (
    EdgeCommuting,
    Facts,
    StrongestLink,
    centre_totals,
    first_centre,
    job_densities,
    role_shares,
)
from ...algorithms.report.page import report_page
from ...algorithms.report.sentences import MODELLED, OBSERVED, Basis, opening_sentences
from ...algorithms.roles.rule_tree import ROLES
from ..crs import metres_per_unit
from ..styles import palette
from ..styles.appearance import LOOK
from .layout import FIGURE, plan_layer
from .package import Plan
from .pages import Page, picture, theme_pages

_M2_PER_HA = 10_000.0
_MOST_ROWS = 20
_FIGURE_DPI = 150
_TITLES = dict(ROLES)


class ReportOf:
    """The report of one open plan."""

    def __init__(self, project: QgsProject, plan: Plan, jobs: str, crossing: EdgeCommuting | None, year: str):
        self._project, self._plan, self._crossing = project, plan, crossing
        zones = plan_layer(project, "zones")
        unit = metres_per_unit(zones.crs())
        self._zones = list(zones.getFeatures())
        self._jobs = np.array([_number(each[jobs]) for each in self._zones])
        self._hectares = np.array([each.geometry().area() for each in self._zones]) * unit**2 / _M2_PER_HA
        self._has_roles = zones.fields().indexOf("role") >= 0
        self._centres = sorted(_rows(plan_layer(project, "centres")), key=lambda each: each["rank"])
        self._links = _rows(plan_layer(project, "role_links"))
        flows = plan_layer(project, "commuting") is not None
        self._flows = (MODELLED if plan.modelled else OBSERVED) if flows else None
        self._basis = Basis(year=year, flows=self._flows)
        self._pages = {page.theme: page for page in theme_pages(project, plan.note)}

    def write(self, path: Path) -> None:
        """Write the report as one HTML file."""
        path.write_text(report_page(self._report()), encoding="utf-8")

    def _report(self) -> Report:
        last = self._plan.runs[-1]
        return Report(
            title=f"{self._plan.title}: spatial plan of the local economy",
            area=self._plan.title,
            date=last["time"][:10],
            sentences=opening_sentences(self._plan.title, self._facts(), self._basis),
            basis=self._basis,
            look=LOOK,
            version=f"Agora {last['agora']}, QGIS {last['qgis']}, GDAL {last['gdal']}, numpy {last['numpy']}",
            sections=[each for each in (self._density(), self._of_centres(), self._roles(), self._of_links()) if each],
            methods=_METHODS,
            parameters=[_parameters(each) for each in self._plan.runs],
            sources=[self._plan.source],
            left_out=self._plan.left_out,
            uncertain=self._uncertain(),
        )

    def _facts(self) -> Facts:
        held = [each["jobs"] for each in self._centres]
        land = [each["area_ha"] for each in self._centres]
        names = [each["name"] for each in self._centres]
        roles = None
        if self._has_roles:
            roles = role_shares(self._column("role"), self._jobs, self._column("firm"))
        return Facts(
            float(self._jobs.sum()),
            centre_totals(held, land, self._jobs, self._hectares),
            first_centre(names, held, land, self._jobs),
            job_densities(self._jobs, self._hectares),
            roles,
            self._crossing,
            self._strongest(),
        )

    def _strongest(self) -> StrongestLink | None:
        across = [each for each in self._links if each["role_from"] != each["role_to"]]
        if not across:
            return None
        best = max(across, key=lambda each: each["observed"])
        origin, destination = _TITLES[best["role_from"]], _TITLES[best["role_to"]]
        return StrongestLink(origin, destination, best["observed"], best["ratio"])

    def _density(self) -> Section:
        chart = lorenz(self._jobs, self._hectares, LOOK, OBSERVED)
        words = (
            "Each zone's jobs are spread over its land and smoothed, so that places can be compared whatever the size "
            "of the zones. 25 jobs per hectare is the customary edge of an employment centre."
        )
        return Section("How much activity is where?", "Density", OBSERVED, [words], self._map("Density", OBSERVED),
                       [Figure(chart)])  # fmt: skip

    def _of_centres(self) -> Section | None:
        if not self._centres:
            return None
        columns = {key: [each[key] for each in self._centres] for key in ("name", "jobs", "dens_ha")}
        chart = centre_bars(*columns.values(), palette.DENSITY, LOOK, OBSERVED)
        keys = ("name", "jobs", "share_jobs", "area_ha", "dens_ha", "peak_ha")
        header = ("Centre", "Jobs", "% of all jobs", "Area (ha)", "Jobs per ha", "Highest jobs per ha")
        rows = [[each[key] for key in keys] for each in self._centres[:_MOST_ROWS]]
        words = f"Centres were found by the method “{self._centres[0]['method']}” and are named by their rank."
        table = Table("The centres by jobs", OBSERVED, header, rows)
        return Section("Where are the centres?", "Centres", OBSERVED, [words], self._map("Centres", OBSERVED),
                       [Figure(chart)], [table])  # fmt: skip

    def _roles(self) -> Section | None:
        if not self._has_roles:
            return None
        role = self._column("role")
        present = [key for key in palette.ROLES if (role == key).any()]
        jobs = [float(self._jobs[role == key].sum()) for key in present]
        titles, colours = [_TITLES[key] for key in present], [palette.ROLES[key] for key in present]
        chart = role_bars(titles, jobs, colours, LOOK, OBSERVED)
        rows = [
            [title, int((role == key).sum()), held, 100 * held / sum(jobs), held / self._hectares[role == key].sum()]
            for key, title, held in zip(present, titles, jobs)
        ]
        table = Table("The roles", OBSERVED, ("Role", "Zones", "Jobs", "% of all jobs", "Jobs per ha"), rows)
        words = (
            "Every zone has the role whose tests it passes first, on density, size, jobs per resident, sectors and the "
            "distance to a principal centre. The reason stands with each zone in the plan, and how firm it is."
        )
        return Section("What does each part do for the whole?", "Roles", OBSERVED, [words],
                       self._map("Roles", OBSERVED), [Figure(chart)], [table])  # fmt: skip

    def _of_links(self) -> Section | None:
        if self._flows is None:
            return None
        figures, tables = [], []
        if self._links:
            keys = [key for key in palette.ROLES if any(each["role_from"] == key for each in self._links)]
            place = {(each["role_from"], each["role_to"]): each["ratio"] for each in self._links}
            ratio = [[_number(place.get((start, end))) for end in keys] for start in keys]
            titles = [_TITLES[key] for key in keys]
            figures = [Figure(flow_matrix(titles, ratio, palette.DIVERGING, LOOK, self._flows))]
            tables = [self._link_table()]
        words = "Flows between roles are held against what the sizes of the two roles alone would give."
        return Section("How do the parts depend on each other?", "Links", self._flows, [words],
                       self._map("Links", self._flows), figures, tables)  # fmt: skip

    def _link_table(self) -> Table:
        largest = sorted(self._links, key=lambda each: -each["observed"])[:10]
        rows = [
            [f"{_TITLES[each['role_from']]} to {_TITLES[each['role_to']]}", each["observed"], each["ratio"]]
            for each in largest
        ]
        header = ("From and to", "Commuters", "Times expected")
        return Table("The ten largest flows between roles", self._flows, header, rows)

    def _map(self, theme: str, basis: str) -> Picture | None:
        page: Page | None = self._pages.get(theme)
        if page is None:
            return None
        inset = " and an enlarged part" if page.inset else ""
        alt = f"Map of {self._plan.title}. {page.words.subtitle}, with its legend{inset}."
        return Picture(picture(self._project, page, _FIGURE_DPI, FIGURE), alt, page.words.subtitle, basis)

    def _uncertain(self) -> list[str]:
        told = []
        if self._has_roles:
            told.append("Roles rest on thresholds, some of which are judgements; zones near one are called marginal.")
        if self._flows == MODELLED:
            told.append("Commuting is modelled from workers, jobs and distance, and set to an assumed mean commute.")
        return told

    def _column(self, name: str) -> np.ndarray:
        return np.array([each[name] for each in self._zones])


_METHODS = (
    Method("Density", "Kernel density of jobs spread over zones; the surface holds the total.",
           "Bailey & Gatrell (1995), 3.4"),
    Method("Centres", "Contour at 25 jobs per hectare, or dense zones that adjoin.", "Giuliano & Small (1991)"),
    Method("Roles", "Rule tree of eleven tests; 200 draws of its thresholds within 10 %.", "Documentation of Agora"),
    Method("Links", "Doubly constrained gravity model where no flows were given; observed over expected by role.",
           "Wilson (1971); Haberman (1973)"),
)  # fmt: skip


def _rows(layer: QgsVectorLayer | None) -> list:
    return list(layer.getFeatures()) if layer else []


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def _parameters(run: dict[str, str]) -> Parameters:
    values = json.loads(run["parameters"])
    return Parameters(run["tool"], [(key, _written(value)) for key, value in values.items()])


def _written(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
