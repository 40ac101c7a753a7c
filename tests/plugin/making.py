"""Small layers made to measure: points, a grid of zones, flows between them; all near San Francisco."""

from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsGeometry,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

from agora.plugin.compat import field

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "bay_area" / "bay_area.gpkg"
UTM = "EPSG:26910"  # metres
WEST, SOUTH, SIDE = 550_000, 4_180_000, 1000  # the grid's corner, and a zone's side
SECTORS = ("retail", "finprof", "healthedu", "manufact")


def layer(kind, shapes, columns=None, crs=UTM, name="made"):
    """Return a memory layer; shapes are WKT, QgsGeometry or None, columns are values by field."""
    columns = columns or {}
    made = QgsVectorLayer(kind, name, "memory")
    made.setCrs(QgsCoordinateReferenceSystem(crs))
    made.dataProvider().addAttributes([field(each, _kind(values)) for each, values in columns.items()])
    made.updateFields()
    features = []
    for shape, *values in zip(shapes, *columns.values()):
        feature = QgsFeature(made.fields())
        if shape is not None:
            feature.setGeometry(QgsGeometry.fromWkt(shape) if isinstance(shape, str) else shape)
        feature.setAttributes(values)
        features.append(feature)
    added, _ = made.dataProvider().addFeatures(features)
    assert added, made.dataProvider().errors()
    made.updateExtents()
    return made


def place(x, y):
    """Return a point, in metres from the corner of the grid."""
    return f"POINT({WEST + x} {SOUTH + y})"


def square(x, y, side=SIDE):
    """Return a square, in metres from the corner of the grid."""
    west, south, east, north = WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side
    return f"MULTIPOLYGON((({west} {south},{east} {south},{east} {north},{west} {north},{west} {south})))"


def points(shapes=None, kind="Point", crs=UTM, name="made", **changed):
    """Return four points with 100 jobs; ``shapes`` replaces some by position, ``changed`` replaces or adds columns."""
    places = {0: place(0, 0), 1: place(500, 0), 2: place(900, 700), 3: place(3000, 2000), **(shapes or {})}
    return layer(kind, places.values(), {"jobs": [10.0, 20.0, 30.0, 40.0], **changed}, crs, name)


def zones(shapes=None, kind="MultiPolygon", crs=UTM, name="made", side=SIDE, **changed):
    """Return 4 by 3 zones in which every tool finds something; changed as in ``points``."""
    grid = {at: square(side * (at % 4), side * (at // 4), side) for at in range(12)}
    return layer(kind, {**grid, **(shapes or {})}.values(), {**zone_columns(), **changed}, crs, name)


def zone_columns(count=12):
    """Return attributes of zones: ids z0, z1, …, jobs dense in the middle, four sectors, people."""
    jobs = [200.0 + 40.0 * each + 12_000.0 * (each == 5) for each in range(count)]
    shares = zip(SECTORS, (0.1, 0.2, 0.3, 0.4))
    sectors = {name: [share * jobs[each] + 3.0 * each for each in range(count)] for name, share in shares}
    people = [1000.0 + 7.0 * each for each in range(count)]
    return {"zone_id": [f"z{each}" for each in range(count)], "jobs": jobs, "pop": people, **sectors}


def table(columns, name="made"):
    """Return a memory table without geometry."""
    rows = len(next(iter(columns.values())))
    return layer("NoGeometry", [None] * rows, columns, "", name)


def flows(rows=(("z0", "z5", 70.0), ("z5", "z0", 10.0), ("z1", "z5", 30.0), ("z2", "z2", 5.0)), name="made"):
    """Return flows: origin, destination, people."""
    origin, destination, people = zip(*rows)
    return table({"origin": list(origin), "dest": list(destination), "commuters": list(people)}, name)


def saved(made, path, layer_name=None):
    """Write a layer to a file; return its path as text."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = QgsVectorFileWriter.driverForExtension(Path(path).suffix)
    options.layerName = layer_name or Path(path).stem
    context = QgsCoordinateTransformContext()
    problem, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(made, str(path), context, options)
    assert problem == QgsVectorFileWriter.WriterError.NoError, message
    return str(path)


def left_in(folder):
    """Return the names of all that stands in a folder, hidden ones included."""
    return sorted(each.name for each in Path(folder).iterdir())


def _kind(values):
    return next((type(each) for each in values if each is not None), float)
