"""Gives the checkout its package name, whatever its folder is called."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAME = "agora"

if NAME not in sys.modules:
    spec = importlib.util.spec_from_file_location(NAME, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    sys.modules[NAME] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


def pytest_sessionfinish(session, exitstatus):
    session.config.ended_with = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """End at once with pytest's own status: a layer that outlives QGIS in some frame crashes QGIS 3.22 at exit."""
    sys.stdout.flush()
    sys.stderr.flush()
    if hasattr(config, "ended_with"):
        os._exit(config.ended_with)
