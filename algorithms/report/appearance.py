"""Which colours and fonts does a report wear? They are handed in: the palette belongs to the maps."""

from __future__ import annotations

import re
from typing import NamedTuple

_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_FONT = re.compile("[A-Za-z][A-Za-z0-9-]*( [A-Za-z][A-Za-z0-9-]*)*")  # words that CSS takes without quotes
_QUIET = 0.8


class Look(NamedTuple):
    """Colours as ``#rrggbb``.

    ``ink`` of text; ``paper`` behind it; ``ground`` of boxes and ``line`` of rules, both close to the paper;
    ``accent`` of what is to be seen first; ``fonts`` in order of preference.
    """

    ink: str
    paper: str
    ground: str
    line: str
    accent: str
    fonts: tuple[str, ...]

    @property
    def quiet(self) -> str:
        """The colour of less important text, between ink and paper."""
        return mixed(self.ink, self.paper, _QUIET)

    @property
    def font_family(self) -> str:
        """The fonts as CSS and SVG name them."""
        return ", ".join([*self.fonts, "sans-serif"])

    def checked(self) -> Look:
        """Return itself; raises ValueError for a colour or font that CSS could take for something else."""
        for colour in self[:5]:
            checked_colour(str(colour))
        for font in self.fonts:
            if not _FONT.fullmatch(font):
                raise ValueError(f"{font!r} is no name of a font")
        return self


def checked_colour(colour: str) -> str:
    """Return a colour; raises ValueError unless it is ``#rrggbb``."""
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"{colour!r} is no colour such as #22304a")
    return colour


def mixed(first: str, second: str, share: float) -> str:
    """Return the colour that is so much (0 to 1) of the first and the rest of the second.

    >>> mixed("#000000", "#ffffff", 0.2)
    '#cccccc'
    """
    pairs = zip(_channels(first), _channels(second))
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    References
    ----------
    W3C (2018), Web Content Accessibility Guidelines 2.1, contrast ratio and relative luminance.

    Examples
    --------
    >>> round(contrast("#777777", "#ffffff"), 2)
    4.48
    """
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(checked_colour(colour)[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(colour: str) -> float:
    channels = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
