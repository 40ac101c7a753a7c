"""Everything of Agora that imports QGIS."""
