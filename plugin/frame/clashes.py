"""Outputs that would overwrite an input, each other, or what belongs to one."""

from __future__ import annotations

from pathlib import Path

from ...algorithms.files.neighbours import written_with
from ...algorithms.ground.errors import PlanError
from .databases import reads_table
from .source import RasterSource, Source
from .target import Target


def refuse_clashes(targets: list[Target], sources: list[Source | RasterSource]) -> None:
    """Refuse an output that would overwrite an input or another output, or something that belongs to one.

    Raises
    ------
    PlanError
        With the two keys and the file.
    """
    inputs = {Path(source.path).resolve() for source in sources if source.path}
    layers = [source for source in sources if isinstance(source, Source)]
    for target in targets:
        if target.table or target.server:
            _refuse_table(target, layers)
        elif target.final:
            _refuse_file(target.output.key, target.final.resolve(), inputs)
    for at, target in enumerate(targets):
        for other in targets[:at]:
            _refuse_each_other(target, other)


def _refuse_table(target: Target, layers: list[Source]) -> None:
    key, server = target.output.key, target.server
    where = server or f"the table {target.table} of {target.final}"
    for layer in layers:
        if server.is_read_by(layer) if server else reads_table(layer, target.final, target.table):
            raise PlanError(f"{key}: {where} is the input {layer.key}, {layer.name}. Choose another table.")


def _refuse_file(key: str, final: Path, inputs: set[Path]) -> None:
    if final in inputs:
        raise PlanError(f"{key}: {final} is an input of this run. Choose another file.")
    read = {path: source for source in inputs for path in written_with(source)}
    for path in written_with(final):
        if path in read:
            raise PlanError(
                f"{key}: {final.name} would write {path}, which belongs to the input {read[path].name}. "
                "Choose another file name."
            )


def _refuse_each_other(target: Target, other: Target) -> None:
    keys = f"{target.output.key} and {other.output.key}"
    if target.server and other.server and target.server.called == other.server.called:
        raise PlanError(f"{keys} are both {target.server}. Choose two tables.")
    if not (target.final and other.final):
        return
    if target.table and other.table and target.table.lower() != other.table.lower():
        return
    theirs = written_with(other.final.resolve())
    for path in written_with(target.final.resolve()):
        if path in theirs:
            raise PlanError(f"{keys} are both {path}. Choose two files.")
