"""The plugin as QGIS starts and stops it; works without a window (``iface`` None)."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProject

from .provider import AgoraProvider


class AgoraPlugin:
    """Adds the Agora provider to the Processing toolbox and, in a window, the menu."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.menu = None

    def initProcessing(self):  # noqa: N802
        """Add the provider; all that ``qgis_process`` calls."""
        self.provider = AgoraProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)
        self.provider.refreshAlgorithms()  # models find their steps only now

    def initGui(self):  # noqa: N802
        """Start inside a QGIS window."""
        from .menu import Menu

        self.initProcessing()
        self.menu = Menu(self.iface)
        QgsProject.instance().readProject.connect(self._show_own_layers)

    def unload(self):
        """Take menu and provider out again."""
        if self.menu is not None:
            QgsProject.instance().readProject.disconnect(self._show_own_layers)
            self.menu.remove()
            self.menu = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None

    def _show_own_layers(self, document=None):
        """Mend a plan that was opened under another name than it was made, and say so."""
        from .menu import tr
        from .plan.own_layers import show_own_layers, stored_in

        project = QgsProject.instance()
        if show_own_layers(project):
            said = tr("This plan was renamed. It now shows the layers of {}; save the project to keep it so.")
            self.iface.messageBar().pushInfo("Agora", said.format(stored_in(project).name))
