"""Outputs that would overwrite an input, each other, or what belongs to one."""

from __future__ import annotations

from pathlib import Path

from ...algorithms.files.neighbours import written_with
from ...algorithms.ground.errors import PlanError
from .databases import reads_table
from .outputs import Target
from .source import RasterSource, Source


def refuse_clashes(targets: list[Target], sources: list[Source | RasterSource]) -> None:
    """Refuse an output that would overwrite an input or another output, or something that belongs to one.

    Raises
    ------
    PlanError
        With the two keys and the file.
    """
    inputs = {Path(source.path).resolve() for source in sources if source.path}
    files = [target for target in targets if target.final]
    for target in files:
        if target.table:
            _refuse_table(target, [source for source in sources if isinstance(source, Source)])
        else:
            _refuse_file(target.output.key, target.final.resolve(), inputs)
    for at, target in enumerate(files):
        for other in files[:at]:
            _refuse_each_other(target, other)


def _refuse_table(target: Target, sources: list[Source]) -> None:
    for source in sources:
        if reads_table(source, target.final, target.table):
            raise PlanError(
                f"{target.output.key}: the table {target.table} of {target.final} is the input {source.key}, "
                f"{source.name}. Choose another table."
            )


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
    if target.table and other.table and target.table.lower() != other.table.lower():
        return
    theirs = written_with(other.final.resolve())
    for path in written_with(target.final.resolve()):
        if path in theirs:
            raise PlanError(f"{target.output.key} and {other.output.key} are both {path}. Choose two files.")
