"""Which changes `make test-mutants` makes to code, which it leaves alone, and which tests judge them."""

import ast
import csv
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


module, judges, only = load("changes"), load("judges"), load("only")

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
    "the rest of a size": ("a.reshape(3, -1)", ["a.reshape(3, (1))", "a.reshape(4, -1)"]),
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


SOURCE = """A = 3


def f(a, b=4):
    return (
        a + b)


def g():
    return 5
"""
IN_F, IN_G, ON_IMPORT, A_DEFAULT, NEXT_LINE = 5, 10, 1, 4, 6
RAN = {  # by test: the line it runs, and how long it takes
    "tests/links/test_f.py::test_slow[a]": (IN_F, 9.0),
    "tests/links/test_f.py::test_slow[b | c]": (IN_F, 8.0),
    "tests/links/test_f.py::test_quick": (IN_F, 1.0),
    "tests/links/test_f.py::test_what_is_left": (None, 0.5),
    "tests/links/test_long.py::test_long": (IN_F, 200.0),
    "tests/links/test_g.py::test_g": (IN_G, 2.0),
    "tests/other/test_import.py::test_import": (ON_IMPORT, 2.0),
    "tests/algorithms/test_a.py::test_own": (IN_F, 1.0),
    "tests/algorithms/test_beside.py::test_beside": (None, 1.0),
}


@pytest.fixture(scope="module")
def judging(tmp_path_factory):
    """Who judges changes of a file of that source, of which these tests run these lines."""
    data = judges.CoverageData(str(tmp_path_factory.mktemp("recorded") / "coverage"))
    for test, (line, _) in RAN.items():
        data.set_context(f"{test}|run")
        data.add_lines({"algorithms/a.py": [line] if line else []})
    data.write()
    said = "".join(f"{seconds / 2:.2f}s {part:8} {test}\n" for test, (_, seconds) in RAN.items() for part in PARTS)
    return judges.Judges(Path(data.data_filename()), said, 60)


PARTS = ("call", "setup")
OWN = "tests/algorithms/test_a.py"
OF_F = ["test_what_is_left", "test_quick", "test_slow[b | c]", "test_slow[a]"]


def names_of(tests):
    return [test.split("::")[-1] for test in tests]


@pytest.mark.parametrize("line", [IN_F, NEXT_LINE])
def test_a_change_is_judged_by_its_file_and_by_what_runs_its_line_the_quickest_first(judging, line):
    assert names_of(judging.of("algorithms/a.py", line, SOURCE)) == [OWN, *OF_F]


@pytest.mark.parametrize("line", [ON_IMPORT, A_DEFAULT])
def test_what_runs_on_import_is_judged_by_what_runs_anything_of_the_file(judging, line):
    assert set(names_of(judging.of("algorithms/a.py", line, SOURCE))) == {OWN, *OF_F, "test_g", "test_import"}


def test_what_no_test_runs_is_judged_by_its_folder(judging):
    assert names_of(judging.of("algorithms/b.py", 1, "B = 3\n")) == [
        "tests/algorithms/test_b.py",
        "test_own",
        "test_beside",
    ]


def test_every_test_has_a_case_among_the_judges_before_one_has_its_second(judging, monkeypatch):
    monkeypatch.setattr(judging, "_most", 9.5)
    assert names_of(judging.of("algorithms/a.py", IN_F, SOURCE)) == [
        OWN,
        "test_what_is_left",
        "test_quick",
        "test_slow[b | c]",
    ]


def test_judges_take_as_long_as_they_took_with_all_they_set_up(judging):
    assert judging.time_of([OWN, "tests/links/test_f.py::test_slow[a]"]) == 10


class Item:
    """A test that pytest has collected."""

    def __init__(self, nodeid):
        self.nodeid = nodeid


def test_only_wanted_tests_run_in_the_order_asked_for_whichever_are_gone():
    items = [Item(f"tests/{name}") for name in ("a.py::test_1", "a.py::test_2[b - c]", "b.py::test_3", "b.py::test_4")]
    wanted = only.Only(["tests/b.py", "tests/a.py::test_gone[3]", "tests/a.py::test_2[b - c]"])
    wanted.pytest_collection_modifyitems(items)
    assert [item.nodeid for item in items] == ["tests/b.py::test_3", "tests/b.py::test_4", "tests/a.py::test_2[b - c]"]
