"""Which field a dialog chooses by itself: the one whose name leaves no doubt, else none.

QGIS would take the first field of the layer, mostly its row number.
"""

from __future__ import annotations

import re
import weakref
from functools import partial
from typing import Any

from processing.gui.wrappers import dialogTypes
from processing.tools.dataobjects import createContext
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsVectorLayer,
)
from qgis.gui import QgsGui, QgsProcessingGui

_CODES = r"(oa|lsoa|msoa|wpz|lad|iz|dz)\d\d(cd|code)"
_JOBS = "jobs employment employees totaljobs jobstotal totemp emptot"
_WORKERS = "residents workingresidents employedresidents workers"
_NAMES = {  # names in small letters without "_", in the order of preference
    "JOBS": _JOBS,
    "WEIGHT": _JOBS,
    "ZONE_ID": f"zoneid zone zonecode geoid geocode areacode {_CODES}",
    "POPULATION": "population pop poptotal totalpop totpop",
    "RESIDENTS": _WORKERS,
    "WORKERS": _WORKERS,
    "ORIGIN": "origin orig home homezone residence",
    "DESTINATION": "destination dest work workzone workplace",
    "COMMUTERS": "commuters commuting people persons flow trips",
    "ROLE": "role",
    "COST_ORIGIN": "origin orig fromzone",
    "COST_DESTINATION": "destination dest tozone",
    "COST": "cost minutes km time distance",
    "SITE_JOBS": "sitejobs headroom capjobs",
    "KNOWLEDGE": "knowledge finprof finance professional information ict research",
    "CONSUMER": "consumer retail hospitality leisure accommodation food",
    "INDUSTRY": "industry manufact manufacturing agricult agriculture wholesale transport utilities construction",
    "PUBLIC": "public healthedu health education administration",
}


class FieldPreset:
    """Makes QGIS's own widget for a field, which then chooses a field whenever a layer is chosen."""

    def __new__(cls, parameter, dialog, row=0, column=0):
        """Return the widget, as ``processing.gui`` asks for it by the name of this class."""
        registry = QgsGui.processingGuiRegistry()
        if type(dialog).__name__ == "ModelerParametersDialog":
            return registry.createModelerParameterWidget(dialog.model, dialog.childId, parameter, dialog.context)
        kind = dialogTypes.get(type(dialog).__name__, QgsProcessingGui.WidgetType.Standard)
        widget = registry.createParameterWidgetWrapper(parameter, kind)
        widget.setDialog(dialog)
        widget.postInitialize = partial(_follow, weakref.ref(widget))
        return widget


def chosen_fields(key: str, names: list[str], several: bool = False) -> list[str]:
    """Return those of the fields ``names`` that a parameter surely means: all of them, or the best one."""
    ranks = {name: _rank(key, name) for name in names}
    sure = sorted((name for name in names if ranks[name] is not None), key=ranks.__getitem__)
    return sure if several else sure[:1]


def _rank(key: str, name: str) -> int | None:
    plain = name.lower().replace("_", "")
    fitting = (at for at, known in enumerate(_NAMES.get(key, "").split()) if re.fullmatch(known, plain))
    return next(fitting, None)


def _follow(widget: weakref.ref, others: list[Any]) -> None:
    """Link a field's widget to that of its layer, and let it choose anew whenever the layer changes.

    What is connected must not hold the widgets: they would outlive their dialog, and QGIS.
    """
    del widget().postInitialize  # this function; QGIS's own comes to light
    widget().postInitialize(others)
    layers = {each.parameterDefinition().name(): each for each in others}
    layer = layers[widget().parameterDefinition().parentLayerParameterName()]
    choose = partial(_choose, widget, weakref.ref(layer))
    layer.widgetValueHasChanged.connect(choose)
    choose()


def _choose(widget: weakref.ref, layer: weakref.ref) -> None:
    definition, context = widget().parameterDefinition(), createContext()
    names = _field_names(layer().parameterValue(), context)
    chosen = chosen_fields(definition.name(), names, definition.allowMultiple())
    widget().setParameterValue(";".join(chosen) or None, context)


def _field_names(chosen: Any, context: QgsProcessingContext) -> list[str]:
    """Return the fields of the layer that was chosen; ``context`` holds it where it is a file."""
    if isinstance(chosen, QgsProcessingFeatureSourceDefinition):
        chosen = chosen.source.staticValue()
    layer = QgsProcessingUtils.mapLayerFromString(chosen, context) if chosen else None
    return layer.fields().names() if isinstance(layer, QgsVectorLayer) else []
