"""Exceptions from the attacks name tests and tools that there are; one that no longer applies is taken out."""

import importlib
from pathlib import Path

import pytest
from contracts import TOOLS
from exceptions import EXCEPTIONS, HANDS_ON
from reached import is_of

ATTACKS = {
    name: test
    for path in Path(__file__).parent.glob("test_bad_*.py")
    for name, test in vars(importlib.import_module(path.stem)).items()
    if hasattr(test, "reached")
}


@pytest.mark.parametrize("test", EXCEPTIONS)
def test_an_exception_names_an_attack_and_a_tool_that_it_reaches(test):
    assert test in ATTACKS, f"no test_bad_*.py has a test {test}"
    for exception, reason in EXCEPTIONS[test].items():
        assert any(is_of(words, exception) for words in ATTACKS[test].reached), f"{test} does not reach {exception}"
        assert len(reason.split()) > 3, f"why not {exception}?"


@pytest.mark.parametrize("tool", HANDS_ON)
def test_a_tool_that_no_attack_reaches_is_there(tool):
    assert tool in TOOLS
    assert len(HANDS_ON[tool].split()) > 3


@pytest.mark.parametrize("test", ATTACKS)
def test_an_attack_reaches_some_tool(test):
    assert ATTACKS[test].reached
