"""The parts of a plan cut to its area: what is outside goes, and what is counted is counted again inside."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsFeature, QgsGeometry

from ...algorithms.ground.arrays import Floats
from ..crs import metres_per_unit
from ..frame.part import Part
from ..geometry import area_shares, flat_polygon, inside
from ..layers.study_area import united
from .chapters import Cut, plan_layers

_M2_PER_HA = 10_000.0
_LEAST_HA = 1.0  # of a centre, as where centres are found
_SLIVER = 0.001  # of a zone: where two edges do not quite meet


def cut_parts(parts: dict[str, Part], area: QgsGeometry, jobs: str) -> None:
    """Cut parts of a plan to its area; centres are counted again from the zones inside, by their field ``jobs``."""
    cuts = {layer.name: layer.cut for layer in plan_layers() if layer.name in parts}
    for name, part in parts.items():
        if cuts[name] in _KEPT:
            kept = inside(_KEPT[cuts[name]](part), area)
            part.features = [feature for feature, is_kept in zip(part.features, kept) if is_kept]
    for name, part in parts.items():
        if cuts[name] is Cut.AND_COUNTED:
            _cut_centres(part, area, parts["zones"], jobs)


def _shapes(part: Part) -> list[QgsGeometry]:
    return [feature.geometry() for feature in part.features]


def _middles(part: Part) -> list[QgsGeometry]:
    return [shape.pointOnSurface() for shape in _shapes(part)]


def _ends(part: Part) -> list[QgsGeometry]:
    """Return both ends of every line as one shape of two places."""
    return [_both_ends(shape) for shape in _shapes(part)]


def _both_ends(line: QgsGeometry) -> QgsGeometry:
    vertices = list(line.vertices())
    return QgsGeometry.collectGeometry([QgsGeometry(vertices[0].clone()), QgsGeometry(vertices[-1].clone())])


_KEPT = {Cut.BY_SHAPE: _shapes, Cut.BY_MIDDLE: _middles, Cut.BY_ENDS: _ends}
"""What of a feature has to lie inside for it to be kept."""


def _cut_centres(centres: Part, area: QgsGeometry, zones: Part, jobs: str) -> None:
    """Clip centres to the zones inside the area, and count their jobs again, spread evenly over each zone.

    Numbers that the layer does not have are not added. A part of under a hectare is no centre.
    """
    metres = metres_per_unit(zones.crs)
    hectares = metres**2 / _M2_PER_HA
    # those of an assembled plan may be broken
    shapes = [flat_polygon(shape, metres)[0] or shape for shape in _shapes(zones)]
    held = np.array(zones.column(jobs), dtype=float)
    ground = area.intersection(united(shapes))
    inner = [(centre, flat_polygon(centre.geometry().intersection(ground), metres)[0]) for centre in centres.features]
    clipped = [(centre, shape) for centre, shape in inner if shape is not None and shape.area() * hectares >= _LEAST_HA]
    share = area_shares(shapes, [shape for _, shape in clipped])
    land = np.array([shape.area() for shape in shapes]) * hectares
    columns = _counted(np.nan_to_num(held), land, share)
    for at, (centre, shape) in enumerate(clipped):
        centre.setGeometry(shape)
        _set(centre, {name: column[at].item() for name, column in columns.items()})
    centres.features = [clipped[at][0] for at in np.argsort(columns["rank"])]


def _counted(jobs: Floats, hectares: Floats, share: Floats) -> dict[str, Floats]:
    """Return the numbers of centres, (k,) by field, from those of zones (n,) and their shares (n, k)."""
    held, land, touched = jobs @ share, hectares @ share, share >= _SLIVER
    rank = np.empty(len(held), dtype=np.intp)
    rank[np.argsort(-held, kind="stable")] = np.arange(1, len(held) + 1)
    return {
        "jobs": held,
        "share_jobs": 100 * held / jobs.sum(),
        "area_ha": land,
        "dens_ha": held / land,
        "peak_ha": np.where(touched, (jobs / hectares)[:, np.newaxis], 0.0).max(axis=0, initial=0.0),
        "n_units": touched.sum(axis=0),
        "rank": rank,
    }


def _set(feature: QgsFeature, values: dict[str, float]) -> None:
    for name, value in values.items():
        at = feature.fields().indexOf(name)
        if at >= 0:
            feature.setAttribute(at, value)
