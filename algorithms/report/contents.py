"""What stands in a report? Plain data, filled in by whoever made the plan; texts are texts and never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Optional, Union

from .appearance import Look
from .charts.style import Chart
from .sentences import Basis

Cell = Union[str, int, float, None]


class Picture(NamedTuple):
    """A map: ``png`` the bytes of the file; ``alt`` what it shows; ``caption``; ``basis`` as ``Section`` has it."""

    png: bytes
    alt: str
    caption: str
    basis: str


class Figure(NamedTuple):
    """A chart, whose own title says its basis, with a caption that may be empty."""

    chart: Chart
    caption: str = ""


class Table(NamedTuple):
    """``header`` (k,) with units; ``rows`` of k cells, the first of which names the row.

    Numbers are written by the page: whole ones whole, others whole from 10 on and with one decimal below; None
    and NaN as a dash. Texts stay as they are, but one that a spreadsheet would take for a formula is quoted.
    """

    caption: str
    basis: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class Section(NamedTuple):
    """One question of the plan, and its answer in words, map, charts and tables.

    ``basis`` is in its heading: observed, modelled, estimated or classified.
    """

    question: str
    heading: str
    basis: str
    paragraphs: Sequence[str] = ()
    map: Optional[Picture] = None
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()


class Method(NamedTuple):
    """How a question was answered, and where that comes from."""

    question: str
    method: str
    source: str


class Parameters(NamedTuple):
    """A tool that was run, and the name and value of each of its parameters."""

    tool: str
    values: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Report:
    """All that a report says; ``version`` names what made it, ``basis`` what its numbers rest on."""

    title: str
    area: str
    date: str
    sentences: Sequence[str]
    basis: Basis
    look: Look
    version: str
    sections: Sequence[Section] = ()
    methods: Sequence[Method] = ()
    parameters: Sequence[Parameters] = ()
    sources: Sequence[str] = ()
    left_out: Sequence[str] = ()
    uncertain: Sequence[str] = ()
