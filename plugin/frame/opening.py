"""How results open in a project: styled, in a group of their question, ordered so that nothing hides the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

_RANK = "agora/rank"  # of a node among its neighbours, small on top
_BY_GEOMETRY = {
    QgsWkbTypes.GeometryType.PointGeometry: 0,
    QgsWkbTypes.GeometryType.LineGeometry: 1,
    QgsWkbTypes.GeometryType.PolygonGeometry: 2,
}
_RASTER, _TABLE = 3, 4


class Place(NamedTuple):
    """Where a layer stands in its group: its ``title`` ("" = QGIS's own), its rank, and whether it shows."""

    title: str
    rank: int
    visible: bool


class Opener(QgsProcessingLayerPostProcessorInterface):
    """Styles and places an output once QGIS has opened it.

    Must be made in the main thread and outlive the tool (qgis/QGIS#47533), so it keeps itself alive from
    ``wait`` until QGIS has called it. ``group`` is the title of a group in the layer tree and its rank;
    layers without a ``place`` are ordered by geometry. Where the user has set a group for all results, the
    layer stays there.
    """

    _waiting: ClassVar[set[Opener]] = set()

    def __init__(self, style: Callable[[QgsMapLayer], None] | None, group: tuple[str, int], place: Place | None = None):
        super().__init__()
        self._style, self._group, self._place = style, group, place

    def wait(self, details) -> None:
        """Have QGIS call this when it has opened the layer of these details."""
        self._waiting.add(self)
        details.setPostProcessor(self)

    def postProcessLayer(self, layer, context, feedback):  # noqa: N802
        self._waiting.discard(self)
        _, stored = layer.loadDefaultStyle()  # which Processing leaves out, and which also names the fields
        if self._style and not stored:
            self._style(layer)
            layer.triggerRepaint()
        place = self._place or Place("", _rank(layer), True)
        if place.title:
            layer.setName(place.title)
        root = context.project().layerTreeRoot() if context.project() else None
        node = root.findLayer(layer.id()) if root else None
        if node and not _group_of_all_results():
            _moved(node, _group(root, *self._group), place.rank).setItemVisibilityChecked(place.visible)


def _group_of_all_results() -> str:
    from processing.core.ProcessingConfig import ProcessingConfig  # there once QGIS has started its plugins

    return ProcessingConfig.getSetting(ProcessingConfig.RESULTS_GROUP_NAME) or ""


def _group(root: QgsLayerTreeGroup, title: str, rank: int) -> QgsLayerTreeGroup:
    """Return the group of this title at the top of the layer tree; makes it where there is none."""
    found = next((each for each in root.findGroups() if each.name() == title), None)
    return found or _placed(QgsLayerTreeGroup(title), root, rank)


def _moved(node: QgsLayerTreeNode, group: QgsLayerTreeGroup, rank: int) -> QgsLayerTreeNode:
    copy = _placed(node.clone(), group, rank)
    node.parent().removeChildNode(node)
    return copy


def _placed(node: QgsLayerTreeNode, group: QgsLayerTreeGroup, rank: int) -> QgsLayerTreeNode:
    """Put a node below the neighbours of a smaller rank, and above all else."""
    node.setCustomProperty(_RANK, rank)
    ranks = [each.customProperty(_RANK) for each in group.children()]
    above = [at for at, other in enumerate(ranks) if other is not None and int(other) < rank]
    group.insertChildNode(above[-1] + 1 if above else 0, node)
    return node


def _rank(layer: QgsMapLayer) -> int:
    if isinstance(layer, QgsVectorLayer):
        return _BY_GEOMETRY.get(layer.geometryType(), _TABLE)
    return _RASTER if isinstance(layer, QgsRasterLayer) else _TABLE
