"""What does the plan look like in charts? Each is an SVG drawing with its text as text, and the same in words.

The only file that imports matplotlib, and only when a chart is drawn. Arrays are (k,) or (n,); colours are
``#rrggbb``, handed in. The same input gives the same bytes. ``basis`` says in the title whether what is shown
is observed or modelled.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..density.gradient import Bands, Gradient
from . import drawing
from .alt_texts import (
    centre_bars_alt,
    density_gradient_alt,
    distance_decay_alt,
    flow_matrix_alt,
    lorenz_alt,
    role_bars_alt,
)
from .curves import distance_bands, lorenz_curve
from .look import Look, checked_colour
from .svg import shapes_only
from .words import one_line

WIDTH = 6.7
"""Inches: the width of the text on an A4 page."""
_MOST_DOTS = 3000  # more are a blot, and a large file


class Chart(NamedTuple):
    """``svg``, one element to stand in a page, and ``alt``, what it shows in words."""

    svg: str
    alt: str


def centre_bars(
    names: Sequence[str],
    jobs: npt.ArrayLike,
    density: npt.ArrayLike,
    classes: Sequence[tuple[float, str]],
    look: Look,
    basis: str,
    most: int = 12,
) -> Chart:
    """Return bars of the jobs and of the density of the first centres.

    Parameters
    ----------
    names : (k,), most jobs first
    jobs : (k,)
    density : (k,) jobs per hectare
    classes : from this density on, this colour; ascending, as on the map
    most : how many centres are shown
    """
    shown = [one_line(name) for name in names[:most]]
    held, dense = _floats(jobs), _floats(density)
    title = "Jobs and density of the centres"
    if len(names) > most:
        title = f"Jobs and density of the first {most} of {len(names)} centres"

    def draw(figure: Any) -> None:
        """Draw onto the axes."""
        drawing.centre_bars(figure, shown, held[:most], dense[:most], classes, look)

    alt = centre_bars_alt(shown, held[:most], dense[:most], len(names), basis)
    return _chart("centres", (WIDTH, drawing.bars_height(len(shown))), f"{title} ({basis})", draw, look, alt)


def role_bars(titles: Sequence[str], jobs: npt.ArrayLike, colours: Sequence[str], look: Look, basis: str) -> Chart:
    """Return bars of the jobs in each role, the largest on top, in the colours of the roles.

    Parameters
    ----------
    titles, jobs, colours : (k,)
    """
    held = _floats(jobs)
    order = np.argsort(-held, kind="stable").tolist()
    shown, sizes = [one_line(titles[each]) for each in order], held[order]
    paints = [checked_colour(colours[each]) for each in order]

    def draw(figure: Any) -> None:
        """Draw onto the axes."""
        drawing.role_bars(figure, shown, sizes, paints, look)

    size, alt = (WIDTH, drawing.bars_height(len(shown))), role_bars_alt(shown, sizes, basis)
    return _chart("roles", size, f"Jobs by role of the zone ({basis})", draw, look, alt)


def lorenz(jobs: npt.ArrayLike, hectares: npt.ArrayLike, look: Look, basis: str) -> Chart:
    """Return the share of all jobs on a share of all land, the densest zones first.

    Parameters
    ----------
    jobs, hectares : (n,) of all zones

    References
    ----------
    Lorenz (1905), Methods of measuring the concentration of wealth, Publications of the American Statistical
    Association 9(70), 209-219.
    """
    curve = lorenz_curve(_floats(jobs), _floats(hectares))

    def draw(figure: Any) -> None:
        """Draw onto the axes."""
        drawing.lorenz(figure, curve, look)

    title = f"How few hectares hold the jobs ({basis})"
    return _chart("lorenz", (WIDTH, 3.0), title, draw, look, lorenz_alt(curve, basis))


def flow_matrix(titles: Sequence[str], ratio: npt.ArrayLike, colours: Sequence[str], look: Look, basis: str) -> Chart:
    """Return commuting between roles, observed over expected, with the values printed.

    Parameters
    ----------
    titles : (k,) of the roles
    ratio : (k, k) from row to column, NaN where no people are expected
    colours : five, from far fewer than expected over as expected to far more
    """
    names, times = [one_line(title) for title in titles], _floats(ratio)
    paints = [checked_colour(colour) for colour in colours]

    def draw(figure: Any) -> None:
        """Draw onto the axes."""
        drawing.flow_matrix(figure, names, times, paints, look)

    title = f"Commuting between roles, times expected ({basis})"
    alt = flow_matrix_alt(names, times, basis)
    return _chart("matrix", (WIDTH, drawing.matrix_size(names)[1]), title, draw, look, alt)


def distance_decay(distance: npt.ArrayLike, people: npt.ArrayLike, look: Look, basis: str, band: float = 5.0) -> Chart:
    """Return the share of commuters in bands of distance.

    Parameters
    ----------
    distance : (m,) km of each flow
    people : (m,) of each flow
    band : width of a band, km
    """
    bands = distance_bands(_floats(distance), _floats(people), band)

    def draw(figure: Any) -> None:
        """Draw onto the axes."""
        drawing.distance_decay(figure, bands, look)

    title = f"How far people commute ({basis})"
    return _chart("distance", (WIDTH, 2.5), title, draw, look, distance_decay_alt(bands, basis))


def density_gradient(
    distance: npt.ArrayLike, density: npt.ArrayLike, bands: Bands, gradient: Gradient, look: Look, basis: str
) -> Chart:
    """Return the density of rings around a centre and the fitted gradient, on a logarithmic scale.

    Parameters
    ----------
    distance, density : (n,) km and jobs per hectare of zones, drawn as dots where they are at most 3,000
    """
    dots = _floats(distance), _floats(density)
    if len(dots[0]) > _MOST_DOTS:
        dots = _floats([]), _floats([])

    def draw(figure: Any) -> None:
        """Draw onto the axes."""
        drawing.density_gradient(figure, dots, bands, gradient, look)

    title = f"How density falls from the centre ({basis})"
    return _chart("gradient", (WIDTH, 3.5), title, draw, look, density_gradient_alt(bands, gradient, basis))


def _floats(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _chart(
    kind: str, size: tuple[float, float], title: str, draw: Callable[[Any], None], look: Look, alt: str
) -> Chart:
    """Draw under settings of our own, whatever the user's are, and keep what may stand in a page."""
    from matplotlib import style
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    ours = {"svg.fonttype": "none", "svg.hashsalt": kind, "text.parse_math": False, "font.family": "DejaVu Sans",
            "text.color": look.ink, "font.size": 8.5}  # fmt: skip
    buffer = io.StringIO()
    with style.context(["default", ours]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's font has it, or shows a box
        figure = Figure(figsize=size)
        FigureCanvasAgg(figure)
        drawing.title(figure, one_line(title))
        draw(figure)
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    shapes = shapes_only(buffer.getvalue(), f"{kind}-", {"role": "img", "aria-label": alt})
    return Chart(_dressed(shapes, look), alt)


def _dressed(svg: str, look: Look) -> str:
    """Return a drawing with the fonts of the look; on a group, as validators want the element itself plain."""
    start, inner = svg[: -len("</svg>")].split(">", 1)
    return f'{start}><g font-family="{look.checked().font_family}" stroke-linejoin="round">{inner}</g></svg>'
