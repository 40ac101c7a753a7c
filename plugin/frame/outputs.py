"""Output kinds: each declares itself to QGIS and knows which file, table or layer the user chose."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterDestination,
    QgsProcessingUtils,
    QgsVectorFileWriter,
)

from ...algorithms.files.atomic import Staged
from ...algorithms.ground.errors import PlanError
from .databases import staged_table
from .parameters import Parameter
from .servers import ServerTable, server_table
from .target import Target

_NOT_A_FILE = ("memory:", "ogr:", "postgres", "postgis:", "spatialite:", "mssql:", "oracle:", "hana:")
_LONGEST_NAME = 247  # bytes of the 255 that file systems take: SQLite makes a "-journal" beside its files
_GEOMETRIES = {
    "polygons": QgsProcessing.SourceType.TypeVectorPolygon,
    "lines": QgsProcessing.SourceType.TypeVectorLine,
    "points": QgsProcessing.SourceType.TypeVectorPoint,
    "table": QgsProcessing.SourceType.TypeVector,
}


@dataclass(frozen=True)
class Output(Parameter):
    """A result that the user may want somewhere; read as a ``Target``. ``style`` styles a layer of it."""

    style: Callable[[QgsMapLayer], None] | None = None

    def read(self, tool, values, context, given):
        return Target(self, tool, values, context)

    def refuse_odd_name(self, values: dict) -> None:
        """Refuse a name that no file can have, or only without those made beside it; raises PlanError."""
        text = self.destination(values)
        longest = max(map(os.fsencode, Path(text).parts), key=len, default=b"")
        if "\0" in text:
            raise PlanError(f"{self.key}: {text!r} holds a NUL character. Choose a name without it.")
        if len(longest) > _LONGEST_NAME and not text.startswith(_NOT_A_FILE):
            raise PlanError(
                f"{self.key}: the name {os.fsdecode(longest)[:20]}… has {len(longest):,} bytes; at most "
                f"{_LONGEST_NAME} are allowed, as names of files made beside it are longer. Choose a shorter one."
            )

    def staged(self, tool, values: dict, context) -> Staged | ServerTable | None:
        """Return the result on its way to a file or a table, None where QGIS writes it directly."""
        path = self.file(tool, values, context)
        return Staged(path) if path else None

    def file(self, tool, values: dict, context) -> str:
        """Return the plain file that the user chose, "" where it is none."""
        text = self.destination(values)
        if text == QgsProcessing.TEMPORARY_OUTPUT or text.startswith(_NOT_A_FILE):
            return ""
        suffix = Path(text).suffix
        if QgsVectorFileWriter.driverForExtension(suffix) or Path(text).is_dir():
            return text
        if suffix[1:].isalpha():
            known = ", ".join(f".{each}" for each in sorted(QgsVectorFileWriter.supportedFormatExtensions()))
            raise PlanError(f"{self.key}: QGIS writes no file that ends in {suffix}. Choose one of {known}.")
        return f"{text}.{QgsProcessingUtils.defaultVectorExtension()}"  # as QGIS would

    def destination(self, values: dict) -> str:
        """Return in words where the user wants it."""
        chosen = values.get(self.key)
        if isinstance(chosen, QgsProcessingOutputLayerDefinition):
            chosen = chosen.sink.staticValue()
        return str(chosen)


@dataclass(frozen=True)
class VectorOutput(Output):
    """A layer or table."""

    kind: str = "polygons"

    def definition(self):
        return QgsProcessingParameterFeatureSink(
            self.key, self.label, _GEOMETRIES[self.kind], None, self.optional, not self.optional
        )

    def staged(self, tool, values, context):
        chosen = self.destination(values)
        return staged_table(chosen) or server_table(chosen) or super().staged(tool, values, context)


@dataclass(frozen=True)
class RasterOutput(Output):
    """A GeoTIFF."""

    def definition(self):
        return QgsProcessingParameterRasterDestination(self.key, self.label, None, self.optional, not self.optional)

    def file(self, tool, values, context):
        return _with_suffix(self.key, tool.parameterAsOutputLayer(values, self.key, context), (".tif", ".tiff"))


@dataclass(frozen=True)
class FileOutput(Output):
    """A file that is no layer; ``filter`` as in QGIS's file dialog."""

    filter: str = ""

    def definition(self):
        return QgsProcessingParameterFileDestination(
            self.key, self.label, self.filter, None, self.optional, not self.optional
        )

    def file(self, tool, values, context):
        suffixes = tuple(re.findall(r"\*(\.\w+)", self.filter))
        return _with_suffix(self.key, tool.parameterAsFileOutput(values, self.key, context), suffixes)


def _with_suffix(key: str, text: str, allowed: tuple[str, ...]) -> str:
    """Return a path that ends as a file of its kind does; the first kind where it has no ending."""
    suffix = Path(text).suffix.lower()
    if suffix in allowed or Path(text).is_dir():
        return text
    if suffix:
        raise PlanError(f"{key}: {text} must end in {' or '.join(allowed)}.")
    return text + allowed[0]
