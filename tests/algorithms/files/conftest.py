"""Every file function on both of its backends: rasterio and fiona alone, and osgeo alone."""

import pytest

from agora.algorithms.files.backends import choice

ALONE = {"rasterio and fiona": ("rasterio", "fiona"), "osgeo": ("osgeo",)}


@pytest.fixture
def only(monkeypatch):
    """Return what leaves these libraries alone installed, as far as the code can see."""

    def leave(*libraries):
        for library in libraries:
            pytest.importorskip(library)
        monkeypatch.setattr(choice, "is_installed", lambda library: library in libraries)

    return leave


@pytest.fixture(params=ALONE)
def backend(request, only):
    only(*ALONE[request.param])
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
