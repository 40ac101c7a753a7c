"""The examples in the docstrings of ``algorithms/`` run, and print what they say.

Write them so that numpy 1 and 2 print the same: ``.tolist()``, ``round(…)``, ``float(…)`` or an f-string, not an array or
a numpy number as it stands.
"""

import ast
import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
ROOMS = ("density",)  # whose every public function shows how it is called; what lies deeper in them is machinery


def modules():
    """Return the dotted names of all modules with examples."""
    files = [path for path in ROOT.glob("algorithms/**/*.py") if ">>> " in path.read_text("utf-8")]
    names = (path.relative_to(ROOT).with_suffix("").parts for path in files)
    return sorted(".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in names)


def without_example(path):
    """Return the public functions of a file whose docstrings hold no example."""
    functions = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    shown = {node.name for node in functions if ">>> " in (ast.get_docstring(node) or "")}
    return [
        f"{path.stem}.{node.name}" for node in functions if not node.name.startswith("_") and node.name not in shown
    ]


@pytest.mark.parametrize("name", modules())
def test_examples_print_what_they_say(name):
    outcome = doctest.testmod(importlib.import_module(f"agora.{name}"), optionflags=OPTIONS)
    assert outcome.attempted
    assert not outcome.failed


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_function_shows_how_it_is_called(room):
    missing = [name for path in sorted((ROOT / "algorithms" / room).glob("*.py")) for name in without_example(path)]
    assert missing == []
