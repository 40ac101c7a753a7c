"""Layers and tables with fiona. The only module that imports it."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Optional

import numpy as np
import numpy.typing as npt

from ...ground.checks import require_all_rows

_BATCH = 65_536  # rows


def batches(path: str, layer: str, fields: Sequence[str]) -> Optional[Iterator[dict[str, npt.NDArray[Any]]]]:
    """See ``osgeo_vector.batches``; WKB is that of plain points, and empty for any other geometry."""
    import fiona

    if layer and layer not in fiona.listlayers(path):
        return None
    return _stream(path, layer, fields)


def _stream(path: str, layer: str, fields: Sequence[str]) -> Iterator[dict[str, npt.NDArray[Any]]]:
    import fiona

    with fiona.open(path, layer=layer or None) as file:
        kinds = {name: kind.split(":")[0] for name, kind in file.schema["properties"].items()}
        records = iter(file)
        read = 0
        while rows := list(islice(records, _BATCH)):
            read += len(rows)
            columns = {name: _column([row.properties[name] for row in rows], kinds[name]) for name in fields}
            yield {**columns, "": _objects([_wkb(row.geometry) for row in rows])}
        if read:  # an empty FlatGeobuf does not know how many it holds
            require_all_rows(path, file.name, read, len(file))


def _column(values: list[Any], kind: str) -> npt.NDArray[Any]:
    if kind == "float":
        return np.array([np.nan if value is None else value for value in values], float)
    if kind in ("int", "int32", "int64", "bool"):
        missing = [value is None for value in values]
        whole: npt.NDArray[Any] = np.ma.array([value or 0 for value in values], np.int64, mask=missing)
        return whole
    return _objects(values)


def _objects(values: list[Any]) -> npt.NDArray[Any]:
    column = np.empty(len(values), object)
    column[:] = values
    return column


def _wkb(geometry: Any) -> Optional[bytes]:
    if geometry is None:
        return None
    is_plain = geometry.type == "Point" and len(geometry.coordinates) == 2
    return struct.pack("<BIdd", 1, 1, *geometry.coordinates) if is_plain else b""


def empty_table(path: str, name: str, kinds: Mapping[str, type]) -> None:
    """Add a table without geometry and rows to a GeoPackage, or make one; a table of that name is replaced."""
    import fiona

    properties = {column: kind.__name__ for column, kind in kinds.items()}
    with fiona.open(path, "w", driver="GPKG", layer=name, schema={"geometry": "None", "properties": properties}):
        pass


def tag_layer(path: str, name: str, tags: Mapping[str, str]) -> None:
    """Store tags in the metadata of a layer."""
    import fiona

    with fiona.open(path, "a", layer=name) as layer:
        layer.update_tags(dict(tags))


def layer_tags(path: str, name: str) -> dict[str, str]:
    """Return the tags of a layer."""
    import fiona

    with fiona.open(path, layer=name) as layer:
        return dict(layer.tags())


def tally(path: str) -> tuple[int, float]:
    """Return how many features the first layer of a file has, and the sum of all sides of their boxes."""
    import fiona

    count, sides = 0, 0.0
    with fiona.open(path) as layer:
        for feature in layer:
            count += 1
            sides += sum(fiona.bounds(feature)) if feature.geometry is not None else 0.0
    return count, sides
