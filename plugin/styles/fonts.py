"""The font of layouts and drawings."""

from __future__ import annotations

from qgis.PyQt.QtGui import QFont

from . import palette


def font(size: float, bold: bool) -> QFont:
    """Return the first font of the palette that the system has; ``size`` in points."""
    made = QFont(palette.FONTS[0])
    made.setFamilies(list(palette.FONTS))
    made.setPointSizeF(size)
    made.setBold(bold)
    return made
