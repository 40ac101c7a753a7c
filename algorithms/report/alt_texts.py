"""What do the charts show, in words? For readers who cannot see them, and for the page's alternative texts.

Arrays are (k,) in the order in which they are drawn; ``basis`` is "observed" or "modelled".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..density.gradient import Bands, Gradient
from ..ground.arrays import Floats
from .curves import DistanceBands, LorenzCurve
from .words import amount, count, counted, per_cent


def centre_bars_alt(names: Sequence[str], jobs: Floats, density: Floats, centres: int, basis: str) -> str:
    """Return what the bars of the centres show; ``centres`` is how many there are in all."""
    if len(names) == 0:
        return f"Bar chart without bars: there is no centre ({basis})."
    each = [
        f"{name} {count(held)} at {amount(dense)}" for name, held, dense in zip(names, jobs.tolist(), density.tolist())
    ]
    shown = f"the first {len(names)} of {centres} centres" if centres > len(names) else "the centres"
    return f"Bar chart of jobs, and of jobs per hectare, of {shown} ({basis}): {'; '.join(each)}."


def role_bars_alt(titles: Sequence[str], jobs: Floats, basis: str) -> str:
    """Return what the bars of the roles show."""
    total = float(np.maximum(jobs.sum(), np.finfo(np.float64).tiny))
    each = [f"{title} {count(held)} ({per_cent(100 * held / total)} %)" for title, held in zip(titles, jobs.tolist())]
    return f"Bar chart of jobs by role ({basis}): {'; '.join(each)}."


def lorenz_alt(curve: LorenzCurve, basis: str) -> str:
    """Return what the curve of jobs over land shows."""
    return (
        f"Curve of the share of jobs over the share of land, densest zones first ({basis}): half of the jobs are on "
        f"{per_cent(curve.half)} % of the land, 90 % of the jobs on {per_cent(curve.most)} %."
    )


def flow_matrix_alt(titles: Sequence[str], ratio: Floats, basis: str) -> str:
    """Return what the matrix of flows shows: how far within roles, and the highest and lowest between two."""
    opening = f"Matrix of commuting from {counted(len(titles), 'role', 'roles')} to each, times expected ({basis})"
    between = np.where(np.eye(len(titles), dtype=bool), np.nan, ratio)
    if not np.isfinite(between).any():
        return f"{opening}."
    ends = [divmod(int(pick(between)), len(titles)) for pick in (np.nanargmax, np.nanargmin)]
    high, low = (f"{titles[start]} to {titles[end]}, {amount(float(between[start, end]))} times" for start, end in ends)
    return f"{opening}. Between two roles it is highest from {high}, and lowest from {low}."


def distance_decay_alt(bands: DistanceBands, basis: str) -> str:
    """Return what the bars of distance show."""
    width = amount(bands.width) if bands.width % 1 else count(bands.width)
    each = [
        f"{count(start)} to {count(start + bands.width)} km {per_cent(share)} %"
        for start, share in zip(bands.start[:-1].tolist(), bands.share[:-1].tolist())
    ]
    last = f"{count(bands.start[-1])} km and more {per_cent(bands.share[-1])} %"
    return (
        f"Bar chart of commuters in bands of {width} km ({basis}): {'; '.join([*each, last])}. "
        f"Half of them travel under {amount(bands.median)} km; the mean is {amount(bands.mean)} km."
    )


def density_gradient_alt(bands: Bands, gradient: Gradient, basis: str) -> str:
    """Return what the rings and the line through them show."""
    each = [
        f"{start:g} to {end:g} km {amount(dense)}"
        for start, end, dense in zip(bands.start.tolist(), bands.end.tolist(), bands.density.tolist())
    ]
    return (
        f"Chart of jobs per hectare in rings around the centre ({basis}): {'; '.join(each)}. "
        f"{gradient_words(gradient)}, R squared {gradient.r2:.2f}."
    )


def gradient_words(gradient: Gradient) -> str:
    """Return where the line begins and how it falls, in words."""
    change = 100 * (1 - np.exp(-abs(gradient.gradient)))
    verb = "falls" if gradient.gradient >= 0 else "rises"
    return f"The fit starts at {amount(gradient.d0)} jobs per hectare and {verb} by {per_cent(change)} % a km"
