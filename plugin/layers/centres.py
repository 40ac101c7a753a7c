"""Where zones lie to centres: those of a layer, or those found by cut-off."""

from __future__ import annotations

import numpy as np
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

from ...algorithms.ground.arrays import Floats, Ints
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.progress import part
from ...algorithms.roles.quantities import CentrePlace, outside_centres, principal_centres
from ..frame.run import Run
from ..frame.source import Source
from ..geometry import area_shares, contiguous, dissolved, distances
from .values import text_id
from .zones import ZoneTable, read_zones

_INSIDE = 0.5  # share of a zone's area from which it lies in a centre


def by_rank(layer: QgsVectorLayer | None) -> list[QgsFeature]:
    """Return the centres of a plan's layer by rank, none where the plan has no such layer."""
    return sorted(layer.getFeatures(), key=lambda centre: centre["rank"]) if layer else []


def number_nameless(layer: QgsVectorLayer | None) -> None:
    """Call centres of a plan's layer that have lost their name by their number, in its file."""
    if layer is None:
        return
    at = layer.fields().indexOf("name")
    nameless = [centre for centre in layer.getFeatures() if not text_id(centre[at])]
    layer.dataProvider().changeAttributeValues(
        {centre.id(): {at: f"Centre {centre['centre_id']}"} for centre in nameless}
    )


def places_to_centres(
    table: ZoneTable, jobs: Floats, centres: Source | None, principal_share: float, run: Run
) -> CentrePlace:
    """Return for each zone the rank of its centre, whether that is a principal one, and the distance to one.

    A zone lies in a centre with at least half of its area. Distances run from a place inside the zone to the
    edge of the nearest principal centre.
    """
    found = _by_cutoff(table, jobs, run) if centres is None else _of_layer(table, jobs, centres, run)
    if found is None:
        return outside_centres(len(table.zones))
    centre, held, shapes = found
    order = np.argsort(-held, kind="stable")
    rank = np.empty(len(held), dtype=np.intp)
    rank[order] = np.arange(1, len(held) + 1)
    principal = principal_centres(held, principal_share)
    inside = centre >= 0
    edges = [shapes[each] for each in np.flatnonzero(principal)]
    away = distances(table.geometries, edges, part(run, 0.1, 0.2)) * table.source.metres
    in_principal = inside & principal[centre]
    return CentrePlace(np.where(inside, rank[centre], 0), in_principal, np.where(in_principal, 0.0, away))


def _of_layer(table: ZoneTable, jobs: Floats, source: Source, run: Run) -> tuple[Ints, Floats, list[QgsGeometry]]:
    """Return the centre of each zone (-1 in none), and jobs and shapes of the centres."""
    known = "jobs" in [each.name() for each in source.fields]
    read = read_zones(source, run, numbers=("jobs",) if known else (), crs=table.source.crs)
    shares = area_shares(table.geometries, read.geometries, part(run, 0.05, 0.1))
    centre = np.where(shares.max(axis=1) >= _INSIDE, shares.argmax(axis=1), -1)
    if (centre < 0).all():
        run.warn(f"No zone lies in a centre of {source.name}. Are both layers in the right place?")
    return centre, read.columns["jobs"] if known else shares.T @ jobs, read.geometries


def _by_cutoff(table: ZoneTable, jobs: Floats, run: Run) -> tuple[Ints, Floats, list[QgsGeometry]] | None:
    from ...algorithms.centres.cutoff import Cutoffs, cutoff_centres

    try:
        found = cutoff_centres(
            jobs, table.zones.hectares, contiguous(table.geometries, progress=part(run, 0.05, 0.1)), Cutoffs()
        )
    except PlanError as error:
        run.warn(f"Roles are told without centres. {error}")
        return None
    run.tell(f"{len(found.centres):,} centres found by cut-off (10 jobs an acre, 10,000 jobs).")
    shapes = dissolved(table.geometries, found.centre)
    return found.centre, found.centres.jobs, [shapes[each] for each in range(len(found.centres))]
