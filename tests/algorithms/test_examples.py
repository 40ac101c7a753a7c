"""The examples in the docstrings of ``algorithms/`` run, and print what they say.

Write them so that numpy 1 and 2 print the same: ``.tolist()``, ``round(…)``, ``float(…)`` or an f-string, not an array or
a numpy number as it stands.
"""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def modules():
    """Return the dotted names of all modules with examples."""
    files = [path for path in ROOT.glob("algorithms/**/*.py") if ">>> " in path.read_text("utf-8")]
    names = (path.relative_to(ROOT).with_suffix("").parts for path in files)
    return sorted(".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in names)


@pytest.mark.parametrize("name", modules())
def test_examples_print_what_they_say(name):
    outcome = doctest.testmod(importlib.import_module(f"agora.{name}"), optionflags=OPTIONS)
    assert outcome.attempted
    assert not outcome.failed
