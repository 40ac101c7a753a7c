"""Results made one by one, brought together as the parts of a plan."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsGeometry

from ...algorithms.files.vector import layer_tags
from ..frame.layer_parameters import Layer, RasterLayer
from ..frame.parameters import Given, Parameter
from ..frame.part import Part
from ..frame.run import Run
from ..frame.source import Source
from ..layers.parts import copied, layer_part
from ..layers.study_area import read_study_area, united
from ..layers.surfaces import read_surface
from ..layers.zones import read_polygons
from .chapters import PlanLayer, plan_layers
from .cutting import cut_parts
from .draft import columns_of, with_losses
from .package import Plan


def layer_parameters() -> list[Parameter]:
    """Return a parameter for each layer that a plan can take in, besides its zones."""
    return [_parameter(layer, *layer.taken_as) for layer in plan_layers() if any(layer.taken_as)]


def given_layers(given: Given) -> list[PlanLayer]:
    """Return the layers of a plan that were given, by parameters of their names in capitals."""
    return [layer for layer in plan_layers() if given.values.get(layer.name.upper())]


def assembled(given: Given, run: Run) -> Plan:
    """Return a plan whose parts are copies of results, in the CRS of the zones, cut to the plan area."""
    crs, title = given.zones.crs, given.title or (given.study_area or given.zones).name
    area = _area(given, crs, run)
    parts = {"plan_area": layer_part("plan_area", {"title": [title]}, [area], crs)}
    for layer in given_layers(given):
        parts[layer.name] = _part(layer, given, crs, run)
    zones = len(parts["zones"])
    if given.study_area:
        cut_parts(parts, area, given.jobs)
    runs = with_losses([columns_of(part.record) for part in parts.values() if part.record], run)
    return Plan(title, parts, runs, given.modelled, given.zones.name, tuple(run.left_out), zones)


def _area(given: Given, crs, run: Run) -> QgsGeometry:
    if given.study_area:
        return read_study_area(given.study_area, crs, run)
    return united(read_polygons(given.zones, crs, run))


def _parameter(layer: PlanLayer, label: str, words: str) -> Parameter:
    key = layer.name.upper()
    if layer.kind == "raster":
        return RasterLayer(key, label, words, optional=True)
    return Layer(key, label, words, optional=True, kind=layer.kind)


def _part(layer: PlanLayer, given: Given, crs, run: Run) -> Part:
    source = given[layer.name.upper()]
    if layer.kind == "raster":
        surface = read_surface(source, run)
        return Part(layer.name, crs=source.crs, raster=surface, record=surface.tags)
    part = copied(source, layer.name, crs, run)
    part.record = _record(source)
    return part


def _record(source: Source) -> dict[str, str]:
    """Return what made a result, empty where its file does not say."""
    if not source.file.lower().endswith(".gpkg"):
        return {}
    tags = layer_tags(source.file, source.file_layer or Path(source.file).stem)
    return tags if "tool" in tags else {}
