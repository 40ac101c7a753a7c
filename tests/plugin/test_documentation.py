"""What the documentation has from the tools is what they say now."""

import importlib.util
from pathlib import Path

import pytest
from qgis.core import QgsApplication

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("tables", ROOT / "docs" / "tables.py")
tables = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tables)

TEXTS = tables.up_to_date()


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
