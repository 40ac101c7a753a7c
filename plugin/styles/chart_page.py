"""A chart as a page of its own, for the tools that offer one."""

from __future__ import annotations

from pathlib import Path

from ...algorithms.report.charts.style import Chart
from ...algorithms.report.page import chart_page
from ..frame.run import Run
from .appearance import LOOK


def write_chart(path: Path, title: str, chart: Chart, run: Run) -> None:
    """Write one chart as an HTML page that says what it was made from, when and by what."""
    record = run.provenance()
    place = ", ".join(read.name for read in run.inputs)
    note = f"Made with Agora {record['agora']} ({record['tool']}) on {record['time'][:10]}."
    path.write_text(chart_page(title, place, chart, note, LOOK), encoding="utf-8")
