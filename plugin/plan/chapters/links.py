"""How do the parts depend on each other? Commuting between zones, and between roles."""

from __future__ import annotations

from typing import Any, Optional

from ....algorithms.report.contents import Figure, Section, Table
from ....algorithms.report.link_facts import role_links
from ....algorithms.report.link_words import drawn_and_stored, held_against, model_rests_on
from ....algorithms.report.sentences import MODELLED
from ....algorithms.report.wording import times
from ....algorithms.roles.rule_tree import ROLES as ROLE_TITLES
from ...frame.groups import LINKS, PLAN
from ...styles import palette, vector
from ..modelled_flows import known_commuting, model_flows
from .chapter import Chapter, Cut, PlanLayer, Step, Theme

_TITLES = dict(ROLE_TITLES)
_MOST_ROWS = 10


class Links(Chapter):
    """Flows as observed, or modelled where there are none."""

    group = LINKS
    layers = (
        PlanLayer(
            "key_diagram",
            "Largest flows between role areas",
            "Commuters between areas of adjoining zones of one role, with a plan area inside it.",
            vector.key_diagram,
            30,
            "lines",
            Cut.BY_ENDS,
            is_modelled=True,
            taken_as=("Links between role areas", "Of Links between roles."),
            group=PLAN,
        ),
        PlanLayer(
            "desire_lines",
            "Commuting links",
            "The largest flows between two zones; with a plan area, of those that begin or end in it.",
            vector.desire_lines,
            40,
            "lines",
            Cut.BY_ENDS,
            is_modelled=True,
            taken_as=("Desire lines", "Of Desire lines."),
        ),
        PlanLayer(
            "commuting",
            "Jobs per resident worker",
            "Who comes, goes and stays.",
            vector.commuting,
            60,
            cut=Cut.BY_MIDDLE,
            is_modelled=True,
            taken_as=("Commuting summary", "Of Commuting summary, with zones."),
        ),
        PlanLayer(
            "role_links",
            "Links between roles",
            "Commuters from role to role, with a plan area those who live and work in it.",
            None,
            90,
            "table",
            is_modelled=True,
            taken_as=("Links between roles", "The table of Links between roles."),
        ),
        PlanLayer(
            "flows",
            "Flows between zones",
            "Commuters by pair of zones; modelled ones without flows of under one person.",
            None,
            91,
            "table",
            is_modelled=True,
            taken_as=("Flows", "A table of flows."),
        ),
    )
    themes = (
        Theme(
            "Links",
            "How the parts depend on each other",
            ("plan_area", "centres", "desire_lines", "commuting", "ground"),
            "desire_lines",
        ),
        Theme(
            "Key diagram",
            "Centres, and the largest flows between areas of one role",
            ("plan_area", "centres", "key_diagram", "zones"),
            "key_diagram",
            {"centres": vector.centre_circles, "zones": vector.pale_roles},
            is_crowded=True,
        ),
    )
    steps = (
        Step("gravitymodel", "Doubly constrained gravity model, for no flows were given.", "Wilson (1971)"),
        Step("desirelines", "The largest flows between two zones, 500 at most.", "Documentation of Agora"),
        Step("rolelinks", "Commuters observed over expected from the sizes of both roles.", "Haberman (1973)"),
        Step("commutingsummary", "Self-containment of each zone.", "Documentation of Agora"),
    )

    def make(self, draft) -> None:
        """Draw and add up the flows that were given, or modelled ones; with a plan area, those that it has."""
        zones = {"ZONES": draft.zones, "ZONE_ID": draft.given.zone_id}
        if draft.flows() is None and draft.workers is None:
            draft.run.warn("No links: they need a table of flows, or working residents or population to model them.")
            return
        modelled = model_flows(draft, zones) if draft.flows() is None else None
        flows = draft.flows()
        if flows is None:
            return
        area = {"STUDY_AREA": draft.given.study_area.chosen} if draft.given.study_area else {}
        draft.step("desirelines", {**zones, **flows, **area}, OUTPUT="desire_lines")
        if draft.parts["zones"].fields.indexOf("role") >= 0:
            roles = {**zones, "ZONES": draft.parts["zones"], "ROLE": "role", **_names(draft.given)}
            draft.step("rolelinks", {**roles, **flows, **area}, OUTPUT="role_links", OUTPUT_LINES="key_diagram")
        draft.step("commutingsummary", {**zones, **flows}, OUTPUT="commuting")
        draft.commuting = known_commuting(draft, flows, modelled)

    def section(self, book) -> Optional[Section]:
        """Hold flows between roles against what their sizes alone would give."""
        if book.flows is None:
            return None
        links = book.rows("role_links")
        words = [*_lines(book), *_roles(book, links)]
        figures, tables = ([self._matrix(book, links)], [_largest(book, links)]) if links else ([], [])
        tables += _named(book)
        return Section(
            self.group.question, self.group.title, book.flows, words, book.map("Links", book.flows), figures, tables
        )

    def _matrix(self, book, links) -> Figure:
        from ....algorithms.report.charts.flow_matrix import flow_matrix

        keys = [key for key in palette.ROLES if any(link["role_from"] == key for link in links)]
        ratios = {(link["role_from"], link["role_to"]): link["ratio"] for link in links}
        ratio = [[book.number(ratios.get((start, end))) for end in keys] for start in keys]
        return Figure(flow_matrix([_TITLES[key] for key in keys], ratio, palette.DIVERGING, book.look, book.flows))

    def facts(self, book) -> dict[str, Any]:
        """Return who crosses the edge of the plan area, and the largest and strongest links between two roles."""
        links = book.rows("role_links")
        origins, destinations = ([_title(link, end) for link in links] for end in ("from", "to"))
        people, expected = ([link[key] for link in links] for key in ("observed", "expected"))
        edge = book.plan.commuting and book.plan.commuting.edge
        return {"commuting": edge, "links": role_links(origins, destinations, people, expected)}

    def uncertain(self, book) -> list[str]:
        """Say what modelled flows rest on, and in what observed ones do not agree with the jobs."""
        if book.flows != MODELLED:
            return list(book.plan.commuting.doubts) if book.plan.commuting else []
        known = book.plan.commuting and book.plan.commuting.modelled
        if known is None:
            return ["Commuting is modelled from workers, jobs and distance."]
        return [model_rests_on(known)]


def _lines(book) -> list[str]:
    """Say what the map of links shows of all people, where the plan has one."""
    if not book.has("desire_lines", "commuters"):
        return []
    commuters = book.column("desire_lines", "commuters")
    return drawn_and_stored(len(commuters), float(commuters.sum()), book.plan.commuting, book.plan.is_part)


def _roles(book, links) -> list[str]:
    people, is_known = sum(link["observed"] for link in links), book.plan.commuting is not None
    return [held_against(people, is_known and book.plan.is_part)] if links else []


def _largest(book, links) -> Table:
    largest = sorted(links, key=lambda link: -link["observed"])[:_MOST_ROWS]
    rows = [[f"{_title(link, 'from')} to {_title(link, 'to')}", link["observed"], _ratio(link)] for link in largest]
    header = ("From and to", "Commuters", "Times expected")
    return Table("The ten largest flows between roles", book.flows, header, rows)


def _names(given) -> dict[str, Any]:
    """Return what role areas are called by, as inputs of the tool that draws their links."""
    fields = {key: given[key] for key in ("NAME", "PLACE_NAME", "PLACE_SIZE")}
    return {**fields, "PLACES": given.places.chosen} if given.places else fields


def _named(book) -> list[Table]:
    """Return the largest flows between areas of one role, where these have names."""
    if not book.has("key_diagram", "name_from"):
        return []
    largest = sorted(book.rows("key_diagram"), key=lambda link: -link["commuters"])[:_MOST_ROWS]
    rows = [
        [*(f"{link[f'name_{end}']} ({_title(link, end)})" for end in ("from", "to")), link["commuters"]]
        for link in largest
    ]
    return [Table("The largest flows between areas of one role", book.flows, ("From", "To", "Commuters"), rows)]


def _title(link, end: str) -> str:
    return _TITLES[link[f"role_{end}"]]


def _ratio(link) -> Optional[str]:
    return None if link["ratio"] is None else times(link["ratio"])
