"""What CONTRIBUTING shows works as it stands there."""

import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from qgis.core import QgsVectorLayer

from agora.algorithms.density import zone_density
from agora.plugin.plan.chapters import CHAPTERS

ROOT = Path(__file__).resolve().parents[2]
ZONES = ROOT / "examples" / "bay_area" / "bay_area.gpkg"
TOOL, CHAPTER = re.findall(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)


def written(package, name, code):
    """Return the code as a module of the package."""
    module = ModuleType(f"agora.plugin.{package}.{name}")
    module.__package__ = f"agora.plugin.{package}"
    sys.modules[module.__name__] = module
    exec(code, vars(module))  # noqa: S102 - it stands in our own file
    return module


@pytest.fixture
def tool(provider, monkeypatch):
    """Add the tool for the time of a test."""
    monkeypatch.setattr(zone_density, "share_of_total", lambda jobs: 100 * jobs / jobs.sum(), raising=False)
    yield provider.addAlgorithm(written("toolbox.density", "job_shares", TOOL).JobShares())
    provider.refreshAlgorithms()


@pytest.fixture
def chapter():
    """Add the chapter for the time of a test."""
    CHAPTERS.append(written("plan.chapters", "mixture", CHAPTER).Mixture())
    yield
    CHAPTERS.pop()


def test_the_tool_runs(tool, run):
    made = run("jobshares", ZONES=str(ZONES), JOBS="jobs", OUTPUT="memory:").results["OUTPUT"]
    shares = [zone["share_jobs"] for zone in made.getFeatures()]
    assert np.isclose(sum(shares), 100, rtol=1e-12)  # 1,454 float64 shares
    assert min(shares) >= 0


def test_the_chapter_adds_a_layer_to_the_plan(chapter, run_on):
    plan = run_on("spatialplan", SECTORS=["retail", "finprof"]).results["PLAN"]
    assert QgsVectorLayer(f"{plan}|layername=mixture", "mixture", "ogr").featureCount() == 12


@pytest.mark.parametrize("name", ["algorithms/ground", "plugin/frame", "plugin/toolbox", "plugin/fields.py", "icons"])
def test_what_it_names_is_there(name):
    assert (ROOT / name).exists()
