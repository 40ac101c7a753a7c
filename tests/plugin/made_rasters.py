"""A small city as a raster: eleven hectares of 30 jobs around one of 90."""

import numpy as np
from made_layers import SOUTH, UTM, WEST
from osgeo import gdal, osr

CITY = np.zeros((10, 12))
CITY[3:6, 3:7] = 30.0
CITY[4, 4] = 90.0
CITY_JOBS = 11 * 30.0 + 90.0  # cells of one hectare
NORTH_UP = (WEST, 100, 0, SOUTH, 0, -100)


def with_cells(value, *cells):
    """Return the city with a value in some of its cells."""
    changed = CITY.copy()
    for cell in cells:
        changed[cell] = value
    return changed


def raster_file(path, values=CITY, transform=NORTH_UP, crs=UTM, nodata=None, bands=1, kind=gdal.GDT_Float32):
    """Write a GeoTIFF; return its path."""
    rows, cols = values.shape
    file = gdal.GetDriverByName("GTiff").Create(str(path), cols, rows, bands, kind)
    file.SetGeoTransform(transform)
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
        file.SetProjection(reference.ExportToWkt())
    for band in range(bands):
        file.GetRasterBand(band + 1).WriteArray(values)
        if nodata is not None:
            file.GetRasterBand(band + 1).SetNoDataValue(nodata)
    file.FlushCache()
    return str(path)
