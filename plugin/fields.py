"""The fields of all results: one table of names, aliases, units and types.

Names have at most 10 ASCII characters, so that they survive a Shapefile.
"""

from __future__ import annotations

from itertools import chain, count
from typing import NamedTuple

from qgis.core import QgsField, QgsFields

from .compat import field as qgis_field


class Field(NamedTuple):
    """``name`` in the file, ``alias`` for the reader, ``unit`` "" where it has none, ``kind`` of value."""

    name: str
    alias: str
    unit: str = ""
    kind: type = float

    @property
    def title(self) -> str:
        """Alias and unit, as legends and attribute tables show them."""
        return f"{self.alias} ({self.unit})" if self.unit else self.alias


ZONE_DENSITY = (Field("dens_ha", "Density", "jobs per ha"),)
BUILDINGS = (
    Field("jobs", "Jobs"),
    Field("dens_ha", "Density on the footprint", "jobs per ha"),
)
OWN_SHARE = Field("own_share", "Share of it from the zone itself", "%")
BANDS = (
    Field("from_km", "From", "km"),
    Field("to_km", "To", "km"),
    Field("zones", "Zones", kind=int),
    Field("jobs", "Jobs"),
    Field("area_ha", "Area", "ha"),
    Field("dens_ha", "Density", "jobs per ha"),
    Field("fit_ha", "Density by the gradient", "jobs per ha"),
)
CENTRES = (
    Field("centre_id", "Centre", kind=int),
    Field("name", "Name", kind=str),
    Field("method", "Method", kind=str),
    Field("rank", "Rank by jobs", kind=int),
    Field("jobs", "Jobs"),
    Field("area_ha", "Area", "ha"),
    Field("dens_ha", "Density", "jobs per ha"),
    Field("peak_ha", "Highest density", "jobs per ha"),
    Field("share_jobs", "Share of all jobs", "%"),
    Field("n_units", "Zones or cells", kind=int),
    Field("threshold", "Lowest density let in", "jobs per ha"),
)
CENTRE_OF_ZONE = (Field("centre_id", "Centre", kind=int),)
VARIETY = (
    Field("shannon", "Entropy", "nats"),
    Field("shannon_n", "Entropy, share of the possible", "0 to 1"),
    Field("hill1", "Effective sectors (order 1)", "sectors"),
    Field("hill2", "Effective sectors (order 2)", "sectors"),
    Field("rel_var", "Related variety", "bits"),
    Field("unrel_var", "Unrelated variety", "bits"),
)
ROLES = (
    Field("role", "Role", kind=str),
    Field("role_2", "Next role", kind=str),
    Field("margin", "Change that would alter the role", "%"),
    Field("firm", "Draws in which the role stands", "%"),
    Field("role_why", "Why", kind=str),
)
ROLE_AREAS = (
    Field("role", "Role", kind=str),
    Field("zones", "Zones", kind=int),
    Field("jobs", "Jobs"),
    Field("area_ha", "Area", "ha"),
    Field("dens_ha", "Density", "jobs per ha"),
)
ROLE_PROFILE = (
    Field("role", "Role", kind=str),
    Field("zones", "Zones", kind=int),
    Field("jobs", "Jobs"),
    Field("share_jobs", "Share of all jobs", "%"),
    Field("area_ha", "Area", "ha"),
    Field("dens_ha", "Density", "jobs per ha"),
    Field("job_ratio", "Jobs per working resident"),
    Field("knowledge", "Knowledge jobs", "%"),
    Field("consumer", "Consumer jobs", "%"),
    Field("industry", "Industry jobs", "%"),
    Field("public", "Public jobs", "%"),
    Field("marginal", "Jobs whose role is marginal", "%"),
)
COMMUTING = (
    Field("workers", "Resident workers", "people"),
    Field("jobs", "Workplaces taken", "people"),
    Field("live_work", "Live and work here", "people"),
    Field("self_sup", "Residents who work here", "%"),
    Field("self_dem", "Jobs held by residents", "%"),
    Field("inflow", "Commute in", "people"),
    Field("outflow", "Commute out", "people"),
    Field("net_comm", "Net commuting in", "people"),
    Field("job_ratio", "Jobs per resident worker"),
)
FLOWS = (
    Field("origin", "From zone", kind=str),
    Field("dest", "To zone", kind=str),
    Field("commuters", "Commuters", "people"),
)
DESIRE_LINES = (
    *FLOWS,
    Field("reverse", "Commuters the other way", "people"),
    Field("share", "Share of the origin's commuters", "%"),
)
AREA_LINKS = (
    Field("role_from", "From role", kind=str),
    Field("role_to", "To role", kind=str),
    Field("commuters", "Commuters", "people"),
)
ROLE_LINKS = (
    Field("role_from", "From role", kind=str),
    Field("role_to", "To role", kind=str),
    Field("observed", "Commuters", "people"),
    Field("expected", "Expected from the sizes of both", "people"),
    Field("ratio", "Observed over expected"),
    Field("z", "Adjusted residual", "standard deviations"),
)
BANDWIDTHS = (
    Field("selector", "Selector", kind=str),
    Field("sigma", "Standard deviation of a Gaussian kernel", "m"),
    Field("quartic", "Bandwidth of a quartic kernel", "m"),
    Field("note", "What to know", kind=str),
)
ZONE_ID = Field("zone_id", "Zone", kind=str)


def quotients(sectors: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the fields of location quotients: for each sector ``lq_``, ``slq_``, ``zlq_``."""
    kinds = (("lq", "location quotient"), ("slq", "symmetric quotient"), ("zlq", "standardised quotient"))
    return tuple(Field(f"{key}_{sector}", f"{sector}: {words}") for key, words in kinds for sector in sectors)


def effective_densities(sectors: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the fields of effective density: ``eff_dens``, or one for each sector, and the own zone's share."""
    unit = "jobs per km to the decay"
    if not sectors:
        return Field("eff_dens", "Effective density", unit), OWN_SHARE
    of_sectors = (Field(f"eff_dens_{each}", f"{each}: effective density", unit) for each in sectors)
    return *of_sectors, OWN_SHARE


def as_qgis(fields: tuple[Field, ...]) -> QgsFields:
    """Return the fields as QGIS wants them, with their aliases."""
    made = QgsFields()
    for each in fields:
        one = qgis_field(each.name, each.kind)
        one.setAlias(each.title)
        made.append(one)
    return made


def without_aliases(fields: QgsFields) -> QgsFields:
    """Return the fields as a sink takes them: it would warn that it drops each alias."""
    made = QgsFields()
    for each in fields:
        one = QgsField(each)
        one.setAlias("")
        made.append(one)
    return made


def distinct(fields: QgsFields) -> QgsFields:
    """Return the fields under names that a GeoPackage can hold side by side: a later ``Jobs`` is ``Jobs_2``.

    SQL takes ``Jobs`` for ``jobs``; ``geom`` holds the geometry.
    """
    taken = {"geom"}
    made = QgsFields()
    for each in fields:
        numbered = (f"{each.name()}_{number}" for number in count(2))
        name = next(name for name in chain([each.name()], numbered) if name.lower() not in taken)
        taken.add(name.lower())
        one = QgsField(each)
        one.setName(name)
        made.append(one)
    return made
