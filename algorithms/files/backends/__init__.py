"""What touches rasterio, fiona, osgeo and SQLite: a module a library, and the choice between them."""
