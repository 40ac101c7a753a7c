"""What a plan holds, question by question; whoever makes, packs, draws or tells a plan goes through these chapters."""

from __future__ import annotations

from .centres import Centres
from .chapter import Chapter, Cut, PlanLayer, Theme
from .density import Density
from .links import Links
from .roles import Roles
from .uplift import Uplift
from .whole import GROUND, Whole

CHAPTERS: list[Chapter] = [Density(), Centres(), Roles(), Links(), Uplift(), Whole()]
"""In the order in which they are answered and told."""
FIRST = "Roles"
"""The theme that shows when a plan is opened."""

__all__ = ["CHAPTERS", "FIRST", "GROUND", "Chapter", "Cut", "PlanLayer", "Theme", "plan_layers", "themes"]


def plan_layers() -> list[PlanLayer]:
    """Return the layers of all chapters from the top of the map down, each with its group."""
    every = [layer._replace(group=layer.group or chapter.group) for chapter in CHAPTERS for layer in chapter.layers]
    return sorted(every, key=lambda layer: layer.height)


def themes() -> list[Theme]:
    """Return the map themes of all chapters."""
    return [theme for chapter in CHAPTERS for theme in chapter.themes]
