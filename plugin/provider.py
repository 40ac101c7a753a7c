"""The Processing provider: id ``agora``."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .models import models
from .toolbox import tools

ROOT = Path(__file__).resolve().parents[1]


class AgoraProvider(QgsProcessingProvider):
    """Lists the tools."""

    def id(self):
        """Return the id; permanent, models and scripts hold it."""
        return "agora"

    def name(self):
        """Return the name in the toolbox."""
        return "Agora"

    def longName(self):  # noqa: N802
        """Return the name with its subject."""
        return "Agora: spatial plans for local economies"

    def icon(self):
        """Return the plugin's icon."""
        return QIcon(str(ROOT / "icons" / "agora.svg"))

    def loadAlgorithms(self):  # noqa: N802
        """Add every tool and, once QGIS knows these by their ids, every model."""
        for tool in tools():
            self.addAlgorithm(tool())
        if QgsApplication.processingRegistry().providerById(self.id()) is self:
            for model in models():
                self.addAlgorithm(model)
