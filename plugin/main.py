"""The plugin as QGIS starts and stops it; works without a window (``iface`` None)."""

from __future__ import annotations

from qgis.core import QgsApplication

from .provider import AgoraProvider


class AgoraPlugin:
    """Adds the Agora provider to the Processing toolbox."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None

    def initProcessing(self):  # noqa: N802
        """Add the provider; all that ``qgis_process`` calls."""
        self.provider = AgoraProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):  # noqa: N802
        """Start inside a QGIS window."""
        self.initProcessing()

    def unload(self):
        """Take the provider out again."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
