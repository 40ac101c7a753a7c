"""Parameters that mean the same in every tool: zones, flows, costs, sector groups."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication

from ..frame.layer_parameters import Field, Fields, Layer
from ..frame.outputs import FileOutput
from ..frame.parameters import Parameter, Text


def tr(text: str) -> str:
    """Return ``text`` in the user's language."""
    return QCoreApplication.translate("Common", text)


def zones(optional: bool = False, in_degrees: bool = False) -> tuple[Parameter, ...]:
    """Return ``ZONES`` and ``ZONE_ID``."""
    return (
        Layer("ZONES", tr("Zones"), tr("Polygons; each zone once."), optional=optional, in_degrees=in_degrees),
        Field("ZONE_ID", tr("Zone id"), tr("The field that other tables name zones by; unique."), optional=optional,
              parent="ZONES", with_layer=True),
    )  # fmt: skip


def zone_id_if_needed() -> Parameter:
    """Return ``ZONE_ID`` of a tool that needs it for some of its tables only."""
    return Field("ZONE_ID", tr("Zone id"), tr("The field that other tables name zones by; unique."), optional=True,
                 parent="ZONES")  # fmt: skip


def jobs() -> Parameter:
    """Return ``JOBS``."""
    return Field("JOBS", tr("Jobs"), tr("Jobs in each zone."), parent="ZONES", numeric=True)


def sectors(optional: bool = False) -> Parameter:
    """Return ``SECTORS``."""
    return Fields("SECTORS", tr("Jobs by sector"), tr("One numeric field for each sector."), optional=optional,
                  parent="ZONES")  # fmt: skip


def sector_groups(optional: bool = False) -> tuple[Parameter, ...]:
    """Return the four sector groups."""
    groups = (
        (
            "KNOWLEDGE",
            tr("Knowledge jobs"),
            tr("Fields of professional, financial, information, research sectors."),
        ),
        ("CONSUMER", tr("Consumer jobs"), tr("Fields of retail, hospitality, leisure, personal services.")),
        (
            "INDUSTRY",
            tr("Industry jobs"),
            tr("Fields of manufacturing, wholesale, transport, utilities, farming."),
        ),
        ("PUBLIC", tr("Public jobs"), tr("Fields of health, education, administration.")),
    )
    return tuple(Fields(*each, optional=optional, parent="ZONES") for each in groups)


def residents() -> tuple[Parameter, ...]:
    """Return ``RESIDENTS`` and ``POPULATION``."""
    return (
        Field("RESIDENTS", tr("Working residents"), tr("People in work who live in each zone."), optional=True,
              parent="ZONES", numeric=True),
        Field("POPULATION", tr("Population"),
              tr("All people who live in each zone; without working residents, 0.48 of them are taken to work."),
              optional=True, parent="ZONES", numeric=True),
    )  # fmt: skip


def flows(optional: bool = False) -> tuple[Parameter, ...]:
    """Return ``FLOWS`` and its three fields."""
    return (
        Layer("FLOWS", tr("Commuting flows"), tr("A table with one row for each pair of zones."), optional=optional,
              kind="table"),
        Field("ORIGIN", tr("Origin"), tr("The zone where people live."), optional=optional, parent="FLOWS",
              with_layer=True),
        Field("DESTINATION", tr("Destination"), tr("The zone where they work."), optional=optional, parent="FLOWS",
              with_layer=True),
        Field("COMMUTERS", tr("Commuters"), tr("People; fractions are allowed."), optional=optional, parent="FLOWS",
              numeric=True, with_layer=True),
    )  # fmt: skip


def scheduler() -> Parameter:
    """Return ``SCHEDULER``."""
    return Text("SCHEDULER", tr("Dask scheduler"), tr("Address of a Dask cluster; empty: this machine."),
                optional=True, advanced=True)  # fmt: skip


def plan_files() -> tuple[Parameter, ...]:
    """Return ``PLAN``, ``MAP`` and ``REPORT``."""
    return (
        FileOutput("PLAN", tr("Plan"), tr("One GeoPackage with layers, styles and project."),
                   filter="GeoPackage (*.gpkg)"),
        FileOutput("MAP", tr("Map"), tr("A PDF with a page for each map theme and each centre."), optional=True,
                   filter="PDF (*.pdf)"),
        FileOutput("REPORT", tr("Report"), tr("An HTML page with the plan in words, maps and tables."), optional=True,
                   filter="HTML (*.html)"),
    )  # fmt: skip


def costs() -> tuple[Parameter, ...]:
    """Return ``COSTS`` and its three fields."""
    return (
        Layer("COSTS", tr("Travel costs"),
              tr("A table of costs between zones; empty: straight-line km. Pairs that are missing have no connection."),
              optional=True, kind="table"),
        Field("COST_ORIGIN", tr("Cost: origin"), tr("The zone a trip starts in."), optional=True, parent="COSTS",
              with_layer=True),
        Field("COST_DESTINATION", tr("Cost: destination"), tr("The zone it ends in."), optional=True, parent="COSTS",
              with_layer=True),
        Field("COST", tr("Cost"), tr("Minutes, km or money."), optional=True, parent="COSTS", numeric=True,
              with_layer=True),
    )  # fmt: skip
