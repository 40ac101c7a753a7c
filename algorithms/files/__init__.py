"""Files in and out: rasterio and fiona where they are installed, QGIS's own osgeo where not."""
