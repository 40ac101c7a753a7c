"""The questions that a plan for a local economy has to answer: groups of the toolbox, of results, of a plan."""

from __future__ import annotations

from typing import NamedTuple


class Group(NamedTuple):
    """A question and its short ``title``; ``rank`` orders groups of results, small on top of the map."""

    id: str
    title: str
    question: str
    rank: int


DENSITY = Group("density", "Density", "How much activity is where?", 5)
CENTRES = Group("centres", "Centres", "Where are the centres?", 3)
ROLES = Group("roles", "Roles", "What does each part do for the whole?", 4)
LINKS = Group("links", "Links", "How do the parts depend on each other?", 2)
UPLIFT = Group("uplift", "Uplift", "Where could the centre be denser, and what would that yield?", 1)
PLAN = Group("plan", "Plan", "What do we adopt and publish?", 0)
