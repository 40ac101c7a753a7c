"""The fields of all results: one vocabulary, in which a name has one alias, unit and type wherever it stands.

Names have at most 10 ASCII characters, so that they survive a Shapefile; those made of a sector's name may be longer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

from qgis.core import QgsField, QgsFields, QgsVectorLayer
from qgis.PyQt.QtCore import QVariant

from ..algorithms.ground.coded import length
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


_PER_HECTARE = "jobs per ha"
_DECAYED = "jobs per km to the decay"
_DECLARED = (
    Field("zone_id", "Zone", kind=str),
    Field("zones", "Zones", kind=int),
    Field("jobs", "Jobs"),
    Field("area_ha", "Area", "ha"),
    Field("dens_ha", "Density", _PER_HECTARE),
    Field("share_jobs", "Share of all jobs", "%"),
    Field("job_ratio", "Jobs per resident worker"),
    Field("title", "Title", kind=str),
    Field("agora_work", "Working residents, as given or estimated", "people"),
    # density
    Field("from_km", "From", "km"),
    Field("to_km", "To", "km"),
    Field("fit_ha", "Density by the gradient", _PER_HECTARE),
    Field("eff_dens", "Effective density", _DECAYED),
    Field("own_share", "Share of it from the zone itself", "%"),
    Field("selector", "Selector", kind=str),
    Field("radius", "Bandwidth of the kernel", "m"),
    Field("sigma", "Standard deviation of a Gaussian kernel", "m"),
    Field("quartic", "Bandwidth of a quartic kernel", "m"),
    Field("note", "What to know", kind=str),
    # centres
    Field("centre_id", "Centre", kind=int),
    Field("name", "Name", kind=str),
    Field("method", "Method", kind=str),
    Field("rank", "Rank by jobs", kind=int),
    Field("peak_ha", "Highest density", _PER_HECTARE),
    Field("n_units", "Zones or cells", kind=int),
    Field("threshold", "Lowest density let in", _PER_HECTARE),
    # roles
    Field("shannon", "Entropy", "nats"),
    Field("shannon_n", "Entropy, share of the possible", "0 to 1"),
    Field("hill1", "Effective sectors (order 1)", "sectors"),
    Field("hill2", "Effective sectors (order 2)", "sectors"),
    Field("rel_var", "Related variety", "bits"),
    Field("unrel_var", "Unrelated variety", "bits"),
    Field("role", "Role", kind=str),
    Field("role_2", "Next role", kind=str),
    Field("margin", "Change that would alter the role", "%"),
    Field("firm", "Draws in which the role stands", "%"),
    Field("role_why", "Why", kind=str),
    Field("knowledge", "Knowledge jobs", "%"),
    Field("consumer", "Consumer jobs", "%"),
    Field("industry", "Industry jobs", "%"),
    Field("public", "Public jobs", "%"),
    Field("marginal", "Jobs whose role is marginal", "%"),
    # links
    Field("workers", "Resident workers", "people"),
    Field("live_work", "Live and work here", "people"),
    Field("self_sup", "Residents who work here", "%"),
    Field("self_dem", "Jobs held by residents", "%"),
    Field("inflow", "Commute in", "people"),
    Field("outflow", "Commute out", "people"),
    Field("net_comm", "Net commuting in", "people"),
    Field("origin", "From zone", kind=str),
    Field("dest", "To zone", kind=str),
    Field("commuters", "Commuters", "people"),
    Field("reverse", "Commuters the other way", "people"),
    Field("share", "Share of the origin's commuters", "%"),
    Field("role_from", "From role", kind=str),
    Field("role_to", "To role", kind=str),
    Field("name_from", "From area", kind=str),
    Field("name_to", "To area", kind=str),
    Field("observed", "Commuters", "people"),
    Field("expected", "Expected from the sizes of both", "people"),
    Field("ratio", "Observed over expected"),
    Field("z", "Adjusted residual", "standard deviations"),
)
VOCABULARY = {field.name: field for field in _DECLARED}
"""Every field of every result, by its name."""

_OF_A_SECTOR = (  # how names begin that end with a sector's own
    ("lq_", "location quotient", ""),
    ("slq_", "symmetric quotient", ""),
    ("zlq_", "standardised quotient", ""),
    ("eff_dens_", "effective density", _DECAYED),
)


def declared(columns: Mapping[str, Sequence[Any]], rows: int | None = None) -> tuple[Field, ...]:
    """Return the fields of a result's columns, in their order; ``rows`` is how long they have to be, where known.

    Raises
    ------
    KeyError
        If the vocabulary does not know a name.
    ValueError
        If the columns are not equally long.
    """
    lengths = {name: length(column) for name, column in columns.items()}
    if len({*lengths.values()} | ({rows} - {None})) > 1:
        raise ValueError(f"the columns are not {rows or 'equally'} long: {lengths}")
    return tuple(_declared(name) for name in columns)


def _declared(name: str) -> Field:
    if name in VOCABULARY:
        return VOCABULARY[name]
    for start, alias, unit in _OF_A_SECTOR:
        if name.startswith(start) and name != start:
            return Field(name, f"{name[len(start) :]}: {alias}", unit)
    raise KeyError(f"plugin/fields.py declares no field {name!r}")


def is_null(value: Any) -> bool:
    """Whether a value of a layer is missing, in whichever way QGIS says so: None, NULL, or a null variant."""
    return value is None or (isinstance(value, QVariant) and value.isNull())


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


def name_fields(layer: QgsVectorLayer, aliases: dict[str, str]) -> None:
    """Show the fields of a layer under names for the reader."""
    for at, field in enumerate(layer.fields()):
        if field.name() in aliases:
            layer.setFieldAlias(at, aliases[field.name()])


def field_names(fields: QgsFields) -> dict[str, str]:
    """Return the names for the reader of those fields that have one."""
    return {field.name(): field.alias() for field in fields if field.alias()}
