"""Where could the centre be denser? Sites that have room for jobs."""

from __future__ import annotations

from ...frame.groups import UPLIFT
from ...layers.parts import copied
from ...styles import vector
from .chapter import Chapter, Cut, PlanLayer


class Uplift(Chapter):
    """Sites as they were given."""

    group = UPLIFT
    layers = (
        PlanLayer(
            "opportunities",
            "Sites with room",
            "Sites and the jobs they have room for.",
            vector.sites,
            20,
            cut=Cut.BY_SHAPE,
            taken_as=("Sites", "Polygons with room for jobs."),
        ),
    )

    def make(self, draft) -> None:
        """Take the sites in."""
        if draft.given.sites:
            draft.parts["opportunities"] = copied(draft.given.sites, "opportunities", draft.crs, draft.run)
