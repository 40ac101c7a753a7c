"""Parameters that mean the same in every tool: zones, flows, costs, sector groups."""

from __future__ import annotations

from dataclasses import replace

from ..frame.layer_parameters import Field, Fields, Layer
from ..frame.outputs import FileOutput
from ..frame.parameters import Parameter, Text

WORKERS = "People in work who live in each zone."
EXAMPLE_FLOWS = dict(ZONE_ID="zone_id", FLOWS="flows", ORIGIN="origin", DESTINATION="dest", COMMUTERS="commuters")
EXAMPLE_GROUPS = dict(
    KNOWLEDGE=["finprof"], CONSUMER=["retail"], INDUSTRY=["manufact", "agricult"], PUBLIC=["healthedu"]
)


def zones(optional: bool = False, in_degrees: bool = False) -> tuple[Parameter, ...]:
    """Return ``ZONES`` and ``ZONE_ID``."""
    layer = Layer("ZONES", "Zones", "Polygons; each zone once.", optional, in_degrees=in_degrees)
    return layer, replace(zone_id_if_needed(), optional=optional, with_layer=True)


def zone_id_if_needed() -> Parameter:
    """Return ``ZONE_ID`` of a tool that needs it for some of its tables only."""
    return Field("ZONE_ID", "Zone id", "The field that other tables name zones by; unique.", True, parent="ZONES")


def jobs() -> Parameter:
    """Return ``JOBS``."""
    return Field("JOBS", "Jobs", "Jobs in each zone.", parent="ZONES", numeric=True)


def sectors(optional: bool = False) -> Parameter:
    """Return ``SECTORS``."""
    return Fields("SECTORS", "Jobs by sector", "One numeric field for each sector.", optional=optional, parent="ZONES")


def sector_groups(optional: bool = False) -> tuple[Parameter, ...]:
    """Return the four sector groups."""
    groups = (
        ("KNOWLEDGE", "Knowledge jobs", "Fields of professional, financial, information, research sectors."),
        ("CONSUMER", "Consumer jobs", "Fields of retail, hospitality, leisure, personal services."),
        ("INDUSTRY", "Industry jobs", "Fields of manufacturing, wholesale, transport, utilities, farming."),
        ("PUBLIC", "Public jobs", "Fields of health, education, administration."),
    )
    return tuple(Fields(*each, optional=optional, parent="ZONES") for each in groups)


def residents() -> tuple[Parameter, ...]:
    """Return ``RESIDENTS`` and ``POPULATION``."""
    people = "All people who live in each zone; without working residents, 0.48 of them are taken to work."
    return (
        Field("RESIDENTS", "Working residents", WORKERS, True, parent="ZONES", numeric=True),
        Field("POPULATION", "Population", people, True, parent="ZONES", numeric=True),
    )


def flows(optional: bool = False) -> tuple[Parameter, ...]:
    """Return ``FLOWS`` and its three fields."""
    rows = "A table with one row for each pair of zones."
    fields = (
        ("ORIGIN", "Origin", "The zone where people live."),
        ("DESTINATION", "Destination", "The zone where they work."),
        ("COMMUTERS", "Commuters", "People; fractions are allowed."),
    )
    return Layer("FLOWS", "Commuting flows", rows, optional, kind="table"), *_pairs(fields, optional, "FLOWS")


def names() -> tuple[Parameter, ...]:
    """Return ``NAME``, and ``PLACES`` with its two fields: what centres and other areas are called by."""
    zone = "Of the zones: an area is called by the name that brings it most; empty: Centre 1 and so on."
    place = "Points, such as towns: an area is called by the one inside, which comes before NAME."
    size = "Such as people: the largest place inside names an area; empty: the one nearest to its middle."
    return (
        Field("NAME", "Name", zone, True, parent="ZONES"),
        Layer("PLACES", "Places", place, True, kind="points", in_degrees=True),
        Field("PLACE_NAME", "Name of the place", "What each is called.", True, parent="PLACES", with_layer=True),
        Field("PLACE_SIZE", "Size of the place", size, True, parent="PLACES", numeric=True),
    )


def study_area(words: str) -> Parameter:
    """Return ``STUDY_AREA`` of a tool that computes with all zones and shows some."""
    return Layer("STUDY_AREA", "Study area", words, optional=True, in_degrees=True)


def costs() -> tuple[Parameter, ...]:
    """Return ``COSTS`` and its three fields."""
    rows = "A table of costs between zones; empty: straight-line km. Pairs that are missing have no connection."
    fields = (
        ("COST_ORIGIN", "Cost: origin", "The zone a trip starts in."),
        ("COST_DESTINATION", "Cost: destination", "The zone it ends in."),
        ("COST", "Cost", "Minutes, km or money."),
    )
    return Layer("COSTS", "Travel costs", rows, True, kind="table"), *_pairs(fields, True, "COSTS")


def _pairs(fields: tuple[tuple[str, str, str], ...], optional: bool, parent: str) -> tuple[Parameter, ...]:
    """Return the fields of a table of pairs: two of zones, and one of numbers."""
    start, end, amount = (Field(*field, optional, parent=parent, with_layer=True) for field in fields)
    return start, end, replace(amount, numeric=True)


def scheduler() -> Parameter:
    """Return ``SCHEDULER``."""
    about = "Address of a Dask cluster; empty: this machine."
    return Text("SCHEDULER", "Dask scheduler", about, optional=True, advanced=True)


def plan_files() -> tuple[Parameter, ...]:
    """Return ``PLAN``, ``MAP`` and ``REPORT``."""
    pages = "A PDF with a page for each map theme and each centre."
    words = "An HTML page with the plan in words, maps and tables."
    return (
        FileOutput("PLAN", "Plan", "One GeoPackage with layers, styles and project.", filter="GeoPackage (*.gpkg)"),
        FileOutput("MAP", "Map", pages, True, filter="PDF (*.pdf)"),
        FileOutput("REPORT", "Report", words, True, filter="HTML (*.html)"),
    )
