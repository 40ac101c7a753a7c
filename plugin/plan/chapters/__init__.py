"""What a plan holds, question by question; whoever makes, packs, draws or tells a plan goes through these chapters."""

from __future__ import annotations

from collections.abc import Collection

from .centres import Centres
from .chapter import Chapter, Cut, PlanLayer, Theme
from .density import Density
from .links import Links
from .roles import Roles
from .uplift import Uplift
from .whole import GROUND, Whole

CHAPTERS: list[Chapter] = [Density(), Centres(), Roles(), Links(), Uplift(), Whole()]
"""In the order in which they are answered and told."""
_FIRST = ("Roles", "Centres")

__all__ = ["CHAPTERS", "GROUND", "Chapter", "Cut", "PlanLayer", "Theme", "first_theme", "plan_layers", "themes"]


def plan_layers() -> list[PlanLayer]:
    """Return the layers of all chapters from the top of the map down, each with its group."""
    every = [layer._replace(group=layer.group or chapter.group) for chapter in CHAPTERS for layer in chapter.layers]
    return sorted(every, key=lambda layer: layer.height)


def themes() -> list[Theme]:
    """Return the map themes of all chapters."""
    return [theme for chapter in CHAPTERS for theme in chapter.themes]


def first_theme(names: Collection[str]) -> Theme:
    """Return which of the themes of a plan, by their names, shows when it is opened; its centres are drawn on it."""
    there = [theme for theme in themes() if theme.name in names]
    return min(there, key=lambda theme: _FIRST.index(theme.name) if theme.name in _FIRST else len(_FIRST))
