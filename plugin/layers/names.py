"""What centres and other areas are called: after places inside, or the zones that bring them most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Optional

import numpy as np
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry

from ...algorithms.centres.naming import Names, names_by_score, names_by_share, told_apart
from ...algorithms.ground.arrays import Floats
from ...algorithms.report.wording import one_line
from ..crs import metres_per_unit
from ..frame.parameters import Given
from ..frame.run import Run
from ..frame.source import Source
from ..geometry import area_shares, inside, point
from .points import places_of
from .values import Amounts, text_id
from .zones import ZoneTable, tell_unfit


class Counted(NamedTuple):
    """Zones as read in a ``crs``, and what each has that counts, such as jobs: ``amounts`` (n,)."""

    table: ZoneTable
    amounts: Floats
    crs: QgsCoordinateReferenceSystem


class Places(NamedTuple):
    """Places with a name: ``xy`` (m, 2) in map units, ``size`` (m,) such as people, None where it is not known."""

    names: list[str]
    xy: Floats
    size: Optional[Floats]


def named_areas(
    shapes: Sequence[QgsGeometry], otherwise: Sequence[str], zones: Counted, given: Given, run: Run
) -> list[str]:
    """Return a name for each area, no two alike, (k,).

    An area is called by the largest of the ``PLACES`` inside, or the one nearest to its middle where they have no
    ``PLACE_SIZE``; without one by the ``NAME`` of the zones that bring it most; else as it is called ``otherwise``.

    Parameters
    ----------
    shapes, otherwise : (k,) the areas, and what they are called where nothing is known
    given : ``PLACES, PLACE_NAME, PLACE_SIZE, NAME`` of the run
    """
    found: list[list[Names]] = []
    if given.places:
        found.append(_by_place(shapes, _read_places(given, zones.crs, run)))
    if given.name:
        found.append(_by_zone(shapes, zones, given.name, run))
    if not found:
        return list(otherwise)
    best = [next((each for each in names if each.fitting), Names(())) for names in zip(*found)]
    _tell(best, otherwise, run)
    return told_apart([names.first or plain for names, plain in zip(best, otherwise)])


def _tell(best: list[Names], otherwise: Sequence[str], run: Run) -> None:
    for names, plain in zip(best, otherwise):
        if len(names.fitting) > 1:
            run.tell(f"{plain} is called {names.first}; {', '.join(names.fitting[1:])} would fit as well.")
    nameless = [plain for names, plain in zip(best, otherwise) if not names.fitting]
    if nameless:
        run.tell(f"{len(nameless):,} of {len(best):,} found no name and keep their number, such as {nameless[0]}.")


def _by_place(shapes: Sequence[QgsGeometry], places: Places) -> list[Names]:
    score = np.full((len(places.names), len(shapes)), -np.inf)
    points = [point(place) for place in places.xy]
    for column, shape in enumerate(shapes):
        within = np.array(inside(points, shape), dtype=np.bool_)
        middle = shape.centroid().asPoint()
        near = -np.hypot(*(places.xy - (middle.x(), middle.y())).T)
        score[within, column] = (near if places.size is None else places.size)[within]
    return names_by_score(places.names, score)


def _by_zone(shapes: Sequence[QgsGeometry], zones: Counted, field: str, run: Run) -> list[Names]:
    table = zones.table
    at = table.source.position(field)
    names = [one_line(text_id(zone[at])) for zone in table.features]
    run.record(table.source.name, table.source.crs.authid(), len(table.source), np.array(names))
    return names_by_share(names, zones.amounts, area_shares(table.geometries, shapes))


def _read_places(given: Given, crs: QgsCoordinateReferenceSystem, run: Run) -> Places:
    source: Source = given.places
    named = source.position(given.place_name)
    sizes = [Amounts(source, given.place_size)] if given.place_size else []
    skipped: Counter[str] = Counter()
    names, xy, size = [], [], []
    for feature in source.rows([named, *(each.at for each in sizes)], crs):
        name = one_line(text_id(feature[named]))
        if not name:
            skipped[f"{given.place_name} is empty"] += 1
            continue
        for place in places_of(feature, metres_per_unit(crs), skipped):
            names.append(name)
            xy.append(place)
            size.append([each.read(feature) for each in sizes])
    run.skip(skipped, len(source), source.name)
    tell_unfit(sizes, source, run, "places")
    held = np.nan_to_num(np.array(size, dtype=float)).reshape(len(names), len(sizes))
    where = np.array(xy, dtype=float).reshape(-1, 2)
    run.record(source.name, source.crs.authid(), len(source), where, held, np.array(names))
    return Places(names, where, held[:, 0] if sizes else None)
