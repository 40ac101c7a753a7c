"""What the documentation has from the tools is what they say now."""

import importlib.util
import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("tables", ROOT / "docs" / "tables.py")
tables = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tables)

TEXTS = tables.up_to_date()
README = (ROOT / "README.md").read_text("utf-8")
RELIABILITY = (ROOT / "docs" / "reliability.md").read_text("utf-8")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_page_is_up_to_date(path):
    assert path.read_text("utf-8") == TEXTS[path], "run `make docs`"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_a_page_has_room_for_what_is_generated(path):
    text = path.read_text("utf-8")
    marks = {"mkdocs.yml": ["# tools", "# /tools"]}
    parts = ["help", "parameters"] if path.parent.name == "tools" else ["tools"]
    for mark in marks.get(path.name, [f"<!-- {end}{part} -->" for part in parts for end in ("", "/")]):
        assert text.count(mark) == 1, mark


def test_the_tools_of_a_page_are_those_of_the_toolbox(provider):
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    models = {"densitytocentres", "roles", "wholeplan"}
    names = {each.name() for each in QgsApplication.processingRegistry().providerById("agora").algorithms()} - models
    assert all(index.count(f"](tools/{name}.md)") == 1 for name in names)


def test_a_help_text_stands_once_in_its_page():
    for path, text in TEXTS.items():
        if path.parent.name == "tools":
            helped = text.split("<!-- help -->")[1].split("<!-- /help -->")[0]
            rest = text.replace(helped, "").replace("\n", " ")
            sentences = [each.strip() for each in helped.replace("\n", " ").split(". ") if len(each) > 40]
            assert not [each for each in sentences if each in rest], path.name


PROMISES = re.findall(r"^- (.*)$", README.split("## What you can rely on")[1].split("\n## ")[0], re.MULTILINE)
HELD = dict(
    re.findall(r"^\| ([^|`]+) \| ([^|]+) \|$", RELIABILITY.split("and which tests hold it")[1], re.MULTILINE)[1:]
)


@pytest.mark.parametrize("promise", PROMISES)
def test_what_readme_promises_is_held_by_tests_that_are_there(promise):
    [tests] = [tests for begins, tests in HELD.items() if promise.startswith(begins)]
    named = re.findall(r"`(tests/[^`]+)`", tests)
    assert named or "`make bench" in tests
    for path, _, name in (test.partition("::") for test in named):
        assert f"def {name}" in (ROOT / path).read_text("utf-8"), path
