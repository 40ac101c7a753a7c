"""What models and batch scripts hold of every tool: its keys and defaults, as its own test file states them."""

import importlib.util
import inspect
from functools import cache
from pathlib import Path
from typing import NamedTuple, Optional

from agora.plugin.toolbox import tools

PLUGIN = Path(inspect.getfile(tools)).parents[1]
TOOLS = {tool().name(): tool() for tool in tools()}


class Contract(NamedTuple):
    """Keys of inputs, keys of outputs, defaults of inputs; all of them permanent."""

    takes: str
    returns: str
    defaults: Optional[dict] = None


def own_tests(tool):
    """Return the module that tests a tool: ``CONTRACT``, and what else it states of the tool.

    ``NUMBERS`` are those that the tool's example gives for a region, for the made zones (``made_inputs``); None
    leaves one out. ``REFUSES_ALL_ZERO`` or ``SAYS_ALL_ZERO`` is what a run says that finds no jobs at all,
    ``TOO_LARGE`` what one says that has no room, ``STRETCHED`` what a run needs where a CRS stretches lengths by a
    quarter.
    """
    return _loaded(own_test_file(tool))


def own_test_file(tool):
    """Return where a tool's own tests are to stand: where its file stands, under tests/plugin."""
    file = Path(inspect.getfile(type(TOOLS[tool]))).relative_to(PLUGIN)
    return Path(__file__).parent / file.with_name(f"test_{file.name}")


@cache
def _loaded(path):
    assert path.is_file(), (
        f"write tests/plugin/{path.relative_to(Path(__file__).parent)}: CONTRACT, and tests of its own"
    )
    spec = importlib.util.spec_from_file_location(f"own_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
