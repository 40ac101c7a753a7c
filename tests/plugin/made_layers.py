"""Small layers made to measure: points, a grid of zones, flows between them; all near San Francisco."""

from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QTransform

from agora.plugin.compat import field

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "bay_area" / "bay_area.gpkg"
UTM, FEET, DEGREES = "EPSG:26910", "EPSG:2227", "EPSG:4326"
FOOT = 1200 / 3937  # m, the survey foot (NIST SP 811, appendix B.6)
UNITS = {"km": 1000.0, "ft": 0.3048, "us-ft": FOOT}  # m, as PROJ calls them
WEST, SOUTH, SIDE = 550_000, 4_180_000, 1000  # the grid's corner, and a zone's side
SECTORS = ("retail", "finprof", "healthedu", "manufact")
FLOWS = (("z0", "z5", 70.0), ("z5", "z0", 10.0), ("z1", "z5", 30.0), ("z2", "z2", 5.0))
GROUPS = dict(zip(("CONSUMER", "KNOWLEDGE", "PUBLIC", "INDUSTRY"), ([each] for each in SECTORS)))
FLOW_FIELDS = {"ORIGIN": "origin", "DESTINATION": "dest", "COMMUTERS": "commuters"}


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
    return made


def place(x, y):
    """Return a point, in metres from the corner of the grid."""
    return f"POINT({WEST + x} {SOUTH + y})"


def square(x, y, side=SIDE):
    """Return a square, in metres from the corner of the grid."""
    west, south, east, north = WEST + x, SOUTH + y, WEST + x + side, SOUTH + y + side
    return f"MULTIPOLYGON((({west} {south},{east} {south},{east} {north},{west} {north},{west} {south})))"


def polygon(*places):
    """Return a polygon of any coordinates, which WKT cannot hold."""
    return QgsGeometry.fromPolygonXY([[QgsPointXY(*each) for each in (*places, places[0])]])


def around(shape):
    """Return WKT with {w}, {s} for the corner of the grid, {e}, {n} for 1000 m beyond."""
    return shape.format(w=WEST, s=SOUTH, e=WEST + 1000, n=SOUTH + 1000)


def points(shapes=None, kind="Point", crs=UTM, name="made", **changed):
    """Return four points with 100 jobs; ``shapes`` replaces some by position, ``changed`` replaces or adds columns."""
    places = {0: place(0, 0), 1: place(500, 0), 2: place(900, 700), 3: place(3000, 2000), **(shapes or {})}
    return layer(kind, places.values(), {"jobs": [10.0, 20.0, 30.0, 40.0], **changed}, crs, name)


def zones(shapes=None, kind="MultiPolygon", crs=UTM, name="made", without=(), **changed):
    """Return 4 by 3 zones in which every tool finds something; changed as in ``points``, some left out."""
    grid = {at: square(SIDE * (at % 4), SIDE * (at // 4)) for at in range(12)}
    places = {**grid, **(shapes or {})}
    kept = [at for at in places if at not in without]
    columns = {name: [values[at] for at in kept] for name, values in {**zone_columns(), **changed}.items()}
    return layer(kind, [places[at] for at in kept], columns, crs, name)


def zone_columns(count=12):
    """Return attributes of zones: ids z0, z1, …, jobs dense in the middle, four sectors, people, two parts."""
    jobs = [200.0 + 40.0 * each + 12_000.0 * (each == 5) for each in range(count)]
    shares = zip(SECTORS, (0.1, 0.2, 0.3, 0.4))
    sectors = {name: [share * each for each in jobs] for name, share in shares}
    sectors["retail"][3] += 100.0  # so that not all zones are alike
    sectors["other"] = [each / 10 for each in jobs]
    people = [1000.0 + 7.0 * each for each in range(count)]
    parts = ["core" if each == 5 else "fringe" for each in range(count)]
    return {"zone_id": [f"z{each}" for each in range(count)], "jobs": jobs, "pop": people, **sectors, "part": parts}


def column(name, **replaced):
    """Return a column of the zones with some values replaced: ``column("jobs", z3=None)``."""
    values = zone_columns()[name]
    for zone, value in replaced.items():
        values[int(zone[1:])] = value
    return values


def table(columns, name="made"):
    """Return a memory table without geometry."""
    rows = len(next(iter(columns.values())))
    return layer("NoGeometry", [None] * rows, columns, "", name)


def flows(rows=FLOWS, name="made"):
    """Return flows: origin, destination, people."""
    origin, destination, people = zip(*rows) if rows else ((), (), ())
    return table({"origin": list(origin), "dest": list(destination), "commuters": list(people)}, name)


def reprojected(made, crs):
    """Return a copy of a layer in another CRS."""
    there = QgsCoordinateReferenceSystem(crs)
    change = QgsCoordinateTransform(made.crs(), there, QgsCoordinateTransformContext())
    copy = QgsVectorLayer(QgsWkbTypes.displayString(made.wkbType()), made.name(), "memory")
    copy.setCrs(there)
    copy.dataProvider().addAttributes(made.fields())
    copy.updateFields()
    features = list(made.getFeatures())
    for feature in features:
        shape = feature.geometry()
        shape.transform(change)
        feature.setGeometry(shape)
    copy.dataProvider().addFeatures(features)
    return copy


def in_unit(made, unit):
    """Return a copy of a layer in another unit of its CRS, UTM."""
    copy = made.clone()
    copy.setCrs(QgsCoordinateReferenceSystem(f"PROJ4:+proj=utm +zone=10 +datum=NAD83 +units={unit} +no_defs"))
    for feature in made.getFeatures():
        shape = feature.geometry()
        shape.transform(QTransform.fromScale(1 / UNITS[unit], 1 / UNITS[unit]))
        copy.dataProvider().changeGeometryValues({feature.id(): shape})
    return copy


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
