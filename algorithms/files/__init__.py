"""Files in and out, whichever library is there: rasterio and fiona, or QGIS's own osgeo."""
