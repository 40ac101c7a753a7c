"""Where does each line, bar and label of a chart stand? Lengths are inches from the top left of the figure.

Few lines, and labels beside what they name. Figures and axes are matplotlib's; it is imported in ``charts``.
Every text stands on one line and hangs on its own anchor, so that it fits in whichever font the reader has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..density.gradient import Bands, Gradient
from ..ground.arrays import Floats
from .alt_texts import gradient_words
from .curves import HALF, MOST, DistanceBands, LorenzCurve
from .look import Look, contrast, mixed
from .words import amount, count, one_line, per_cent

_TITLE_SIZE, _SIZE, _SMALL = 10.5, 8.5, 7.5
_TOP, _ROW, _LABELS = 0.55, 0.24, 2.15
_GAP, _LINE = 0.06, 0.7
_LONGEST, _LONGEST_SLANTED = 28, 22
_CELL = 0.27
_FAR = 45.0  # % of land, from which on a label would run out of the chart
_READABLE = 4.5  # contrast that the guidelines ask of small text
_TINY = np.finfo(np.float64).tiny
_STEPS_KM = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)  # between numbers on an axis
_BREAKS = (0.5, 0.8, 1.25, 2.0)
_CLASS_NAMES = ("under 0.5", "0.5 to 0.8", "0.8 to 1.25", "1.25 to 2", "2 and more")


def bars_height(rows: int) -> float:
    """Return how high a chart of so many rows of bars is."""
    return _TOP + 0.07 + _ROW * max(rows, 1)


def title(figure: Any, words: str) -> None:
    """Write the title of a chart."""
    _text(figure, 0.02, 0.17, words, fontsize=_TITLE_SIZE, fontweight="bold", zorder=-1)  # first in the file


def centre_bars(
    figure: Any,
    names: Sequence[str],
    jobs: Floats,
    density: Floats,
    classes: Sequence[tuple[float, str]],
    look: Look,
) -> None:
    """Draw two columns of bars with one list of names."""
    paints = [[colour for least, colour in classes if least <= each] for each in density.tolist()]
    colours = [paint[-1] if paint else look.paper for paint in paints]
    _names(figure, names)
    _bars(figure, (_LABELS, 2.3), "jobs", jobs, [count(each) for each in jobs.tolist()], [look.accent], look)
    dense = [amount(each) for each in density.tolist()]
    _bars(figure, (_LABELS + 2.5, 1.95), "jobs per hectare", density, dense, colours, look)


def role_bars(figure: Any, titles: Sequence[str], jobs: Floats, colours: Sequence[str], look: Look) -> None:
    """Draw one column of bars, each in the colour of its role."""
    total = float(np.maximum(jobs.sum(), _TINY))
    values = [f"{count(each)} · {per_cent(100 * each / total)} %" for each in jobs.tolist()]
    _names(figure, titles)
    _bars(figure, (_LABELS, 4.5), "jobs · share of all jobs", jobs, values, colours, look, room=1.25)


def lorenz(figure: Any, curve: LorenzCurve, look: Look) -> None:
    """Draw the curve, and mark where half and nine tenths of the jobs are reached."""
    axes = _axes(figure, 0.45, 0.65, 6.0, 1.85)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    axes.plot([0, 100], [0, 100], color=look.line, linewidth=_LINE, clip_on=False)
    axes.plot(curve.land, curve.jobs, color=look.accent, linewidth=2, clip_on=False, solid_capstyle="round")
    _ticks(axes, look)
    for share, land in ((HALF, curve.half), (MOST, curve.most)):
        axes.plot([land], [share], "o", color=look.accent, markersize=5, clip_on=False)
        offset, side = ((8, -11), "left") if land < _FAR else ((-8, 3), "right")  # where the curve leaves room
        axes.annotate(f"{share:.0f} % of the jobs are on {per_cent(land)} % of the land", (land, share), offset,
                      textcoords="offset points", ha=side, fontsize=_SIZE, fontweight="bold",
                      bbox={"facecolor": look.paper, "edgecolor": "none", "pad": 1})  # fmt: skip
    axes.annotate("if all hectares had the same", (67, 60), fontsize=_SMALL, color=look.quiet)
    _text(figure, 0.02, 0.47, "% of all jobs", color=look.quiet)
    _text(figure, 6.45, 2.9, "% of all land, densest zones first", color=look.quiet, ha="right")


def matrix_size(titles: Sequence[str]) -> tuple[float, float]:
    """Return how far from the top the cells of a matrix of these roles begin, and how high the chart is."""
    longest = max((len(one_line(name, _LONGEST_SLANTED)) for name in titles), default=0)
    top = 0.5 + 0.052 * longest
    return top, top + _CELL * len(titles) + 0.5


def flow_matrix(figure: Any, titles: Sequence[str], ratio: Floats, colours: Sequence[str], look: Look) -> None:
    """Draw a cell for each pair of roles, coloured by class, with its value."""
    size, (top, _) = len(titles), matrix_size(titles)
    wide = min(0.46, 3.75 / max(size, 1))
    axes = _axes(figure, _LABELS, top, wide * size, _CELL * size)
    axes.set(xlim=(0, max(size, 1)), ylim=(max(size, 1), 0))
    for row in range(size):
        for column in range(size):
            _cell(axes, row, column, float(ratio[row, column]), colours, look)
    for place, name in enumerate(titles):
        _text(figure, _LABELS - _GAP, top + _CELL * (place + 0.5), one_line(name, _LONGEST), ha="right",
              va="center_baseline")  # fmt: skip
        _text(figure, _LABELS + wide * (place + 0.55), top - _GAP, one_line(name, _LONGEST_SLANTED), rotation=55,
              rotation_mode="anchor", fontsize=8)  # fmt: skip
    _text(figure, _LABELS - _GAP, top - _GAP, "from homes in ↓ to jobs in →", color=look.quiet, ha="right",
          fontsize=_SMALL)  # fmt: skip
    _key(figure, top + _CELL * size + 0.22, colours, look)


def distance_decay(figure: Any, bands: DistanceBands, look: Look) -> None:
    """Draw a column for each band of distance, with its share on top, and mark the median."""
    axes = _axes(figure, 0.05, 0.75, 6.6, 1.25)
    size = len(bands.share)
    axes.set(xlim=(0, size), ylim=(0, max(float(bands.share.max()), 1.0)))
    axes.bar(np.arange(size) + 0.5, bands.share, 0.86, color=look.accent, clip_on=False)
    _base(axes, look, horizontal=True)
    for place, (start, share) in enumerate(zip(bands.start.tolist(), bands.share.tolist())):
        axes.annotate(per_cent(share) if share else "0", (place + 0.5, share), (0, 3), ha="center",
                      textcoords="offset points", fontsize=_SIZE)  # fmt: skip
        last = place == size - 1
        words = f"{start:g}+" if last else f"{start:g}–{start + bands.width:g}"
        axes.annotate(words, (place + 0.5, 0), (0, -11), ha="center", textcoords="offset points",
                      fontsize=_SIZE, color=look.quiet)  # fmt: skip
    _text(figure, 0.02, 0.42, "% of commuters", color=look.quiet)
    _text(figure, 6.65, 2.35, "straight-line distance, km", color=look.quiet, ha="right")
    words = f"half travel under {amount(bands.median)} km; the mean is {amount(bands.mean)} km"
    _text(figure, 6.65, 0.42, words, fontweight="bold", ha="right")


def density_gradient(figure: Any, dots: tuple[Floats, Floats], bands: Bands, gradient: Gradient, look: Look) -> None:
    """Draw zones as dots, each ring as a step as wide as it, and the fitted line, by decades of density."""
    furthest = float(bands.end.max())
    ends = np.array([0.0, furthest])
    line = np.log10(np.maximum(gradient.density(ends), _TINY))
    there = bands.density > 0
    steps = np.log10(bands.density[there])
    distance, density = (each[dots[1] > 0] for each in dots)
    low = int(np.floor(min(steps.min(), line.min())))
    high = max(int(np.ceil(max(steps.max(), line.max(), np.log10(density.max(initial=_TINY))))), low + 1)
    axes = _axes(figure, 0.6, 0.75, 5.9, 2.15)
    axes.set(xlim=(0, furthest), ylim=(low, high))
    _decades(axes, low, high, look)
    shown = np.log10(density) >= low
    axes.plot(distance[shown], np.log10(density[shown]), ".", color=mixed(look.ink, look.paper, 0.3), markersize=2.5,
              markeredgewidth=0, clip_on=False)  # fmt: skip
    axes.hlines(steps, bands.start[there], bands.end[there], color=look.accent, linewidth=3, clip_on=False)
    axes.plot(ends, line, color=look.ink, linewidth=1.2, clip_on=False)
    _kilometres(axes, furthest, low, look)
    _text(figure, 0.02, 0.42, "jobs per hectare", color=look.quiet)
    zones = "dots: zones · " if len(distance) else ""
    _text(figure, 0.02, 3.4, f"{zones}steps: rings, all land · line: the fit", color=look.quiet)
    _text(figure, 6.65, 3.4, "straight-line distance, km", color=look.quiet, ha="right")
    _text(figure, 6.65, 0.42, f"{gradient_words(gradient)} (R² {gradient.r2:.2f})", fontweight="bold", ha="right")


def _decades(axes: Any, low: int, high: int, look: Look) -> None:
    """Write powers of ten beside the axis, with hairlines across; every second or third where there are many."""
    _, furthest = axes.get_xlim()
    for power in range(low, high + 1, max((high - low + 5) // 6, 1)):
        axes.plot([0, furthest], [power, power], color=look.line, linewidth=0.5, zorder=0, clip_on=False)
        words = f"{10.0**power:,.0f}" if power >= 0 else f"{10.0**power:g}"
        axes.annotate(words, (0, power), (-5, 0), textcoords="offset points", ha="right", va="center_baseline",
                      fontsize=_SIZE, color=look.quiet)  # fmt: skip


def _kilometres(axes: Any, furthest: float, low: float, look: Look) -> None:
    """Write round distances below the axis."""
    step = next(each for each in (*_STEPS_KM, furthest) if furthest <= 10 * each)
    for at in np.arange(0.0, furthest + step / 2, step).tolist():
        axes.annotate(f"{at:g}", (at, low), (0, -12), textcoords="offset points", ha="center", fontsize=_SIZE,
                      color=look.quiet)  # fmt: skip


def _bars(
    figure: Any,
    place: tuple[float, float],
    heading: str,
    values: Floats,
    labels: Sequence[str],
    colours: Sequence[str],
    look: Look,
    room: float = 0.7,
) -> None:
    """Draw one bar a row in a column that begins at, and is as wide as, ``place``; ``room`` is for the labels."""
    left, width = place
    rows = max(len(values), 1)
    axes = _axes(figure, left, _TOP, width, _ROW * rows)
    longest = float(np.max(values, initial=_TINY))
    axes.set(xlim=(0, longest * width / (width - room)), ylim=(rows - 0.5, -0.5))
    axes.barh(np.arange(len(values)), values, 0.72, color=list(colours), edgecolor=mixed(look.ink, look.paper, 0.45),
              linewidth=0.4, clip_on=False)  # fmt: skip
    for row, (value, label) in enumerate(zip(values.tolist(), labels)):
        axes.annotate(label, (value, row), (4, 0), textcoords="offset points", va="center_baseline", fontsize=_SIZE)
    _base(axes, look, horizontal=False)
    _text(figure, left, _TOP - 0.1, heading, color=look.quiet)


def _names(figure: Any, names: Sequence[str]) -> None:
    for row, name in enumerate(names):
        _text(figure, _LABELS - _GAP, _TOP + _ROW * (row + 0.5), one_line(name, _LONGEST), ha="right",
              va="center_baseline")  # fmt: skip


def _cell(axes: Any, row: int, column: int, value: float, colours: Sequence[str], look: Look) -> None:
    known = bool(np.isfinite(value))
    printed = round(value, 1) if known else 0.0  # a cell has the colour of the number that is read in it
    colour = colours[int(np.searchsorted(_BREAKS, printed, side="right"))] if known else look.paper
    axes.fill([column, column + 1, column + 1, column], [row, row, row + 1, row + 1], facecolor=colour,
              edgecolor=look.paper, linewidth=1.2, clip_on=False)  # fmt: skip
    ink = look.ink if contrast(look.ink, colour) >= _READABLE else look.paper
    words = amount(value).replace("under ", "<") if known else "–"
    axes.annotate(words, (column + 0.5, row + 0.5), ha="center", va="center_baseline",
                  fontsize=_SMALL, color=ink)  # fmt: skip


def _key(figure: Any, top: float, colours: Sequence[str], look: Look) -> None:
    """Draw what the colours of the matrix mean."""
    for place, (words, colour) in enumerate(zip(_CLASS_NAMES, colours)):
        left = _LABELS + place * 0.9
        axes = _axes(figure, left, top, 0.13, 0.13)
        axes.fill([0, 1, 1, 0], [0, 0, 1, 1], facecolor=colour, edgecolor=mixed(look.ink, look.paper, 0.45),
                  linewidth=0.4, clip_on=False)  # fmt: skip
        axes.set(xlim=(0, 1), ylim=(0, 1))
        _text(figure, left + 0.18, top + 0.115, words, fontsize=_SMALL)


def _ticks(axes: Any, look: Look) -> None:
    """Write 0 to 100 beside both axes, with hairlines across."""
    for share in range(0, 101, 25):
        axes.plot([0, 100], [share, share], color=look.line, linewidth=0.5, zorder=0, clip_on=False)
        axes.annotate(f"{share}", (0, share), (-5, 0), textcoords="offset points", ha="right", va="center_baseline",
                      fontsize=_SIZE, color=look.quiet)  # fmt: skip
        axes.annotate(f"{share}", (share, 0), (0, -12), textcoords="offset points", ha="center", fontsize=_SIZE,
                      color=look.quiet)  # fmt: skip


def _base(axes: Any, look: Look, horizontal: bool) -> None:
    """Draw the line that bars stand on."""
    draw = axes.axhline if horizontal else axes.axvline
    draw(0, color=mixed(look.ink, look.paper, 0.6), linewidth=_LINE, clip_on=False)


def _axes(figure: Any, left: float, top: float, width: float, height: float) -> Any:
    total_width, total_height = figure.get_size_inches()
    box = (left / total_width, 1 - (top + height) / total_height, width / total_width, height / total_height)
    axes = figure.add_axes(box)
    axes.set_axis_off()
    return axes


def _text(figure: Any, left: float, top: float, words: str, **look: Any) -> None:
    total_width, total_height = figure.get_size_inches()
    settings = {"fontsize": _SIZE, "va": "baseline", **look}
    figure.text(left / total_width, 1 - top / total_height, words, **settings)
