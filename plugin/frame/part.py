"""What one step of a plan hands to the next without a file: a layer, a table or a surface that a tool has made.

Given as the value of an output, a part takes what the tool writes; given as that of an input, the tool reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsFeature, QgsFields, QgsRectangle, QgsWkbTypes

from ...algorithms.files.raster import Layout, Raster
from ...algorithms.ground.arrays import Bools
from ...algorithms.ground.coded import length, plain, some
from ...algorithms.ground.sizes import cells_of, require
from ..fields import is_null
from .source import RasterSource, Source

_BYTES_PER_CELL = 4 + 8.0  # as it is made, and as it is read


@dataclass
class Part:
    """A layer of a plan by its ``name``; ``record`` says what made it.

    ``features`` have the ``fields``, a shape of one ``kind``, in ``crs``; ``are_valid`` promises flat, valid
    multipolygons. A table has ``columns`` (m,) by field instead, those of ids best coded, a surface a ``raster``.
    """

    name: str
    fields: QgsFields = field(default_factory=QgsFields)
    features: list[QgsFeature] = field(default_factory=list)
    kind: QgsWkbTypes.Type = QgsWkbTypes.Type.NoGeometry
    crs: QgsCoordinateReferenceSystem = field(default_factory=QgsCoordinateReferenceSystem)
    are_valid: bool = False
    columns: Mapping[str, Any] | None = None
    raster: Raster | None = None
    record: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        if self.columns is not None:
            return length(next(iter(self.columns.values())))
        return len(self.features)

    def __bool__(self) -> bool:
        return True  # a part may be empty

    def take(
        self,
        fields: QgsFields,
        features: Iterable[QgsFeature],
        crs: QgsCoordinateReferenceSystem,
        kind: QgsWkbTypes.Type,
    ) -> Part:
        """Take what a tool writes as features; numbers them from 1, as a file would."""
        self.fields, self.features, self.crs, self.kind = fields, list(features), crs, kind
        for number, feature in enumerate(self.features, 1):
            feature.setId(number)
        return self

    def take_tiles(self, layout: Layout, tiles: Iterable[tuple[int, int, Any]]) -> None:
        """Take a surface as it is made, in the precision of a file; raises PlanError where it does not fit."""
        require(cells_of(layout.grid, in_memory=_BYTES_PER_CELL))
        values = np.full(layout.grid.shape, np.nan, dtype=np.float32)
        for top, left, tile in tiles:
            values[top : top + tile.shape[0], left : left + tile.shape[1]] = tile
        self.crs = QgsCoordinateReferenceSystem.fromWkt(layout.crs)
        self.raster = Raster(values.astype(np.float64), layout.grid, layout.crs, layout.tags)

    def keep_rows(self, chosen: Bools) -> None:
        """Keep some rows of a table, by a truth value for each, (m,)."""
        self.columns = {name: some(column, chosen) for name, column in (self.columns or {}).items()}

    def rows(self) -> list[dict[str, Any]]:
        """Return the values of all fields, row by row."""
        names = self.fields.names()
        return [dict(zip(names, row)) for row in zip(*map(self.column, names))]

    def column(self, name: str) -> list[Any]:
        """Return the values of a field, (n,), None where one is missing."""
        if self.columns is not None:
            return list(plain(self.columns[name]))
        at = self.fields.indexOf(name)
        values = [feature[at] for feature in self.features]
        return [None if is_null(value) else value for value in values]


class PartSource(Source):
    """A part as the input of a tool."""

    def __init__(self, key: str, part: Part):
        super().__init__(key, None, part.name, chosen=part)

    @property
    def part(self) -> Part:
        """What is read."""
        return self.chosen

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """The part's CRS."""
        return self.part.crs

    @property
    def extent(self) -> QgsRectangle:
        """The extent of all shapes, null where there is none."""
        extent = QgsRectangle()
        extent.setMinimal()
        for feature in self.part.features:
            extent.combineExtentWith(feature.geometry().boundingBox())
        return extent

    @property
    def fields(self) -> QgsFields:
        """The part's fields."""
        return self.part.fields

    @property
    def kind(self) -> QgsWkbTypes.Type:
        """What kind of shapes it holds."""
        return self.part.kind

    def __len__(self) -> int:
        return len(self.part)

    def rows(self, positions: list[int], crs=None, geometry: bool = True) -> Iterable[QgsFeature]:
        """Yield copies of the features; all parts of a plan are in one CRS."""
        return map(QgsFeature, self.part.features)


@dataclass(frozen=True)
class PartRaster(RasterSource):
    """A surface among the parts as the input of a tool."""

    part: Part | None = None

    @property
    def name(self) -> str:
        """The part's name."""
        return self.part.name

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """The part's CRS."""
        return self.part.crs
