"""Tests stand where what they test stands: tests/algorithms mirrors algorithms/, tests/plugin mirrors plugin/."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ACROSS = {  # what tests no one module, and why
    "algorithms/test_import_rules.py": "reads all sources",
    "algorithms/test_examples.py": "runs the examples in all docstrings",
    "algorithms/density/engine/test_invariants.py": "holds what never changes, whichever method computes",
    "algorithms/density/engine/test_proof.py": "holds the bounds that let fast stand in for exact",
    "algorithms/density/test_spatstat.py": "holds another package's surfaces against ours",
    "algorithms/files/test_tiles.py": "writes rasters as they are made, and kills the writer",
    "algorithms/report/test_chart_page.py": "holds a chart that stands on a page of its own",
    "algorithms/report/charts/test_every_chart.py": "holds all charts to one style",
    "plugin/test_contributing.py": "follows CONTRIBUTING.md",
    "plugin/test_documentation.py": "holds docs/ against the specs",
    "plugin/plan/test_plan.py": "makes the plan of the example, by all modules of the room",
    "plugin/plan/test_report_and_layers.py": "holds reports against the layers of their plans",
}
EVERY = ("test_every_", "test_bad_", "test_ways_", "test_exceptions")  # what holds for all tools


def name_of(path):
    return path.relative_to(ROOT / "tests").as_posix()


FILES = sorted(path for room in ("algorithms", "plugin") for path in (ROOT / "tests" / room).rglob("test_*.py"))
FOLDERS = sorted({path.parent for path in FILES})


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_folder_of_tests_has_its_room(folder):
    assert (ROOT / name_of(folder)).is_dir()


@pytest.mark.parametrize("file", [file for file in FILES if name_of(file) not in ACROSS], ids=name_of)
def test_a_file_of_tests_has_its_module(file):
    if file.parent == ROOT / "tests" / "plugin" and file.name.startswith(EVERY):
        return
    module = (ROOT / name_of(file.parent)) / file.stem.removeprefix("test_")
    assert module.with_suffix(".py").is_file() or module.is_dir(), (
        f"rename it, or say in ACROSS what it tests ({module})"
    )


@pytest.mark.parametrize("name", ACROSS)
def test_what_tests_across_modules_is_there(name):
    assert (ROOT / "tests" / name).is_file()
