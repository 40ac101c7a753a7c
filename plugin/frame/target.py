"""Where a result goes, and how it gets there: whole or not at all.

A file is made in a hidden folder beside its final place and moved there when the tool has ended well, a table of a
GeoPackage is made there and copied in one transaction, one of PostGIS is made beside and renamed; memory layers and
other databases are written by QGIS directly.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsMapLayer,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
    QgsWkbTypes,
)

from ...algorithms.files.atomic import Staged
from ...algorithms.files.checked import written_checked
from ...algorithms.files.databases import StagedTable
from ...algorithms.files.raster import Layout, Raster, WriteError, write_raster, write_tiles
from ...algorithms.files.vector import Tally, require_whole, write_columns
from ...algorithms.ground.coded import plain
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.progress import Progress
from ..fields import field_names, name_fields, without_aliases
from .part import Part
from .rows import Tallied, table_rows, without_formulas
from .servers import ServerTable

if TYPE_CHECKING:
    from .outputs import Output

_LEAST_ROOM = 64 * 1024  # bytes; a write has failed, and less is left
_KEEPS_PLACES = (".gpkg", ".shp", ".geojson", ".fgb", ".gml", ".sqlite", ".tab", ".mif")
"""Formats with shapes in the layer's own CRS; others have none, or turn them."""
_DATABASES = (".gpkg", ".sqlite", ".db")
"""Formats that find a write that fails, and take back what they wrote."""
_SPREADSHEETS = (".csv", ".tsv", ".xlsx", ".ods")


class Target:
    """Where one output goes, in one run."""

    def __init__(self, output: Output, tool, values: dict, context):
        self.output = output
        self._tool, self._values, self._context = tool, values, context
        self.wanted = output.is_given(values)
        self.result: str = ""
        self.aliases: dict[str, str] = {}  # what fields are called for the reader, which files forget
        self._staged: Staged | ServerTable | None = None

    @property
    def part(self) -> Part | None:
        """The part of a plan that takes the result, None where it goes elsewhere."""
        chosen = self._values.get(self.output.key)
        return chosen if isinstance(chosen, Part) else None

    @property
    def staged(self) -> Path | None:
        """The file being made, None where the output is not a file."""
        return self._staged.path if self._staged else None

    @property
    def final(self) -> Path | None:
        """The file it becomes, or becomes a table of."""
        return self._staged.final if self._staged else None

    @property
    def table(self) -> str:
        """The table of ``final`` that it becomes, "" where it is the whole file."""
        return self._staged.table if isinstance(self._staged, StagedTable) else ""

    @property
    def server(self) -> ServerTable | None:
        """The table of a PostGIS database that it becomes, None where it goes elsewhere."""
        return self._staged if isinstance(self._staged, ServerTable) else None

    @property
    def is_in_database(self) -> bool:
        """Whether it becomes a table among others."""
        return bool(self.table or self.server)

    def want(self, path: Path) -> None:
        """Make an output at a path though it was not asked for."""
        self._values[self.output.key], self.wanted = str(path), True
        self.stage()

    def stage(self) -> None:
        """Point a destination at a hidden folder beside it, where it is a file or a table of one."""
        if self.wanted and self.part is None:
            self.output.refuse_odd_name(self._values)
            self._staged = self.output.staged(self._tool, self._values, self._context)
        if self._staged:
            self._values[self.output.key] = _redirected(self._values[self.output.key], self._staged.destination)

    def write(
        self,
        fields: QgsFields,
        features: Iterable[QgsFeature],
        crs: QgsCoordinateReferenceSystem | None = None,
        kind: QgsWkbTypes.Type = QgsWkbTypes.Type.NoGeometry,
    ) -> None:
        """Write the features; does nothing where the output is not wanted.

        Raises
        ------
        PlanError
            If QGIS cannot write there; names its reason.
        """
        if not self.wanted:
            return
        if self.part is not None:
            self.part.take(fields, features, crs, kind)
            return
        self.aliases = field_names(fields)
        tallied = Tallied(map(without_formulas, features) if self._is_spreadsheet else features)
        try:
            with self._destination() as values:
                self._fill(values, without_aliases(fields), tallied, crs or QgsCoordinateReferenceSystem(), kind)
        except OSError as error:
            raise PlanError(f"{self.output.key}: writing {self.final} failed: {error.strerror}.") from error
        if self.staged:
            self._require_whole(tallied.tally)

    @contextmanager
    def _destination(self) -> Iterator[dict]:
        """Yield the parameters with where to write: databases by themselves, other files by way of memory."""
        if self.staged is None or self.staged.suffix.lower() in _DATABASES:
            yield self._values
            return
        with written_checked(self.staged) as path:
            key = self.output.key
            yield {**self._values, key: _redirected(self._values[key], path)}
            made, self.result = self.result, self.result.replace(path, str(self.staged))
            _rename_to_load(self._context, made, self.result)

    def _fill(self, values: dict, fields: QgsFields, features: Tallied, crs, kind: QgsWkbTypes.Type) -> None:
        key = self.output.key
        sink, self.result = self._tool.parameterAsSink(values, key, self._context, fields, kind, crs)
        if sink is None:
            raise PlanError(f"{key}: cannot write to {self.final or self._staged or self.result}.")
        try:
            fits = all(sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert) for feature in features)
            if not (fits and sink.flushBuffer()):
                raise PlanError(f"{key}: writing failed: {sink.lastError()} Is the disk full?")
        finally:
            del sink  # QGIS keeps the frames of an error, and with them the file open

    def _require_whole(self, written: Tally) -> None:
        if self.staged.suffix.lower() not in _KEEPS_PLACES:
            written = written._replace(sides=None)
        try:
            require_whole(self.staged, written)
        except PlanError as error:
            raise PlanError(f"{self.output.key}: writing {self.final} failed. {error}") from error

    def write_columns(self, fields: QgsFields, columns: Mapping[str, Any]) -> None:
        """Write a table without geometry from its columns, each (m,); does nothing where it is not wanted.

        A GeoPackage takes them all at once, many times faster than row by row; a part takes coded ones as they are.

        Raises
        ------
        PlanError
            If it cannot be written there.
        """
        if self.part is not None:
            self.part.fields, self.part.columns = fields, columns
            return
        columns = {name: plain(column) for name, column in columns.items()}
        if self.staged and self.staged.suffix.lower() == ".gpkg":
            self.aliases = field_names(fields)
            self.result = self._tool.parameterAsOutputLayer(self._values, self.output.key, self._context)
            write_columns(self.staged, self.staged.stem, columns)
        else:
            self.write(fields, table_rows(fields, columns))

    def write_raster(self, raster: Raster, progress: Progress) -> None:
        """Write the surface.

        Raises
        ------
        PlanError
            If it cannot be written, or not be read back.
        """
        if self.part is not None:
            self.part.raster = raster
            return
        try:
            write_raster(self.staged or "", raster, progress)
        except (PlanError, OSError, RuntimeError) as error:
            raise PlanError(f"{self.output.key}: writing {self.final} failed. Is the disk full? {error}") from error

    @property
    def layer(self) -> QgsMapLayer | None:
        """The layer in memory that was made, None where the result went elsewhere."""
        return self._context.temporaryLayerStore().mapLayer(self.result)

    @property
    def _is_spreadsheet(self) -> bool:
        return self.staged is not None and self.staged.suffix.lower() in _SPREADSHEETS

    @property
    def room(self) -> int | None:
        """How many bytes may be written there, None where nothing is."""
        return shutil.disk_usage(self.staged.parent).free if self.staged else None

    def write_tiles(self, layout: Layout, tiles: Iterable[tuple[int, int, Any]], progress: Progress) -> None:
        """Write a surface as it is made; see ``write_raster``.

        Raises
        ------
        PlanError
            If it cannot be written, or not be read back.
        """
        if self.part is not None:
            self.part.take_tiles(layout, tiles)
            return
        try:
            write_tiles(self.staged or "", layout, tiles, progress)
        except WriteError as error:  # what computing the tiles raises is no fault of the file
            raise PlanError(f"{self.output.key}: writing {self.final} failed. Is the disk full? {error}") from error

    def check(self) -> None:
        """Refuse to take the place of what belongs to something else, before anything is moved."""
        if self._staged:
            self._staged.check()

    def keep(self) -> str:
        """Move a file to its final place; return what the result is called."""
        if self.part is not None:
            return self.part.name
        if self._staged is None:
            if self.layer is not None:
                name_fields(self.layer, self.aliases)
            return self.result
        made = self.result or self._staged.destination
        self._staged.keep()
        self.result = made.replace(self._staged.destination, self._staged.called)
        _rename_to_load(self._context, made, self.result)
        return self.result

    def undo(self) -> None:
        """Put back what ``keep`` replaced; a table of a database stays."""
        if self._staged and not self.is_in_database:
            self._staged.undo()

    def drop(self) -> None:
        """Leave what was there before."""
        if self._staged:
            self._staged.drop()


def disk_full(targets: list[Target]) -> str:
    """Return a sentence that names the first output for which there is no room left, "" if there is room."""
    for target in targets:
        if target.final and shutil.disk_usage(target.final.parent).free < _LEAST_ROOM:
            return f"{target.output.key}: the disk is full, so {target.final} could not be written. Make room first."
    return ""


def _redirected(chosen: Any, path: str) -> Any:
    if not isinstance(chosen, QgsProcessingOutputLayerDefinition):
        return path
    definition = QgsProcessingOutputLayerDefinition(chosen)
    definition.sink = QgsProperty.fromValue(path)
    return definition


def _rename_to_load(context, made: str, final: str) -> None:
    """Keep the list of layers to open at the end right after a move."""
    waiting = context.layersToLoadOnCompletion()
    if made in waiting:
        waiting[final] = waiting.pop(made)
        context.setLayersToLoadOnCompletion(waiting)
