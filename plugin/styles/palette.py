"""The colours of all maps: one meaning each.

The density ramp is magma, light to dark (Smith & van der Walt 2015, CC0): perceptually uniform, safe for
colour-blind readers, and its lightness alone orders it in black and white.
"""

from __future__ import annotations

INK = "#22304a"
FONTS = ("Arial", "Helvetica", "Liberation Sans", "DejaVu Sans")
"""The first that a system has. QGIS would fetch some others (Open Sans, Noto Sans) over the network."""
PAPER = "#ffffff"
WATER = "#eaf0f3"
FRAME = "#b8b3a6"
EDGE = "#8b93a3"
GROUND = "#f4f1ea"
GROUND_LINE = "#d9d4c7"

DENSITY = (  # from this many jobs per hectare, up to the next
    (1, "#fdf3cf"),
    (10, "#fdd9a0"),
    (25, "#fd9f6c"),
    (50, "#ee5d5d"),
    (100, "#b73779"),
    (250, "#721f81"),
    (500, "#2a115c"),
)

ROLES = {  # in the order of legends; their titles stand in algorithms/roles/rule_tree.py
    "city_core": "#7b0f3a",
    "town_centre": "#d1495b",
    "sub_centre": "#ef9a6b",
    "out_of_town_office": "#2463a8",
    "institutional_campus": "#6aaed6",
    "industrial_logistics": "#5b5f66",
    "retail_park": "#e2b93b",
    "local_service": "#f3e3a5",
    "mixed_urban": "#cdb8a7",
    "dormitory": "#e6e2ee",
    "rural": "#dfe9d2",
}

SEQUENTIAL = ("#f2f0f7", "#cbc9e2", "#9e9ac8", "#756bb1", "#54278f")
DIVERGING = ("#2166ac", "#92c5de", "#f7f7f7", "#f4a582", "#b2182b")
BALANCE = ("#b9d3e6", "#dde9f1", "#f8f8f8", "#f6ddc8", "#eab88f")
FLOW = "#3d2b6b"
