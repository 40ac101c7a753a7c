"""Every file function on both of its backends: rasterio or fiona, and osgeo alone."""

import pytest

from agora.algorithms.files import gdal_twin, raster, vector


@pytest.fixture(params=["rasterio and fiona", "osgeo alone"])
def backend(request, monkeypatch):
    if request.param == "osgeo alone":
        pytest.importorskip("osgeo")
        monkeypatch.setattr(raster, "has_rasterio", lambda: False)
        monkeypatch.setattr(vector, "has_fiona", lambda: False)
    else:
        pytest.importorskip("rasterio")
        pytest.importorskip("fiona")
        monkeypatch.setattr(gdal_twin, "is_there", lambda: False)
    return request.param


@pytest.fixture
def make_layer(tmp_path):
    """Write a layer with osgeo, apart from the code: rows of well-known text (or None) and values."""
    gdal, ogr, osr = (pytest.importorskip(f"osgeo.{each}") for each in ("gdal", "ogr", "osr"))
    gdal.UseExceptions()

    def make(kind, fields, rows, name="made", driver="GPKG", ending="gpkg", folder=tmp_path):
        path = folder / f"{name}.{ending}"
        file = gdal.GetDriverByName(driver).Create(str(path), 0, 0, 0, 0)
        place = osr.SpatialReference()
        place.ImportFromEPSG(27700)
        layer = file.CreateLayer(name, place, getattr(ogr, f"wkb{kind}"))
        for field, type_ in fields.items():
            layer.CreateField(ogr.FieldDefn(field, getattr(ogr, f"OFT{type_}")))
        for shape, *values in rows:
            feature = ogr.Feature(layer.GetLayerDefn())
            for field, value in zip(fields, values):
                if value is not None:
                    feature[field] = value
            if shape:
                feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
            assert layer.CreateFeature(feature) == 0
        file.FlushCache()
        return path

    return make


@pytest.fixture
def rows_of():
    """Return well-known text and attributes of every feature of a layer, read with osgeo, apart from the code."""
    gdal = pytest.importorskip("osgeo.gdal")

    def read(path, layer):
        file = gdal.OpenEx(str(path), 4)
        found = file.GetLayerByName(layer)
        return [(each.geometry().ExportToWkt() if each.geometry() else None, each.items()) for each in found]

    return read
