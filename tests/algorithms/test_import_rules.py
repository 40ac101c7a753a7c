"""Who may import whom: the folder boundary is the QGIS boundary.

The rules are read off the sources, not off a running Python, so an import inside a function counts too.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "__init__.py", *ROOT.glob("algorithms/**/*.py"), *ROOT.glob("plugin/**/*.py"))
)
STAGES = ("density", "centres", "roles", "links", "uplift", "evaluation")
GROUPS = (*STAGES, "plan", "data")
ENGINE = ("algorithms", "density", "engine")  # stands below the questions of its stage, and knows none of them
QGIS = {("qgis", part) for part in ("core", "gui", "PyQt", "utils")}
KEEPERS = {  # the one file or folder that may import a library
    "algorithms/ground/workers.py": "distributed",
    "algorithms/files/backends/rasterio_raster.py": "rasterio",
    "algorithms/files/backends/fiona_vector.py": "fiona",
    "algorithms/files/backends/osgeo_raster.py": "osgeo",
    "algorithms/files/backends/osgeo_vector.py": "osgeo",
    "algorithms/report/charts": "matplotlib",
    "algorithms/report/page.py": "jinja2",
    "algorithms/files/backends/osgeo_tables.py": "osgeo",
    "algorithms/files/backends/osgeo_memory.py": "osgeo",
}
FLOORS = (  # of the plugin; a file may enter its own floor and those that stand before it here
    ("fields", "crs", "geometry", "compat", "dependencies", "help"),
    ("frame",),
    ("styles",),
    ("layers",),
    ("plan",),
    ("toolbox",),
    ("models",),
    ("provider", "menu"),
    ("main",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
LISTS_TOOLS = "plugin/toolbox/__init__.py"
BACKENDS = ("algorithms", "files", "backends")


class Import(NamedTuple):
    """``target`` is a dotted name in parts; ``inside`` tells that it starts at the checkout's root."""

    line: int
    target: tuple[str, ...]
    inside: bool
    when_loaded: bool


def entered_rooms(name: str, source: str) -> list[str]:
    """Return one line per import that the file of this name may not make."""
    return [
        f"{name}:{each.line} entered {'.'.join(each.target)}{_from_below(PurePosixPath(name), each)}"
        for each in _imports(name, source)
        if not _may_enter(PurePosixPath(name), each)
    ]


def _from_below(path: PurePosixPath, each: Import) -> str:
    """Return which floor was entered from below, "" where the rule is another one."""
    if path.parts[:3] == ENGINE and each.inside and each.target[:2] == ENGINE[:2] and each.target[:3] != ENGINE:
        return ": the engine stands below the questions"
    home, floor = _floor(path.parts), _floor(each.target) if each.inside else None
    if home is None or floor is None or floor <= home:
        return ""
    return f": the floor {FLOORS[floor][0]} stands above {FLOORS[home][0]}"


def _floor(parts: tuple[str, ...]) -> int | None:
    """Return which floor of the plugin a file or dotted name stands on, None outside it."""
    return FLOOR_OF.get(parts[1].removesuffix(".py")) if parts[0] == "plugin" and len(parts) > 1 else None


def _imports(name: str, source: str) -> Iterator[Import]:
    tree = ast.parse(source, name)
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    later = {id(node) for outer in ast.walk(tree) if isinstance(outer, functions) for node in ast.walk(outer)}
    for node in ast.walk(tree):
        for level, dotted in _names(node):
            parts = tuple(dotted.split("."))
            home = PurePosixPath(name).parent.parts
            if level > len(home) + 1:
                parts, level = ("beyond the root", *parts), len(home) + 1
            target = (*home[: len(home) + 1 - level], *parts) if level else parts
            yield Import(node.lineno, target, level > 0, id(node) not in later)


def _names(node: ast.AST) -> list[tuple[int, str]]:
    """Return what a node imports: how many dots stand before the name, and the name."""
    if isinstance(node, ast.Import):
        return [(0, alias.name) for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        before = f"{node.module}." if node.module else ""
        return [(node.level, before + alias.name) for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {
        "import_module",
        "__import__",
    }:
        given = node.args[0] if node.args else None
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            plain = given.value.lstrip(".")
            return [(len(given.value) - len(plain), plain)]
    return []


def _may_enter(path: PurePosixPath, each: Import) -> bool:
    if not each.inside:
        return each.target[0] in sys.stdlib_module_names or _may_use_library(path, each.target)
    if path.parts[0] == "__init__.py":
        return not each.when_loaded and each.target[0] == "plugin"
    if each.target[:3] == BACKENDS and path.parts[:2] != BACKENDS[:2]:
        return False
    if path.parts[0] == "algorithms":
        return each.target[0] == "algorithms" and _algorithm_may_enter(path, each.target)
    if each.target[0] == "algorithms":
        return True
    return _plugin_may_enter(path, each.target) and _tool_may_enter(path, each.target)


def _tool_may_enter(path: PurePosixPath, target: tuple[str, ...]) -> bool:
    """Whether a file may enter the plan: of the tools, only those of the group Plan."""
    is_tool = path.parts[:2] == ("plugin", "toolbox")
    return not is_tool or target[1] != "plan" or path.parts[2] == "plan"


def _may_use_library(path: PurePosixPath, target: tuple[str, ...]) -> bool:
    if path.parts[0] == "__init__.py":
        return False
    kept = (KEEPERS.get(path.as_posix()), KEEPERS.get(path.parent.as_posix()))
    if target[0] in {"numpy", "scipy", *kept}:
        return True
    return path.parts[0] == "plugin" and (target[:2] in QGIS or target[0] == "processing")


def _algorithm_may_enter(path: PurePosixPath, target: tuple[str, ...]) -> bool:
    if len(path.parts) < 3 or len(target) < 2:
        return False
    home, room = path.parts[1], target[1]
    if path.parts[:3] == ENGINE:
        return room == "ground" or target[:3] == ENGINE
    if room in (home, "ground"):
        return True
    if home == "report":
        return room in STAGES
    return home in STAGES and room in STAGES[: STAGES.index(home)]


def _plugin_may_enter(path: PurePosixPath, target: tuple[str, ...]) -> bool:
    home, floor = _floor(path.parts), _floor(target)
    if home is None or floor is None or floor > home:
        return False
    return FLOORS[floor] != ("toolbox",) or _toolbox_may_enter(path, target)


def _toolbox_may_enter(path: PurePosixPath, target: tuple[str, ...]) -> bool:
    """Whether what stands in the toolbox, or above it, may enter a room of it: no tool imports another."""
    enters_group = len(target) > 2 and target[2] in GROUPS
    if not enters_group or path.as_posix() == LISTS_TOOLS:
        return True
    return path.name == "__init__.py" and path.parts[2:3] == target[2:3]


def test_no_file_enters_a_room_that_is_not_its_own():
    entered = [line for name in SOURCES for line in entered_rooms(name, (ROOT / name).read_text("utf-8"))]
    assert not entered, "\n".join(entered)


@pytest.mark.parametrize("source", ["from ..kernels import QUARTIC", "def f():\n    from .. import surface"])
def test_a_question_entered_from_the_engine_is_named_as_such(source):
    [line] = entered_rooms("algorithms/density/engine/a.py", source)
    assert " entered algorithms.density." in line
    assert line.endswith(": the engine stands below the questions")


def test_the_sources_are_all_seen():
    assert "__init__.py" in SOURCES
    assert any(name.startswith("algorithms/ground/") for name in SOURCES)


WRONG = {
    "an algorithm that imports QGIS": ("algorithms/density/a.py", "from qgis.core import QgsFeature", "qgis"),
    "an algorithm that imports Qt": ("algorithms/density/a.py", "import PyQt5.QtCore", "PyQt5"),
    "an algorithm that imports processing": ("algorithms/roles/a.py", "import processing", "processing"),
    "an algorithm that imports the plugin": (
        "algorithms/links/a.py",
        "from ...plugin import layers",
        "plugin",
    ),
    "an algorithm that imports the root": (
        "algorithms/links/a.py",
        "from ... import classFactory",
        "classFactory",
    ),
    "ground that imports a stage": (
        "algorithms/ground/a.py",
        "from ..density import b",
        "algorithms.density",
    ),
    "a stage that imports a later one": (
        "algorithms/centres/a.py",
        "from ..links.b import c",
        "algorithms.links",
    ),
    "a stage that imports files": (
        "algorithms/density/a.py",
        "from ..files import raster",
        "algorithms.files",
    ),
    "a stage that imports the report": (
        "algorithms/links/a.py",
        "from ..report import page",
        "algorithms.report",
    ),
    "the engine that imports a question": (
        "algorithms/density/engine/a.py",
        "from ..surface import b",
        "algorithms.density.surface",
    ),
    "the engine that imports another stage": (
        "algorithms/density/engine/a.py",
        "from ...centres.b import c",
        "algorithms.centres",
    ),
    "files that import a stage": (
        "algorithms/files/raster.py",
        "from ..density import b",
        "algorithms.density",
    ),
    "the top of algorithms": ("algorithms/__init__.py", "from . import density", "algorithms.density"),
    "rasterio outside its backend": ("algorithms/files/raster.py", "import rasterio", "rasterio"),
    "fiona outside its backend": ("algorithms/files/vector.py", "from fiona.crs import CRS", "fiona"),
    "osgeo outside its backends": ("algorithms/files/atomic.py", "from osgeo import gdal", "osgeo.gdal"),
    "a backend outside files": (
        "plugin/layers/points.py",
        "from ...algorithms.files.backends.osgeo_vector import batches",
        "algorithms.files.backends",
    ),
    "osgeo in the plugin": ("plugin/layers.py", "from osgeo import gdal", "osgeo.gdal"),
    "matplotlib outside charts": ("algorithms/report/page.py", "import matplotlib.pyplot", "matplotlib"),
    "jinja2 outside page.py": ("algorithms/report/charts/lorenz.py", "from jinja2 import Template", "jinja2"),
    "Dask outside workers.py": ("algorithms/density/a.py", "from distributed import Client", "distributed"),
    "another library": ("algorithms/roles/a.py", "import pandas", "pandas"),
    "an import inside a function": ("algorithms/roles/a.py", "def f():\n    import qgis.core", "qgis.core"),
    "an import by name": ("algorithms/roles/a.py", "importlib.import_module('rasterio')", "rasterio"),
    "an import for types only": ("algorithms/roles/a.py", "if TYPE_CHECKING:\n    import qgis.core", "qgis"),
    "PyQt5 by its own name": ("plugin/main.py", "from PyQt5.QtCore import Qt", "PyQt5"),
    "PyQt6 by its own name": ("plugin/main.py", "import PyQt6", "PyQt6"),
    "a part of qgis that is not kept stable": ("plugin/main.py", "import qgis.analysis", "qgis.analysis"),
    "the package by its own name": ("plugin/main.py", "from agora.algorithms import density", "agora"),
    "a relative import beyond the root": ("plugin/main.py", "from ...algorithms import x", "beyond the root"),
    "a tool that imports its neighbour": (
        "plugin/toolbox/roles/a.py",
        "from .b import C",
        "plugin.toolbox.roles.b",
    ),
    "a tool that imports a tool of another group": (
        "plugin/toolbox/plan/a.py",
        "from ..density.kernel_density import KernelDensity",
        "plugin.toolbox.density",
    ),
    "a tool that imports the provider": (
        "plugin/toolbox/roles/a.py",
        "from ...provider import P",
        "plugin.provider",
    ),
    "a tool outside Plan that writes the package": (
        "plugin/toolbox/roles/a.py",
        "from ...plan.project import write",
        "plugin.plan.project",
    ),
    "a provider that imports a tool": (
        "plugin/provider.py",
        "from .toolbox.roles.a import A",
        "plugin.toolbox.roles",
    ),
    "the frame that imports layers": (
        "plugin/frame/outputs.py",
        "from ..layers.zones import read_zones",
        "plugin.layers.zones.read_zones: the floor layers stands above frame",
    ),
    "layers that import the plan": (
        "plugin/layers/a.py",
        "from ..plan.project import write",
        "plugin.plan.project.write: the floor plan stands above layers",
    ),
    "the plan that imports the toolbox": (
        "plugin/plan/a.py",
        "from ..toolbox.common_parameters import jobs",
        "plugin.toolbox.common_parameters.jobs: the floor toolbox stands above plan",
    ),
    "a room on no floor": ("plugin/frame/a.py", "from ..attic import a", "plugin.attic"),
    "a root that loads QGIS": ("__init__.py", "from qgis.core import Qgis", "qgis.core"),
    "a root that loads the plugin at once": (
        "__init__.py",
        "from .plugin.main import AgoraPlugin",
        "plugin.main",
    ),
    "a root that needs numpy": ("__init__.py", "import numpy", "numpy"),
}


@pytest.mark.parametrize(("name", "source", "room"), WRONG.values(), ids=WRONG)
def test_a_wrong_import_is_named_with_its_line_and_room(name, source, room):
    [line] = entered_rooms(name, source)
    number = 1 + source.count("\n")
    assert line.startswith(f"{name}:{number} entered {room}")


RIGHT = {
    "numbers": ("algorithms/density/a.py", "import math\nimport numpy as np\nfrom scipy import fft"),
    "ground": ("algorithms/density/a.py", "from ..ground.grid import Grid"),
    "the same stage": ("algorithms/centres/a.py", "from .b import c\nfrom . import d"),
    "an earlier stage": ("algorithms/uplift/a.py", "from ..roles.b import c\nfrom ..density import d"),
    "a question its engine": ("algorithms/density/a.py", "from .engine.blocks import Block"),
    "the engine itself and ground": ("algorithms/density/engine/a.py", "from .b import c\nfrom ...ground import grid"),
    "a report on a stage": ("algorithms/report/page.py", "import jinja2\nfrom ..roles.b import c"),
    "a chart": ("algorithms/report/charts/a.py", "import matplotlib\nfrom ...density.b import c\nfrom .style import d"),
    "each keeper its library": ("algorithms/files/backends/osgeo_raster.py", "from osgeo import gdal, ogr"),
    "a tool": (
        "plugin/toolbox/roles/a.py",
        "from ...frame.tool import Tool\nfrom ..common_parameters import jobs\nfrom ...layers.zones import read_zones\n"
        "from ...geometry import dissolve\nfrom ....algorithms.files import raster\nimport qgis.core",
    ),
    "the tool that chains others": (
        "plugin/toolbox/plan/a.py",
        "import processing\nfrom ...plan.project import write",
    ),
    "the provider": (
        "plugin/provider.py",
        "from .toolbox import tools\nfrom .models import models\nfrom qgis.PyQt.QtGui import QIcon",
    ),
    "a layer on the frame": ("plugin/layers/a.py", "from ..frame.source import Source\nfrom ..fields import NAMES"),
    "the list of groups": ("plugin/toolbox/__init__.py", "from . import roles"),
    "a group's list of tools": ("plugin/toolbox/roles/__init__.py", "from .a import A"),
    "the root, when QGIS asks": ("__init__.py", "def classFactory(iface):\n    from .plugin.main import A"),
}


@pytest.mark.parametrize(("name", "source"), RIGHT.values(), ids=RIGHT)
def test_a_right_import_passes(name, source):
    assert entered_rooms(name, source) == []
