"""Agora: a layered spatial plan for a local economy, as a QGIS plugin.

Imports no qgis, so that a cluster worker can import ``agora.algorithms``.
"""


def classFactory(iface):  # noqa: N802 - the name QGIS looks for
    """Return the plugin; ``iface`` is None in ``qgis_process``."""
    from .plugin.main import AgoraPlugin

    return AgoraPlugin(iface)
