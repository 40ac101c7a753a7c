"""The menu *Plugins > Agora* and its toolbar button: what a planner sees first."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsMapLayer, QgsProject, QgsProviderRegistry, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QAction

from ..algorithms.files.vector import layer_names
from .help import help_page

ROOT = Path(__file__).resolve().parents[1]
_NAME = "Agora"


class Menu:
    """New spatial plan, Publish again, the example and help; panels and analyses are tools, which it only opens."""

    def __init__(self, iface):
        self._iface = iface
        icon = QIcon(str(ROOT / "icons" / "agora.svg"))
        new = self._action(icon, tr("New spatial plan…"), new_plan)
        self._actions = [
            new,
            self._action(icon, tr("Publish again…"), lambda: publish_again(iface.activeLayer())),
            self._action(icon, tr("Open the example"), open_example),
            self._action(icon, tr("Help"), open_help),
        ]
        for action in self._actions:
            iface.addPluginToMenu(_NAME, action)
        iface.addToolBarIcon(new)

    def remove(self) -> None:
        """Take everything out of QGIS again."""
        self._iface.removeToolBarIcon(self._actions[0])
        for action in self._actions:
            self._iface.removePluginMenu(_NAME, action)

    def _action(self, icon: QIcon, text: str, slot) -> QAction:
        action = QAction(icon, text, self._iface.mainWindow())
        action.triggered.connect(lambda _=False: slot())
        return action


def new_plan() -> None:
    """Open the dialog of the tool that makes a plan."""
    import processing

    processing.execAlgorithmDialog("agora:spatialplan", {})


def publish_again(layer: QgsMapLayer | None) -> None:
    """Open the dialog of the tool that makes map and report of a plan again: of the one that the layer belongs to."""
    import processing

    processing.execAlgorithmDialog("agora:assembleplan", {"PLAN": plan_of(layer)} if plan_of(layer) else {})


def plan_of(layer: QgsMapLayer | None) -> str:
    """Return the file of the plan that a layer belongs to, "" where it belongs to none."""
    if layer is None:
        return ""
    file = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source()).get("path") or ""
    return file if file.lower().endswith(".gpkg") and "agora_runs" in layer_names(file) else ""


def open_example() -> QgsVectorLayer:
    """Add the zones of the San Francisco Bay Area to the project."""
    file = ROOT / "examples" / "bay_area" / "bay_area.gpkg"
    layer = QgsVectorLayer(f"{file}|layername=zones", "San Francisco Bay Area", "ogr")
    QgsProject.instance().addMapLayer(layer)
    return layer


def open_help() -> None:
    """Open the first page of the help."""
    QDesktopServices.openUrl(help_page("index"))


def tr(text: str) -> str:
    """Return ``text`` in the user's language."""
    return QCoreApplication.translate("Menu", text)
