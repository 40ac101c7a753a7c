"""The plugin as QGIS starts and stops it; works without a window (``iface`` None)."""

from __future__ import annotations

from qgis.core import QgsApplication

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

    def unload(self):
        """Take menu and provider out again."""
        if self.menu is not None:
            self.menu.remove()
            self.menu = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
