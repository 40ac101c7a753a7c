"""Tables of databases: which one an output goes to, and whether an input is read from it."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsDataSourceUri, QgsProviderRegistry

from ...algorithms.files.databases import StagedTable
from ...algorithms.ground.errors import PlanError
from .source import RasterSource, Source


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


def refuse_input_table(key: str, staged: StagedTable, sources: list[Source | RasterSource]) -> None:
    """Refuse to replace a table that an input is read from; raises PlanError with both names."""
    for source in sources:
        if isinstance(source, Source) and _is_same_file(source.path, staged.final) and _reads(source, staged.table):
            raise PlanError(
                f"{key}: the table {staged.table} of {staged.final} is the input {source.key}, {source.name}. "
                "Choose another table."
            )


def _is_same_file(path: str, other: Path) -> bool:
    return bool(path) and Path(path).exists() and other.exists() and other.samefile(path)


def _reads(source: Source, table: str) -> bool:
    """Whether a source in the same file is read from the table; SQLite tells no capitals from small letters."""
    parts = QgsProviderRegistry.instance().decodeUri(source.provider, source.uri)
    query = str(parts.get("subset") or "").lower()
    if query.lstrip().startswith("select"):  # for which any table may be read
        return table.lower() in query
    name = parts.get("layerName") or _name_by_number(source, int(parts.get("layerId") or 0))
    return str(name).lower() == table.lower()


def _name_by_number(source: Source, number: int) -> str:
    layers = QgsProviderRegistry.instance().querySublayers(source.path)
    return next((layer.name() for layer in layers if layer.layerNumber() == number), "")
