"""Which changes `make test-mutants` makes to code, and which it leaves alone."""

import ast
import csv
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("changes", ROOT / ".ci" / "changes.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

MADE = {
    "a comparison": ("a >= b", ["a > b"]),
    "two comparisons": ("0 <= a < b", ["0 < a < b", "0 <= a <= b", "1 <= a < b"]),
    "a sum": ("a + b", ["a - b"]),
    "a sum in a product": ("(a + b) * c", ["(a + b) / c", "(a - b) * c"]),
    "conditions": ("a and b", ["a or b"]),
    "masks": ("a & ~b", ["a & (b)", "a | ~b"]),
    "not": ("not (a or b) and c", ["not (a or b) or c", "(a or b) and c", "not (a and b) and c"]),
    "a whole number": ("f(2)", ["f(3)"]),
    "a fraction": ("0.25", ["0.275"]),
    "nothing": ("0.0", ["1.0"]),
    "a sign": ("f(-1)", ["f((1))", "f(-2)"]),
    "a default": ("def f(a, b=True): pass", ["def f(a, b=False): pass"]),
    "letters before it": ("é + [1]", ["é - [1]", "é + [2]"]),
}
LEFT_ALONE = {
    "a docstring": '"""At least 3."""',
    "text": "a = 'at least 3'",
    "a message": "run.warn('At least ' + str(3 + 4))",
    "an error": "raise ValueError(3 + 4)",
    "text with numbers": "f'{100 * a:.2f}'",
    "a type": "a: int | None",
    "types of a function": "def f(a: int | None) -> int | None: pass",
    "a cache": "@lru_cache(maxsize=1)\ndef f(): pass",
    "what is for a type checker": "if TYPE_CHECKING:\n    a = 3",
}


@pytest.mark.parametrize(("code", "expected"), MADE.values(), ids=MADE)
def test_code_is_changed_in_one_place(code, expected):
    found = module.changes("a.py", f"\n{code}\n")
    assert sorted(change.made(f"\n{code}\n").strip() for change in found) == sorted(expected)
    assert {(change.line, change.before) for change in found} == {(2, code)}
    assert sorted(change.after for change in found) == sorted(expected)


@pytest.mark.parametrize("code", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_does_not_compute_is_left_alone(code):
    assert module.changes("a.py", code) == []


def test_every_change_of_our_own_code_is_code():
    for name in ("algorithms/centres/contour.py", "plugin/layers/centres.py"):
        source = (ROOT / name).read_text("utf-8")
        for change in module.changes(name, source):
            assert ast.dump(ast.parse(change.made(source))) != ast.dump(ast.parse(source))


def test_changes_that_may_go_unnoticed_have_a_reason_and_can_still_be_made():
    with (ROOT / "tests" / "mutants.csv").open(encoding="utf-8", newline="") as table:
        rows = [(row["file"], row["before"], row["after"], row["reason"]) for row in csv.DictReader(table)]
    assert all(len(row[3]) > 10 for row in rows)
    for name in {row[0] for row in rows}:
        possible = {change.row for change in module.changes(name, (ROOT / name).read_text("utf-8"))}
        assert {row[:3] for row in rows if row[0] == name} <= possible
