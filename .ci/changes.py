"""Which small changes can be made to a file of Python? Each is told by its place in the source and the new code."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

SWAPS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
SAYING = {"tr", "tell", "warn", "pushInfo", "pushWarning"}  # calls whose arguments are messages


class Change(NamedTuple):
    """One change of a ``file``: ``new`` code from ``start`` to ``end`` in bytes; the lines ``before`` and ``after``."""

    file: str
    line: int
    start: int
    end: int
    new: str
    before: str
    after: str

    @property
    def row(self) -> tuple[str, str, str]:
        """What the change goes by in tests/mutants.csv."""
        return self.file, self.before, self.after

    def made(self, source: str) -> str:
        """Return the source with the change in it."""
        raw = source.encode()
        return (raw[: self.start] + self.new.encode() + raw[self.end :]).decode()

    def __str__(self) -> str:
        """Say where the change stands and what it is."""
        return f"{self.file}:{self.line}: {self.before} -> {self.after}"


def changes(name: str, source: str) -> list[Change]:
    """Return every change that can be made to the source of the file ``name``, in its order.

    Comparisons, sums, products, masks and conditions turn into their neighbours; ``not``, ``-`` and ``~`` are dropped;
    whole numbers grow by 1 and others by a tenth; yes becomes no. Messages, annotations, decorators, docstrings and
    what only a type checker reads stay as they are.
    """
    raw = source.encode()
    begins = [0]
    for line in raw.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    found = []
    for node, new in _variants(ast.parse(source)):
        start, end = begins[node.lineno - 1] + node.col_offset, begins[node.end_lineno - 1] + node.end_col_offset
        head, tail = raw[begins[node.lineno - 1] : start], raw[end : begins[node.end_lineno]]
        lines = (_one_line(head + code + tail) for code in (raw[start:end], new.encode()))
        found.append(Change(name, node.lineno, start, end, new, *lines))
    return sorted(found, key=lambda change: (change.start, change.end, change.new))


def _one_line(code: bytes) -> str:
    return " ".join(code.decode().split())


def _variants(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Yield each expression that can be changed, with its new code."""
    for node in _code(tree):
        yield from ((node, code) for code in _others(node))


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it that computes: no messages, annotations, decorators, types."""
    yield node
    left_out = {"annotation", "returns", "decorator_list"}
    for field, value in ast.iter_fields(node):
        below = value if isinstance(value, list) else [value]
        for child in below if field not in left_out else ():
            if isinstance(child, ast.AST) and not _says(child):
                yield from [child] if _is_rest(child, node) else _code(child)


def _says(node: ast.AST) -> bool:
    """Whether a node is a message, an error or for type checkers only."""
    if isinstance(node, ast.Call):
        return _name(node) in SAYING
    types_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    return types_only or isinstance(node, (ast.Raise, ast.JoinedStr))


def _is_rest(node: ast.AST, owner: ast.AST) -> bool:
    """Whether a node is the -1 of a reshape, which could as well be -2: numpy takes both for the size that is left."""
    return isinstance(node, ast.UnaryOp) and isinstance(owner, ast.Call) and _name(owner) == "reshape"


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _others(node: ast.AST) -> Iterator[str]:
    """Yield the code that may stand in the place of a node."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[at] = SWAPS[type(operator)]()
            yield ast.unparse(other)
    elif isinstance(node, (ast.BinOp, ast.BoolOp)) and type(node.op) in SWAPS:
        other = copy.deepcopy(node)
        other.op = SWAPS[type(node.op)]()
        yield ast.unparse(other)
    elif isinstance(node, ast.UnaryOp):
        yield f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float)):
        yield repr(_other_number(node.value))


def _other_number(value: float) -> float:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int) or value == 0:
        return value + 1
    return float(f"{value * 1.1:.12g}")
