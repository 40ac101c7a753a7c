"""A result that becomes a table of a PostGIS database: written under another name, renamed in one transaction."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import ClassVar

from qgis.core import QgsDataSourceUri, QgsException, QgsProviderRegistry

from ...algorithms.ground.errors import PlanError
from .source import Source

_PATIENCE = "5s"  # for which a table that another program reads is waited for


class ServerTable:
    """One table on its way: have QGIS write to ``destination``, then ``keep`` or ``drop``."""

    path: ClassVar[Path | None] = None
    final: ClassVar[Path | None] = None

    def __init__(self, asked: str):
        provider, _, words = asked.partition(":")
        self.called, self.record = asked, dict[str, str]()
        self._uri = QgsDataSourceUri(words.removeprefix("//"))
        self._made = QgsDataSourceUri(self._uri)
        self._made.setTable(f"agora_{token_hex(8)}")
        self.destination = f"{provider}:{self._made.uri(False)}"

    def __str__(self) -> str:
        return f"the table {self._uri.table()} of the database {self._uri.database() or self._uri.service()}"

    @property
    def identity(self) -> list[str | None]:
        """Which server, database and table it is, whatever they are called here; the table None where it is new."""
        return _identity(self._uri)

    def is_read_by(self, source: Source) -> bool:
        """Whether a layer is read from the table, or by a query that has its name."""
        if source.provider != "postgres":
            return False
        theirs = QgsDataSourceUri(source.uri)
        if not theirs.table().startswith("("):
            return self.identity[-1] is not None and _identity(theirs) == self.identity
        return self._uri.table() in theirs.table() and theirs.database() == self._uri.database()

    def check(self) -> None:
        """Nothing of another's is replaced: the server minds what depends on a table."""

    def keep(self) -> None:
        """Put the table in the place of the old one; raises PlanError where the server refuses."""
        if _identity(self._made)[-1] is None:
            return
        record = "\n".join(f"{name}: {value}" for name, value in self.record.items())
        steps = (
            f"SET LOCAL lock_timeout = '{_PATIENCE}'",
            f"DROP TABLE IF EXISTS {_name(self._uri)}",
            f"ALTER TABLE {_name(self._made)} RENAME TO {_quoted(self._uri.table())}",
            f"ALTER INDEX IF EXISTS {_name(self._made, '_pkey')} RENAME TO {_quoted(self._uri.table() + '_pkey')}",
            f"COMMENT ON TABLE {_name(self._uri)} IS {_text(record)}",
        )
        try:
            _ask(self._uri, "; ".join(steps))  # sent at once, they are one transaction
        except QgsException as error:
            raise PlanError(f"{self} could not be replaced: {error}") from error

    def drop(self) -> None:
        """Remove what was made and not kept."""
        with suppress(QgsException):  # the server is gone, and with it what could be done
            _ask(self._made, f"DROP TABLE IF EXISTS {_name(self._made)}")


def server_table(destination: str) -> ServerTable | None:
    """Return a table of a PostGIS database on its way, None where the output goes elsewhere."""
    provider, _, words = destination.partition(":")
    is_table = provider in ("postgres", "postgis") and QgsDataSourceUri(words.removeprefix("//")).table()
    return ServerTable(destination) if is_table else None


def _identity(uri: QgsDataSourceUri) -> list[str | None]:
    asked = f"SELECT pg_postmaster_start_time()::text, current_database(), to_regclass({_text(_name(uri))})::oid::text"
    try:
        [row] = _ask(uri, asked)
    except QgsException as error:
        raise PlanError(f"The database {uri.database() or uri.service()} cannot be asked: {error}") from error
    return [value or None for value in row]


def _ask(uri: QgsDataSourceUri, statements: str) -> list[list[str]]:
    provider = QgsProviderRegistry.instance().providerMetadata("postgres")
    return provider.createConnection(uri.uri(False), {}).executeSql(statements)


def _name(uri: QgsDataSourceUri, end: str = "") -> str:
    """Return the name of a table, or of what ends otherwise, with its schema."""
    return ".".join(_quoted(part) for part in (uri.schema(), uri.table() + end) if part)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
