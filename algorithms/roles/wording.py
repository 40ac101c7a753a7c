"""How the rule tree's quantities are put in words: three significant digits, a unit, no false contradiction.

Lists of words are (n,), one per zone.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ..ground.arrays import Floats

_PER_CENT = 100.0
_HAIR = 1e-9


class Wording(NamedTuple):
    """``name`` as the subject of a sentence, ``unit`` after the number, ``endless`` said of infinity.

    ``mark`` follows a limit, whose unit has just been said; ``scale`` turns a share into per cent.
    """

    name: str
    unit: str
    endless: str = ""
    mark: str = ""
    scale: float = 1.0


def _share(name: str, unit: str) -> Wording:
    return Wording(name, unit, mark=" %", scale=_PER_CENT)


WORDINGS = {
    "density": Wording("density", "jobs per hectare"),
    "ratio": Wording("jobs per working resident", "jobs per working resident", "jobs but no working residents"),
    "people": Wording("people per hectare", "people per hectare"),
    "jobs": Wording("jobs", "jobs"),
    "knowledge": _share("the knowledge share", "% of jobs in knowledge sectors"),
    "consumer": _share("the consumer share", "% of jobs in consumer sectors"),
    "industry": _share("the industry share", "% of jobs in industry"),
    "public": _share("the public share", "% of jobs in public services"),
    "distance": Wording(
        "distance to the nearest principal centre",
        "m from the nearest principal centre",
        "no principal centre in the region",
        mark=" m",
    ),
}
LARGEST_SHARE = _share("", "% of jobs in the largest sector group")


def wording(names: tuple[str, ...]) -> Wording:
    """Return the words for a quantity, or for the sum of the shares of two groups."""
    if len(names) == 1:
        return WORDINGS[names[0]]
    return _share("", f"% of jobs in {' and '.join(names)} sectors")


def at_least(values: Floats, words: Wording, least: float, origin: str = "") -> list[str]:
    """Return such as "15.2 jobs per working resident (at least 2)", ``origin`` after the limit."""
    return _amounts(values * words.scale, words, f" (at least {_limit(least, words)}{origin})")


def under(values: Floats, words: Wording, most: float) -> list[str]:
    """Return such as "0.4 jobs per working resident (under 0.5)", where 0.4999 is 0.499 and not 0.5."""
    scaled, limit = values * words.scale, number(most * words.scale)
    as_limit = np.array([number(value) == limit for value in scaled.tolist()], dtype=np.bool_)
    return _amounts(np.where(as_limit, _rounded_down(scaled), scaled), words, f" (under {_limit(most, words)})")


def plainly(values: Floats, words: Wording) -> list[str]:
    """Return such as "15.2 jobs per working resident"."""
    return _amounts(values * words.scale, words, "")


def number(value: float) -> str:
    """Return a number of at least 0 in three significant digits, whole from 1,000 on.

    Examples
    --------
    >>> number(15.249), number(1234.0), number(0.004)
    ('15.2', '1,234', 'under 0.01')
    """
    if value >= 999.5:
        return f"{value:,.0f}"
    if 0 < value < 0.01:
        return "under 0.01"
    return f"{value:.3g}"


def relative_change(per_cent: float, higher: bool) -> str:
    """Return a relative change in words, such as "13 % lower", that goes at least as far as it says.

    It is rounded away from 0, so that the printed change is enough. What must fall has to fall below its limit:
    one that would just reach it goes a digit further.

    Examples
    --------
    >>> relative_change(12.3, higher=False), relative_change(1.5, higher=True), relative_change(0.02, higher=True)
    ('13 % lower', '1.5 % higher', 'under 0.1 % higher')
    """
    way = "higher" if higher else "lower"
    if per_cent < 0.1:
        return f"under 0.1 % {way}"
    tenths = _steps(10 * per_cent, higher)
    if tenths < 100:
        return f"{tenths / 10:.1f} % {way}"
    whole = _steps(per_cent, higher)
    return "over 99 % lower" if whole >= 100 and not higher else f"{whole:,} % {way}"


def _steps(value: float, may_reach: bool) -> int:
    """Return the least whole number that is at least the value, or above it; what rounding adds does not count."""
    up = math.ceil(value - _HAIR * value)
    return up if may_reach or up > value + _HAIR * value else up + 1


def _amounts(scaled: Floats, words: Wording, bound: str) -> list[str]:
    return [words.endless if value == np.inf else f"{number(value)} {words.unit}{bound}" for value in scaled.tolist()]


def _limit(value: float, words: Wording) -> str:
    return f"{number(value * words.scale)}{words.mark}"


def _rounded_down(values: Floats) -> Floats:
    known = np.isfinite(values) & (values > 0)
    power = np.floor(np.log10(values, out=np.zeros_like(values), where=known)) - 2
    step = 10.0 ** np.minimum(power, 0.0)
    # the hair keeps 0.29, which is 289.99… steps of 0.001, at 0.29
    return np.where(known, np.floor(values / step + 1e-9) * step, values)
