"""How is the report set? One HTML file that holds all it needs, acts on nothing and links to nowhere.

The only file that imports jinja2, and only when a page is made. Whatever a report holds is data: every text is
escaped on its way into the template, and a policy in the page refuses scripts, links to files and other styles.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..ground.spreadsheets import starts_formula
from .appearance import Look
from .charts.style import Chart
from .contents import Cell, Method, Parameters, Picture, Report, Table
from .sentences import standing_statements
from .wording import amount, count, unbroken, visible

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).resolve().parent
_PNG, _PNG_HEADER = b"\x89PNG\r\n\x1a\n", 24
_NUMBER = re.compile(r"[+\-\u2212]?\d[\d,]*(\.\d+)?( ?[%\u00d7])?")
_NONE = "\u2013"


class _Shown(NamedTuple):
    """A cell as it is written; numbers stand to the right."""

    text: str
    is_number: bool


class _Set(NamedTuple):
    """A table as it is written; the head of a column of numbers stands to the right too."""

    caption: str
    basis: str
    header: list[_Shown]
    rows: list[list[_Shown]]


class _Image(NamedTuple):
    """The address that holds a picture's bytes, and its size in pixels."""

    address: str
    width: int
    height: int


def report_page(report: Report) -> str:
    """Return the report as one HTML file, to be written in UTF-8.

    Raises
    ------
    ValueError
        If a map is not a PNG, a chart not a drawing, a colour not ``#rrggbb``, or a row not as long as its header.
    """
    look, environment = report.look.checked(), _environment()
    style = environment.get_template("report.css.jinja").render(look=look)
    return environment.get_template("report.html.jinja").render(
        report=report,
        look=look,
        policy=_policy(style),
        statements=standing_statements(report.basis),
        methods=_methods(report.methods),
        parameters=_parameters(report.parameters),
    )


def chart_page(title: str, place: str, chart: Chart, note: str, look: Look) -> str:
    """Return one chart as an HTML file of its own; ``place`` stands above the title, ``note`` below the chart.

    Raises
    ------
    ValueError
        As ``report_page`` does.
    """
    environment = _environment()
    style = environment.get_template("report.css.jinja").render(look=look.checked())
    return environment.get_template("chart.html.jinja").render(
        title=title, place=place, chart=chart, note=note, look=look, policy=_policy(style)
    )


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finished,
        loader=FileSystemLoader(_HERE),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(image=_image, drawing=_drawing, laid_out=_laid_out)
    return environment


def _policy(style: str) -> str:
    """Return what a browser may load and run: the pictures inside the page, and this one style."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    style_rule = f"style-src 'sha256-{digest}'"
    return "; ".join(("default-src 'none'", "img-src data:", style_rule, "base-uri 'none'", "form-action 'none'"))


def _finished(value: Any) -> Any:
    """Return what the template writes: texts without characters that cannot be seen; markup as it is."""
    return unbroken(visible(value)) if type(value) is str else value


def _image(picture: Picture) -> _Image:
    if not picture.png.startswith(_PNG) or len(picture.png) < _PNG_HEADER:
        raise ValueError(f"the map {picture.caption!r} is not a PNG")
    width, height = (int.from_bytes(picture.png[at : at + 4], "big") for at in (16, 20))
    return _Image(_address("png", picture.png), width, height)


def _drawing(chart: Chart) -> str:
    """Return the address that holds a chart: as an image it may neither run nor load anything, whatever it holds."""
    if not chart.svg.startswith("<svg"):
        raise ValueError(f"the chart {chart.alt!r} is not a drawing")
    return _address("svg+xml", chart.svg.encode("utf-8"))


def _address(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _laid_out(table: Table) -> _Set:
    rows = [[_shown(cell) for cell in row] for row in table.rows]
    if any(len(row) != len(table.header) for row in rows):
        raise ValueError(f"the table {table.caption!r} has a row that is not as long as its header")
    numeric = [bool(rows) and all(row[at].is_number for row in rows) for at in range(len(table.header))]
    header = [_Shown(_shown(name).text, at > 0 and numeric[at]) for at, name in enumerate(table.header)]
    return _Set(table.caption, table.basis, header, rows)


def _shown(cell: Cell) -> _Shown:
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return _Shown(_NONE, True)
    if not isinstance(cell, str):
        return _Shown(_written(cell), True)
    text = cell.strip()
    return _Shown(text, True) if _NUMBER.fullmatch(text) else _Shown(_quoted(cell), False)


def _written(value: float) -> str:
    sign = "\u2212" if value < 0 else ""
    return sign + (count(abs(value)) if isinstance(value, int) else amount(abs(value)))


def _quoted(text: str) -> str:
    """Return a text so that a spreadsheet which it is copied into takes it for text."""
    return f"'{text}" if starts_formula(visible(text)) else text


def _methods(methods: Sequence[Method]) -> Table:
    return Table("How each question was answered", "", ("Question", "Method", "Source"), methods)


def _parameters(parameters: Sequence[Parameters]) -> Table:
    rows = [(each.tool, "; ".join(f"{name} {value}" for name, value in each.values)) for each in parameters]
    return Table("The tools that were run, and their parameters", "", ("Tool", "Parameters"), rows)
