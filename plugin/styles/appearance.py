"""The palette as charts and pages wear it."""

from __future__ import annotations

from ...algorithms.report.appearance import Look
from . import palette

LOOK = Look(palette.INK, palette.PAPER, palette.GROUND, palette.GROUND_LINE, palette.ROLES["city_core"], palette.FONTS)
