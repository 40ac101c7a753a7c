"""Results made one by one, brought together as the parts of a plan."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsGeometry

from ...algorithms.files.raster import write_raster
from ...algorithms.files.vector import layer_tags
from ..frame.parameters import Given
from ..frame.run import Run
from ..frame.source import Source
from ..layers.surfaces import read_surface
from .package import Plan
from .parts import copied, cut_to, plan_area, polygons, record_shapes
from .steps import RUN_COLUMNS

_BY_MIDDLE = ("zones", "commuting")
_WHOLE = ("flows", "role_links")


def assembled(given: Given, parts: dict[str, Source], run: Run, folder: Path) -> Plan:
    """Return a plan whose parts are copies of results, in the CRS of the zones, cut to the plan area."""
    crs, title = given.zones.crs, given.title or given.zones.name
    files = {name: folder / f"{name}.gpkg" for name in ("plan_area", *parts)}
    for name, source in parts.items():
        copied(files[name], source, crs, run)
    shapes = polygons(given.study_area or given.zones, crs, run)
    area = QgsGeometry.unaryUnion(shapes)
    plan_area(files["plan_area"], title, area, crs)
    if given.study_area:
        record_shapes(given.study_area, shapes, run)
        for name in parts:
            if name not in _WHOLE:
                cut_to(files[name], area, by_middle=name in _BY_MIDDLE)
    records = [_record(each.file, each.file_layer) for each in parts.values() if each.file]
    if given.density is not None:
        files["density"] = folder / "density.tif"
        surface = read_surface(given.density, run)
        write_raster(files["density"], surface)
        records.append(surface.tags)
    whole = run.provenance()
    runs = [{column: each.get(column, "") for column in RUN_COLUMNS} for each in (*filter(None, records), whole)]
    return Plan(title, files, runs, given.modelled, given.zones.name, run.left_out)


def _record(file: str, layer: str) -> dict[str, str]:
    """Return what made a result, empty where its file does not say."""
    return layer_tags(file, layer or Path(file).stem) if file.lower().endswith(".gpkg") else {}
