"""What a plan holds: its layers, in which question's group they stand, and which map themes show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Optional

from qgis.core import QgsMapLayer

from ..styles import raster, vector


class PlanLayer(NamedTuple):
    """A layer of the GeoPackage; ``style`` styles it, ``kind`` vector, raster or table."""

    name: str
    title: str
    group: str
    style: Optional[Callable[[QgsMapLayer], None]]
    abstract: str
    kind: str = "vector"


GROUND = "Zones as ground"

LAYERS = (  # from the top of the map down
    PlanLayer("plan_area", "Plan area", "Plan", vector.boundary, "The area that the plan reports on."),
    PlanLayer("centres", "Centres", "Centres", vector.centres,
              "Analytical centres, ranked by jobs; not policy boundaries."),
    PlanLayer("opportunities", "Sites with room", "Uplift", vector.sites, "Sites and the jobs they have room for."),
    PlanLayer("key_diagram", "Largest flows between role areas", "Plan", vector.key_diagram,
              "Commuters between areas of adjoining zones of one role."),
    PlanLayer("desire_lines", "Commuting links", "Links", vector.desire_lines, "The largest flows between zones."),
    PlanLayer("zones", "Role", "Roles", vector.roles, "The role of each zone, its reason and how firm it is."),
    PlanLayer("commuting", "Jobs per resident worker", "Links", vector.commuting, "Who comes, goes and stays."),
    PlanLayer("density", "Jobs per hectare", "Density", raster.density,
              "Kernel density in jobs per hectare.", "raster"),
    PlanLayer("ground", GROUND, "Plan", vector.ground, "The zones as ground.", "view of zones"),
    PlanLayer("role_links", "Links between roles", "Links", None, "Commuters from role to role.", "table"),
    PlanLayer("flows", "Flows between zones", "Links", None, "Commuters by pair of zones.", "table"),
    PlanLayer("agora_runs", "How this plan was made", "Plan", None, "Every step and its inputs.", "table"),
)  # fmt: skip

THEMES = {
    "Density": ("plan_area", "density", "ground"),
    "Centres": ("plan_area", "centres", "density", "ground"),
    "Roles": ("plan_area", "centres", "zones"),
    "Links": ("plan_area", "centres", "desire_lines", "commuting", "ground"),
    "Key diagram": ("plan_area", "centres", "key_diagram", "zones"),
}

FIRST = "Roles"
"""The theme that shows when a plan is opened."""

LEADS = {
    "Density": "density",
    "Centres": "centres",
    "Roles": "zones",
    "Links": "desire_lines",
    "Key diagram": "key_diagram",
}
"""The layer without which a plan does not have the theme."""

VARIANTS = {"Key diagram": {"centres": vector.centre_circles, "zones": vector.pale_roles}}
"""Styles that a theme gives a layer instead of its own."""

MODELLED = ("key_diagram", "desire_lines", "commuting", "role_links", "flows")
"""The layers that are modelled where no flows were observed; their titles then say so."""
