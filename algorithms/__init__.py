"""The economics of Agora: numpy and scipy, no QGIS. One folder per question."""
