"""Tables of databases: which one an output becomes, and whether an input is read from it."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsDataSourceUri, QgsProviderRegistry

from ...algorithms.files.databases import StagedTable
from .source import Source


def staged_table(destination: str) -> StagedTable | None:
    """Return a table of a GeoPackage on its way, None where the output goes elsewhere.

    Raises
    ------
    PlanError
        If the table cannot be written there.
    """
    provider, _, uri = destination.partition(":")
    parts = QgsDataSourceUri(uri.removeprefix("//"))
    if provider != "ogr" or Path(parts.database()).suffix.lower() != ".gpkg" or not parts.table():
        return None
    return StagedTable(parts.database(), parts.table())


def reads_table(source: Source, database: Path, table: str) -> bool:
    """Whether a layer is read from a table of a GeoPackage; SQLite tells no capitals from small letters."""
    if not (source.path and Path(source.path).exists() and database.exists() and database.samefile(source.path)):
        return False
    parts = QgsProviderRegistry.instance().decodeUri(source.provider, source.uri)
    query = str(parts.get("subset") or "").lower()
    if query.lstrip().startswith("select"):  # for which any table may be read
        return table.lower() in query
    name = parts.get("layerName") or _name_by_number(source.path, int(parts.get("layerId") or 0))
    return str(name).lower() == table.lower()


def _name_by_number(path: str, number: int) -> str:
    layers = QgsProviderRegistry.instance().querySublayers(path)
    return next((layer.name() for layer in layers if layer.layerNumber() == number), "")
