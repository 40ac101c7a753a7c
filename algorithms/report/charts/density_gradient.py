"""How does density fall from a centre?

Zones are (n,); distances are km, densities jobs per hectare.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ...density.gradient import Bands, Gradient
from ...ground.arrays import Floats
from ..appearance import Look, mixed
from ..wording import amount, per_cent
from .style import Chart, drawn

_MOST_DOTS = 3000  # more are a blot, and a large file


def density_gradient(
    distance: npt.ArrayLike, density: npt.ArrayLike, bands: Bands, gradient: Gradient, look: Look, basis: str
) -> Chart:
    """Return the density of rings around a centre and the fitted gradient, on a logarithmic scale.

    Parameters
    ----------
    distance, density : (n,) km and jobs per hectare of zones, drawn as dots where they are at most 3,000
    bands, gradient : of the same zones
    basis : observed, modelled, estimated or classified
    """
    zones = np.array([distance, density], dtype=np.float64)
    dots = zones[:, : len(zones[0]) if len(zones[0]) <= _MOST_DOTS else 0]
    title = f"How density falls from the centre ({basis})"
    alt = _in_words(bands, gradient, basis)
    return drawn(lambda figure: _draw(figure, dots, bands, gradient, look), 3.5, title, look, alt)


def _draw(figure: Any, dots: Floats, bands: Bands, gradient: Gradient, look: Look) -> None:
    """Draw zones as dots, each ring as a step as wide as it, and the fitted line."""
    axes, there = figure.subplots(), bands.density > 0
    steps, starts, ends = bands.density[there], bands.start[there], bands.end[there]
    reach = np.array([0.0, bands.end.max()])
    line = np.maximum(gradient.density(reach), np.finfo(np.float64).tiny)
    decades = _decades(np.concatenate([steps, line]), dots[1])
    _draw_scales(axes, float(reach[1]), decades)
    distance, density = dots[:, dots[1] >= decades[0]]
    pale, named = mixed(look.ink, look.paper, 0.3), "zones" if len(density) else None
    axes.plot(distance, density, ".", color=pale, markersize=2.5, markeredgewidth=0, clip_on=False, label=named)
    axes.hlines(steps, starts, ends, color=look.accent, linewidth=3, clip_on=False, label="rings, all land")
    axes.plot(reach, line, color=look.ink, linewidth=1.2, clip_on=False, label="the fit")
    words = f"{_fit_in_words(gradient)} (R² {gradient.r2:.2f})"
    axes.set_title(words, color=look.ink, fontweight="bold")
    figure.legend(loc="lower left", ncol=3)


def _draw_scales(axes: Any, furthest: float, decades: tuple[float, float]) -> None:
    axes.set_yscale("log")
    axes.set(xlim=(0, furthest), ylim=decades)
    axes.xaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_major_formatter("{x:,.12g}")
    axes.grid(axis="y")
    axes.set_ylabel("jobs per hectare")
    axes.set_xlabel("straight-line distance, km", loc="right")


def _decades(lines: Floats, dots: Floats) -> tuple[float, float]:
    """Return the powers of ten between which all lines lie, and all dots but those far below."""
    low = np.floor(np.log10(lines.min()))
    high = np.ceil(np.log10(max(lines.max(), dots.max(initial=0))))
    return float(10**low), float(10 ** max(high, low + 1))


def _in_words(bands: Bands, gradient: Gradient, basis: str) -> str:
    rings = "; ".join(
        f"{start:g} to {end:g} km {amount(dense)}"
        for start, end, dense in zip(bands.start.tolist(), bands.end.tolist(), bands.density.tolist())
    )
    return (
        f"Chart of jobs per hectare in rings around the centre ({basis}): {rings}. "
        f"{_fit_in_words(gradient)}, R squared {gradient.r2:.2f}."
    )


def _fit_in_words(gradient: Gradient) -> str:
    """Return where the line begins and how it falls."""
    change = 100 * (1 - np.exp(-abs(gradient.gradient)))
    verb = "falls" if gradient.gradient >= 0 else "rises"
    return f"The fit starts at {amount(gradient.d0)} jobs per hectare and {verb} by {per_cent(change)} % a km"
