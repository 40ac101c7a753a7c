"""A result that becomes a table of a GeoPackage: in one transaction, beside the other tables, or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ..ground.errors import PlanError
from .atomic import Staged
from .backends.osgeo_tables import replace_table
from .neighbours import refuse_written
from .vector import layer_names

_OF_QGIS = {"layer_styles", "qgis_projects"}


class StagedTable(Staged):
    """One table on its way: write a GeoPackage of one layer to ``path``, then ``keep`` or ``drop``.

    Raises
    ------
    PlanError
        If the database is no GeoPackage, is read-only or in use, or has something else of that name.
    """

    def __init__(self, database: str | Path, table: str):
        super().__init__(database)
        self.table = table
        try:
            self.check()
        except PlanError:
            self.drop()
            raise

    @property
    def called(self) -> str:
        """What QGIS calls the layer."""
        return f"{self.asked}|layername={self.table}"

    def check(self) -> None:
        """Refuse a database that is being written to, and a name that is no layer's; raises PlanError."""
        if self.final.exists():
            refuse_written(self.final)
            _refuse_no_layer(self.final, self.table)

    def keep(self) -> None:
        """Replace the table, or make the database where there is none.

        Raises
        ------
        PlanError
            If it cannot be written; the old table is then as it was.
        """
        try:
            self.check()
            if self.final.exists():
                self._copy_into(self.final)
                return
            whole = self.path.with_suffix(".whole.gpkg")
            self._copy_into(whole)
            whole.replace(self.path)
            super().keep()
        finally:
            self.drop()

    def _copy_into(self, database: Path) -> None:
        [layer] = set(layer_names(self.path)) - _OF_QGIS
        try:
            replace_table(str(self.path), layer, str(database), self.table)
        except RuntimeError as error:
            raise PlanError(f"The table {self.table} could not be written into {self.final}: {error}") from error


def _refuse_no_layer(database: Path, table: str) -> None:
    """Refuse the names of QGIS's and the format's own tables, and of rasters."""
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as file:
            kinds = dict(file.execute("SELECT lower(table_name), data_type FROM gpkg_contents"))
            taken = {name for (name,) in file.execute("SELECT lower(name) FROM sqlite_master")}
    except sqlite3.Error as error:
        raise PlanError(f"{database} is no GeoPackage that can be read: {error}.") from error
    name = table.lower()
    if name in _OF_QGIS or (name in taken and kinds.get(name) not in ("features", "attributes")):
        raise PlanError(f"{table} in {database} is no layer, and would be lost. Choose another name.")
