"""A chapter of a plan: one question, the steps that answer it, the layers that show it, and what the report says.

All that a plan, its project, its map and its report hold of a question stands in the file of its chapter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Optional

from qgis.core import QgsMapLayer

from ....algorithms.report.contents import Method, Section
from ...frame.groups import Group

if TYPE_CHECKING:
    from ..book import Book
    from ..draft import Draft

Style = Callable[[QgsMapLayer], None]


class Cut(Enum):
    """How a layer is cut to the plan area."""

    NOT = "holds the whole region"
    BY_MIDDLE = "holds what has its middle inside"
    BY_SHAPE = "holds what reaches inside"
    BY_ENDS = "holds what begins or ends inside, the largest of it"
    AND_COUNTED = "is clipped, and counted again from the zones inside"


class PlanLayer(NamedTuple):
    """A layer of the GeoPackage.

    ``kind`` is polygons, lines, table, raster, or "view of zones"; ``height`` orders the map, small on top.
    ``is_modelled`` where no flows were observed: the title then says so. ``taken_as`` is how ``assembleplan``
    asks for it, a label and what to give; it stands in the project's group ``group``, default its chapter's.
    ``otherwise`` are title and abstract where it does not have the ``field`` that these are about.
    """

    name: str
    title: str
    abstract: str
    style: Optional[Style]
    height: int
    kind: str = "polygons"
    cut: Cut = Cut.NOT
    is_modelled: bool = False
    taken_as: tuple[str, str] = ("", "")
    group: Optional[Group] = None
    field: str = ""
    otherwise: tuple[str, str] = ("", "")

    def without_field(self) -> PlanLayer:
        """Return the layer as it is called where it does not have its field."""
        return self._replace(title=self.otherwise[0], abstract=self.otherwise[1])

    @property
    def is_drawn(self) -> bool:
        """Whether it stands on a map."""
        return self.kind != "table"

    @property
    def is_vector(self) -> bool:
        """Whether it has shapes and attributes of its own."""
        return self.kind in ("polygons", "lines", "points")


class Theme(NamedTuple):
    """A map of the plan: its ``layers`` from the top down; a plan without the layer ``lead`` does not have it.

    ``variants`` are styles that it gives layers instead of their own; ``is_crowded``: an enlarged part of it
    shows no more than the whole. ``field`` is one that its lead must have; ``is_last``: only a plan without any
    other has it.
    """

    name: str
    subtitle: str
    layers: tuple[str, ...]
    lead: str
    variants: Mapping[str, Style] = {}
    is_crowded: bool = False
    field: str = ""
    is_last: bool = False


class Step(NamedTuple):
    """A tool that a chapter may run, in words how it answers the question, and where that comes from."""

    tool: str
    method: str
    source: str


class Chapter:
    """One question; subclasses say what is particular to it."""

    group: ClassVar[Group]
    layers: ClassVar[tuple[PlanLayer, ...]] = ()
    themes: ClassVar[tuple[Theme, ...]] = ()
    steps: ClassVar[tuple[Step, ...]] = ()

    def make(self, draft: Draft) -> None:
        """Run the steps that the data allow."""

    def section(self, book: Book) -> Optional[Section]:
        """Return the section of the report, None where the plan does not answer the question."""
        return None

    def facts(self, book: Book) -> dict[str, Any]:
        """Return what the report's opening sentences say of it, members of ``Facts``."""
        return {}

    def uncertain(self, book: Book) -> list[str]:
        """Return what is uncertain about the answer, a sentence each."""
        return []

    def methods_run(self, tools: set[str]) -> list[Method]:
        """Return the methods of those tools that were run."""
        return [Method(self.group.title, *step[1:]) for step in self.steps if f"agora:{step.tool}" in tools]
