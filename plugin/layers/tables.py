"""Tables to flows, costs and lists: rows that name zones or sectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Optional

import numpy as np
from qgis.core import QgsFields

from ...algorithms.files.arrow import Column, coded_columns
from ...algorithms.ground.arrays import Floats
from ...algorithms.ground.coded import Coded, coded
from ...algorithms.ground.errors import PlanError
from ...algorithms.ground.flows import UNKNOWN, Flows, matched_ids
from ...algorithms.ground.progress import part, watched
from ...algorithms.links.commuting import without_home_workers
from ...algorithms.report.losses import UNKNOWN_ZONE, Loss
from ..fields import is_null
from ..frame.parameters import Given
from ..frame.part import Part, PartSource
from ..frame.run import Run
from ..frame.source import Source
from .values import LARGEST, Amounts, require_room, text_id

_TwoAmounts = tuple[Floats, Optional[Floats]]
_BYTES_EACH = 400.0  # of a row, read one by one


class FlowFields(NamedTuple):
    """The fields of a flow table; ``at_home`` is "" where home workers are not told apart."""

    origin: str
    destination: str
    commuters: str
    at_home: str = ""


def flow_fields(given: Given, at_home: str = "") -> FlowFields:
    """Return the fields of a flow table as the user chose them."""
    return FlowFields(given.origin, given.destination, given.commuters, at_home)


def read_flows(
    source: Source, fields: FlowFields, ids: Sequence[str] | None, run: Run, count_home: bool = False
) -> tuple[Flows, tuple[str, ...]]:
    """Return the flows between known zones, and the ids they are positions in.

    Without ``ids`` every id named in the table is a zone, in the order of their text. Rows that name an
    unknown zone are left out; their number and people are said.

    Raises
    ------
    PlanError
        If a flow is negative, or none is left.
    """
    origin, destination, (people, at_home) = _rows(source, fields, run)
    if fields.at_home:
        people = people if count_home else without_home_workers(people, np.nan_to_num(at_home))
    run.record(source.name, "", len(source), people, origin, destination)
    known = tuple(ids) if ids is not None else tuple(sorted({*origin.values, *destination.values} - {""}))
    start, end = _matched(known, origin, destination, source, run)
    missing = np.isnan(people)
    unknown = ((start == UNKNOWN) | (end == UNKNOWN)) & ~missing
    run.skip({f"{fields.commuters} is no number": int(missing.sum())}, len(people), source.name)
    whole, lost = float(np.nansum(people)), float(people[unknown].sum())
    run.leave_out(Loss(UNKNOWN_ZONE, int(unknown.sum()), len(people), source.name, lost, whole, "commuters"))
    keep = ~(missing | unknown)
    if not keep.any() or people[keep].sum() == 0:
        raise PlanError(
            f"{source.key}: {source.name} has no flow between zones of the layer. Do {fields.origin} and "
            f"{fields.destination} hold the same ids as the zones?"
        )
    flows = Flows(start, end, people)
    return flows if keep.all() else flows.taken(keep), known


def held_flows(source: Source, fields: FlowFields, run: Run) -> Part:
    """Return a flow table as a part that several tools can read, its rows as they are."""
    kept = QgsFields()
    for name in (fields.origin, fields.destination, fields.commuters):
        kept.append(source.fields[source.position(name)])
    origin, destination, (people, _) = _rows(source, fields, run)
    columns = {fields.origin: origin, fields.destination: destination, fields.commuters: people}
    return Part(source.name, kept, columns=columns)


def coded_flows(part: Part, fields: FlowFields) -> Flows:
    """Return the flows of a part whose ids are coded by the list of all zones, as a model hands them on."""
    origin, destination, people = (part.columns[name] for name in fields[:3])
    return Flows(origin.places, destination.places, people)


def read_costs(source: Source, fields: tuple[str, str, str], ids: Sequence[str], run: Run):
    """Return origin, destination (positions) and cost of every row between known zones, each (m,)."""
    origin, destination, cost = fields
    start, end, (costs, _) = _rows(source, FlowFields(origin, destination, cost), run)
    run.record(source.name, "", len(source), costs, start, end)
    at, to = _matched(ids, start, end, source, run)
    keep = (at != UNKNOWN) & (to != UNKNOWN) & ~np.isnan(costs)
    run.skip({"no cost, or an unknown zone": int((~keep).sum())}, len(costs), source.name)
    return at[keep], to[keep], costs[keep]


def read_list(source: Source, columns: tuple[str, ...], run: Run) -> list[dict[str, str]]:
    """Return the rows of a small table as text by column name; other columns and empty rows are left aside.

    Raises
    ------
    PlanError
        If a column is missing, a cell is empty, or two rows have the same in the first column.
    """
    require_room(source, _BYTES_EACH)
    places = [source.position(each) for each in columns]
    rows = [[_text(feature[at]) for at in places] for feature in source.rows(places, geometry=False)]
    rows = [row for row in rows if any(row)]
    for column, cells in zip(columns, zip(*rows)):
        if "" in cells:
            raise PlanError(f"{source.key}: row {cells.index('') + 1} of {source.name} has no {column}. Fill it in.")
    names = [row[0] for row in rows]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise PlanError(f"{source.key}: the {columns[0]} {twice[0]} stands in two rows of {source.name}. Keep one.")
    run.record(source.name, "", len(rows), np.array(rows))
    return [dict(zip(columns, row)) for row in rows]


def number(text: str, source: Source, column: str) -> float:
    """Return the number that a cell of a small table holds; raises PlanError where it holds none."""
    try:
        return float(text)
    except ValueError as error:
        raise PlanError(f"{source.key}: “{text}” in the column {column} of {source.name} is no number.") from error


def _rows(source: Source, fields: FlowFields, run: Run) -> tuple[Coded, Coded, _TwoAmounts]:
    """Return origins and destinations as text and the amounts, (m,) each; a plain file is read as one stream."""
    amounts = [Amounts(source, each) for each in (fields.commuters, fields.at_home) if each]
    source.position(fields.origin), source.position(fields.destination)
    if isinstance(source, PartSource):
        return _held(source.part, fields)
    require_room(source, _BYTES_EACH)
    streamed = _streamed(source, fields)
    return streamed if streamed is not None else _row_by_row(source, fields, amounts, run)


def _held(part: Part, fields: FlowFields) -> tuple[Coded, Coded, _TwoAmounts]:
    """Return what a part holds, as ``_rows`` does."""
    amounts = [part.columns[name] for name in (fields.commuters, fields.at_home) if name]
    ends = (part.columns[name] for name in (fields.origin, fields.destination))
    origin, destination = (column if isinstance(column, Coded) else coded(column) for column in ends)
    return origin, destination, _two(amounts)


def _streamed(source: Source, fields: FlowFields) -> tuple[Coded, Coded, _TwoAmounts] | None:
    names = [each for each in fields if each]
    columns = coded_columns(source.file, source.file_layer, names) if source.file else None
    if columns is None:
        return None
    origin, destination, *amounts = columns
    if any(isinstance(column, Coded) or ((column < 0) | (column > LARGEST)).any() for column in amounts):
        return None  # the iterator names the row at fault
    return _texts(origin), _texts(destination), _two(amounts)


def _texts(ids: Column) -> Coded:
    """Return ids as text, each distinct one turned once."""
    values, places = ids if isinstance(ids, Coded) else np.unique(ids, return_inverse=True)
    return Coded(["" if value != value else text_id(value) for value in values], places)


def _two(amounts: Sequence[Floats]) -> _TwoAmounts:
    """Return one or two columns of amounts as two, None where there is no second."""
    first, *second = amounts
    return np.asarray(first), np.asarray(second[0]) if second else None


def _row_by_row(
    source: Source, fields: FlowFields, amounts: list[Amounts], run: Run
) -> tuple[Coded, Coded, _TwoAmounts]:
    origin, destination = source.position(fields.origin), source.position(fields.destination)
    starts, ends, values = [], [], []
    positions = [origin, destination, *(each.at for each in amounts)]
    for feature in watched(source.rows(positions, geometry=False), len(source), part(run, 0.05, 0.1)):
        starts.append(text_id(feature[origin]))
        ends.append(text_id(feature[destination]))
        values.append([each.read(feature) for each in amounts])
    columns = np.ascontiguousarray(np.array(values, dtype=float).reshape(-1, len(amounts)).T)
    return coded(starts), coded(ends), _two(list(columns))


def _matched(known: Sequence[str], starts: Coded, ends: Coded, source: Source, run: Run):
    """Return the positions of both ends of every row among the known ids, ``UNKNOWN`` where there is none."""
    start, end = matched_ids(known, starts), matched_ids(known, ends)
    if start.as_numbers or end.as_numbers:
        run.tell(f"Ids of {source.name} match the zones as numbers, not as text.")
    return start.position, end.position


def _text(value: object) -> str:
    return "" if is_null(value) else str(value).strip()
