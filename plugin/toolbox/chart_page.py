"""A chart as a page of its own, for the tools that offer one."""

from __future__ import annotations

from pathlib import Path

from ...algorithms.density.gradient import Bands, Gradient
from ...algorithms.ground.arrays import Floats
from ...algorithms.report.charts.density_gradient import density_gradient
from ...algorithms.report.charts.flow_matrix import flow_matrix
from ...algorithms.report.charts.style import Chart
from ...algorithms.report.page import chart_page
from ..styles.appearance import LOOK
from ..styles.palette import DIVERGING
from .run import Run


def matrix(titles: list[str], ratio: Floats, basis: str) -> Chart:
    """Return a matrix of ratios (k, k) in the colours of the house."""
    return flow_matrix(titles, ratio, DIVERGING, LOOK, basis)


def gradient(distance: Floats, density: Floats, bands: Bands, fitted: Gradient) -> Chart:
    """Return the density of zones (n,) and of rings by distance, with the gradient through it."""
    return density_gradient(distance, density, bands, fitted, LOOK, "observed")


def write_chart(path: Path, title: str, chart: Chart, run: Run) -> None:
    """Write one chart as an HTML page that says what it was made from, when and by what."""
    record = run.provenance()
    place = ", ".join(each.name for each in run.inputs)
    note = f"Made with Agora {record['agora']} ({record['tool']}) on {record['time'][:10]}."
    path.write_text(chart_page(title, place, chart, note, LOOK), encoding="utf-8")
