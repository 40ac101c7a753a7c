"""What does each part do for the whole? The role of every zone, its reason and how firm it is."""

from __future__ import annotations

from typing import Any, Optional

from ....algorithms.report.contents import Figure, Section, Table
from ....algorithms.report.facts import role_shares
from ....algorithms.report.sentences import CLASSIFIED
from ....algorithms.roles.quantities import GROUPS
from ....algorithms.roles.rule_tree import ROLES as ROLE_TITLES
from ...frame.groups import ROLES
from ...styles import palette, vector
from .chapter import Chapter, Cut, PlanLayer, Step, Theme


class Roles(Chapter):
    """Roles of zones."""

    group = ROLES
    layers = (
        PlanLayer(
            "zones",
            "Role",
            "The role of each zone, its reason and how firm it is.",
            vector.roles,
            50,
            cut=Cut.BY_MIDDLE,
            field="role",
            otherwise=("Zones", "The zones, as they were given."),
        ),
    )
    themes = (
        Theme(
            "Roles",
            "What each part does for the whole",
            ("plan_area", "centres", "zones"),
            "zones",
            field="role",
        ),
    )
    steps = (
        Step("variety", "Entropy and Hill numbers of each zone's sectors.", "Frenken, van Oort & Verburg (2007)"),
        Step(
            "classifyroles",
            "Rule tree of eleven tests; 200 draws of its thresholds within 10 %.",
            "Documentation of Agora",
        ),
    )

    def make(self, draft) -> None:
        """Give every zone its role, and with sectors its variety; without roles the zones stand as they are."""
        given = draft.given
        draft.parts["zones"] = draft.zones
        if given.sectors:
            draft.step("variety", {"ZONES": draft.zones, "SECTORS": list(given.sectors)}, OUTPUT="zones")
        groups = {group.upper(): list(given[group.upper()]) for group in GROUPS}
        if not all(groups.values()) or not (given.residents or given.population):
            draft.run.warn("No roles: they need the four sector groups, and working residents or population.")
            return
        people = {key: given[key] for key in ("RESIDENTS", "POPULATION") if given[key]}
        inputs = {"ZONES": draft.parts["zones"], "JOBS": given.jobs, **groups, **people}
        draft.step("classifyroles", {**inputs, "CENTRES": draft.parts["centres"]}, OUTPUT="zones")

    def section(self, book) -> Optional[Section]:
        """Tell how the jobs spread over the roles."""
        from ....algorithms.report.charts.role_bars import role_bars

        if not book.has("zones", "role"):
            return None
        role = book.column("zones", "role")
        present = [key for key in palette.ROLES if (role == key).any()]
        titles = [dict(ROLE_TITLES)[key] for key in present]
        jobs = [float(book.jobs[role == key].sum()) for key in present]
        chart = role_bars(titles, jobs, [palette.ROLES[key] for key in present], book.look, CLASSIFIED)
        rows = [
            [title, int((role == key).sum()), held, 100 * held / sum(jobs), held / book.hectares[role == key].sum()]
            for key, title, held in zip(present, titles, jobs)
        ]
        table = Table("The roles", CLASSIFIED, ("Role", "Zones", "Jobs", "% of all jobs", "Jobs per ha"), rows)
        words = (
            "Every zone has the role whose tests it passes first, on density, size, jobs per resident, sectors and the "
            "distance to a principal centre. The reason stands with each zone in the plan, and how firm it is."
        )
        return Section(
            self.group.question,
            self.group.title,
            CLASSIFIED,
            [words],
            book.map("Roles", CLASSIFIED),
            [Figure(chart)],
            [table],
        )

    def facts(self, book) -> dict[str, Any]:
        """Return the shares of three roles, and of marginal ones."""
        if not book.has("zones", "role"):
            return {}
        return {"roles": role_shares(book.column("zones", "role"), book.jobs, book.column("zones", "firm"))}

    def uncertain(self, book) -> list[str]:
        """Say what roles rest on."""
        told = "Roles rest on thresholds, some of which are judgements; zones near one are called marginal."
        return [told] if book.has("zones", "role") else []
