"""A plan's project shows the layers of the file it is stored in, whatever that is called now.

QGIS stores sources by the name of their file: of a plan that was renamed it opens nothing, or the layers of another
copy that stands beside it under the old name.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from qgis.core import QgsMapLayer, QgsProject, QgsProviderRegistry

_STORED = "geopackage:"
_RECORD = "agora_runs"  # the table that every plan has, and whose file the project takes for its own


def show_own_layers(project: QgsProject) -> int:
    """Point a plan's layers at the file that its project is stored in; return how many pointed elsewhere.

    Projects that are no plan, and layers of other files, stay as they are. What a layer looks like stays too.
    """
    own, written = stored_in(project), _written_as(project)
    if own is None or written is None or written == own:
        return 0
    layers = [layer for layer in project.mapLayers().values() if _file_of(layer) == written]
    for layer in layers:
        layer.setDataSource(_source_in(own, layer), layer.name(), layer.providerType())
    project.setDirty(bool(layers))
    return len(layers)


def plan_layer(project: QgsProject, name: str) -> QgsMapLayer | None:
    """Return the layer of an open plan that shows a table of it, None where it has none."""
    found = (each for each in project.mapLayers().values() if each.source().endswith(f"|layername={name}"))
    return next(found, None)


def stored_in(project: QgsProject) -> Path | None:
    """Return the GeoPackage that a project is stored in, None where it is stored otherwise."""
    name = project.fileName()
    if not name.startswith(_STORED):
        return None
    return Path(unquote(name[len(_STORED) :].partition("?")[0]))


def _written_as(project: QgsProject) -> Path | None:
    """Return the file that a plan's project was written into, None where it is no plan."""
    files = (_file_of(layer) for layer in project.mapLayers().values() if _parts(layer).get("layerName") == _RECORD)
    return next(files, None)


def _file_of(layer: QgsMapLayer) -> Path:
    return Path(str(_parts(layer).get("path", "")))


def _source_in(file: Path, layer: QgsMapLayer) -> str:
    return QgsProviderRegistry.instance().encodeUri(layer.providerType(), {**_parts(layer), "path": str(file)})


def _parts(layer: QgsMapLayer) -> dict:
    return QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
