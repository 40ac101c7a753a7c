"""The plan as a whole: its area, the ground it is drawn on, and the record of how it was made."""

from __future__ import annotations

from ...frame.groups import PLAN
from ...layers.parts import layer_part
from ...styles import vector
from .chapter import Chapter, PlanLayer, Theme

GROUND = "Zones as ground"


class Whole(Chapter):
    """What all questions share."""

    group = PLAN
    layers = (
        PlanLayer("plan_area", "Plan area", "The area that the plan reports on.", vector.boundary, 0),
        PlanLayer("ground", GROUND, "The zones as ground.", vector.ground, 80, "view of zones"),
        PlanLayer("agora_runs", "How this plan was made", "Every step and its inputs.", None, 99, "table"),
    )

    themes = (Theme("Zones", "The zones of the plan", ("plan_area", "zones"), "zones", is_last=True),)

    def make(self, draft) -> None:
        """Write the plan's area as one polygon with its title."""
        draft.parts["plan_area"] = layer_part("plan_area", {"title": [draft.title]}, [draft.area], draft.crs)
