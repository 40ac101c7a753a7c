"""The only place that asks which QGIS this is: 3.22 to 4 run one code base."""

from __future__ import annotations

from qgis.core import Qgis, QgsField, QgsProcessingFeatureSourceDefinition

_FIELDS_TAKE_METATYPE = Qgis.QGIS_VERSION_INT >= 33800


def field(name: str, kind: type) -> QgsField:
    """Return a field of ``kind`` str, float, int or bool."""
    if _FIELDS_TAKE_METATYPE:
        from qgis.PyQt.QtCore import QMetaType

        types = {
            str: QMetaType.Type.QString,
            float: QMetaType.Type.Double,
            int: QMetaType.Type.LongLong,
            bool: QMetaType.Type.Bool,
        }
    else:
        from qgis.PyQt.QtCore import QVariant

        types = {str: QVariant.String, float: QVariant.Double, int: QVariant.LongLong, bool: QVariant.Bool}
    return QgsField(name, types[kind])


def takes_some(chosen: QgsProcessingFeatureSourceDefinition) -> bool:
    """Whether an input takes in some features of its layer only; expressions came with QGIS 3.32."""
    return bool(chosen.selectedFeaturesOnly or chosen.featureLimit >= 0 or getattr(chosen, "filterExpression", ""))
