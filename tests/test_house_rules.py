"""How the product is written: read off the sources, so that it holds for code that no test runs."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [path for room in ("algorithms", "plugin") for path in sorted(ROOT.glob(f"{room}/**/*.py"))]
DESCRIBED_IN_BASE = {  # Tool, Parameter and Output say once what these do
    *("spec", "compute", "declare", "definition", "read", "file", "staged"),
}
DESCRIBED_BY_QGIS = {
    *("name", "displayName", "group", "groupId", "tags", "shortHelpString", "helpUrl", "icon", "createInstance"),
    *("flags", "canExecute", "initAlgorithm", "prepareAlgorithm", "processAlgorithm", "postProcessLayer"),
}
READERS = ("plugin/layers/", "plugin/frame/source.py")
OLD_NAMES = {"exec_", "toPyObject"}  # gone with Qt 6
OLD_CLASSES = {"QVariant.Type", "QRegExp", "QStringList", "QDesktopWidget"}

each_file = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())


@each_file
def test_the_formatter_lays_out_every_line(path):
    assert not [line for line in path.read_text("utf-8").splitlines() if "fmt: " in line or "noqa: E501" in line]


@each_file
def test_all_that_is_public_has_a_docstring(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree)
    assert [name for name, node in public(tree) if not ast.get_docstring(node)] == []


def public(owner: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Yield the public functions and classes, and the methods that no base class describes."""
    for node in owner.body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name.startswith("_"):
            continue
        if not (inside and owner.bases and node.name in DESCRIBED_IN_BASE | DESCRIBED_BY_QGIS):
            yield inside + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from public(node, f"{node.name}.")


def test_what_a_base_class_is_said_to_describe_it_does():
    from agora.plugin.frame.outputs import Output
    from agora.plugin.frame.parameters import Parameter
    from agora.plugin.frame.tool import Tool

    bases = (Tool, Parameter, Output)
    assert [name for name in DESCRIBED_IN_BASE if not any(vars(base).get(name, int).__doc__ for base in bases)] == []


@each_file
def test_a_name_is_given_once(path):
    lines = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Assign)]
    stored = [node for line in lines for target in line.targets for node in ast.walk(target)]
    names = [node.id for node in stored if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    assert [name for name in names if names.count(name) > 1] == []


@each_file
def test_features_are_read_in_layers(path):
    name = path.relative_to(ROOT).as_posix()
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
    assert name.startswith(READERS) or not [node.lineno for node in calls if node.attr == "getFeatures"]


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "compat.py"], ids=lambda path: path.name)
def test_enums_are_written_as_qt_6_wants(path):
    assert old_spellings(path.read_text("utf-8")) == []


OLD = {
    "a value without its enum": ("from qgis.PyQt.QtCore import Qt", "Qt.AlignLeft"),
    "a geometry type without its enum": ("from qgis.core import QgsWkbTypes", "QgsWkbTypes.Point"),
    "a source type without its enum": ("from qgis.core import QgsProcessing", "QgsProcessing.TypeVectorPoint"),
    "a layer type without its enum": ("from qgis.core import QgsMapLayer", "QgsMapLayer.VectorLayer"),
    "a type of QVariant": ("from qgis.PyQt.QtCore import QVariant", "QVariant.String"),
    "the enum of QVariant": ("from qgis.PyQt.QtCore import QVariant", "QVariant.Type"),
    "under another name": ("from qgis.PyQt import QtGui", "QtGui.QFont.Bold"),
    "exec_": ("from qgis.PyQt.QtWidgets import QDialog", "QDialog().exec_"),
    "a field made of a type": ("from qgis.core import QgsField", "QgsField"),
}
NEW = {
    "a value of its enum": ("from qgis.PyQt.QtCore import Qt", "Qt.AlignmentFlag.AlignLeft"),
    "a geometry type of its enum": ("from qgis.core import QgsWkbTypes", "QgsWkbTypes.Type.Point"),
    "a function": ("from qgis.core import QgsWkbTypes", "QgsWkbTypes.geometryType"),
    "a number": ("from qgis.core import Qgis", "Qgis.QGIS_VERSION_INT"),
    "a constant": ("from qgis.core import QgsProcessing", "QgsProcessing.TEMPORARY_OUTPUT"),
    "a copy of a field": ("from qgis.core import QgsField", "QgsField(field)"),
}


@pytest.mark.parametrize(("imports", "code"), OLD.values(), ids=OLD)
def test_an_old_spelling_is_found(imports, code):
    call = f"{code}('n', kind)" if code == "QgsField" else code
    assert old_spellings(f"{imports}\n{call}") == [f"2: {code}"]


@pytest.mark.parametrize(("imports", "code"), NEW.values(), ids=NEW)
def test_a_new_spelling_passes(imports, code):
    assert old_spellings(f"{imports}\n{code}") == []


def old_spellings(source: str) -> list[str]:
    """Return line and words of what PyQt 6 does not know, or QGIS without `QVariant.Type`.

    A name such as ``Qt.AlignLeft`` is looked up in the QGIS at hand: a value of an enum that is read off the class
    itself lacks the enum's name.
    """
    tree = ast.parse(source)
    known = {alias.asname or alias.name: (node.module, alias.name) for node, alias in _qgis_imports(tree)}
    old = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            words = ast.unparse(node)
            if node.attr in OLD_NAMES or words in OLD_CLASSES or _is_bare(words.split("."), known):
                old.append(f"{node.lineno}: {words}")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "QgsField" and len(node.args) > 1:
            old.append(f"{node.lineno}: QgsField")  # its type is QVariant's or QMetaType's: compat.field knows
    return old


def _qgis_imports(tree: ast.AST) -> Iterator[tuple[ast.ImportFrom, ast.alias]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis"):
            yield from ((node, alias) for alias in node.names)


def _is_bare(words: list[str], known: dict[str, tuple[str, str]]) -> bool:
    """Whether a dotted name is a value of an enum right behind the class that holds the enum."""
    if words[0] not in known or not all(word.isidentifier() for word in words):
        return False
    module, name = known[words[0]]
    owner = getattr(importlib.import_module(module), name, None) or importlib.import_module(f"{module}.{name}")
    for word in words[1:-1]:
        owner = getattr(owner, word, None)
    value = getattr(owner, words[-1], None)
    return inspect.isclass(owner) and _is_enum(type(value)) and not _is_enum(owner)


def _is_enum(kind: type) -> bool:
    return issubclass(kind, Enum) or (issubclass(kind, int) and kind not in (int, bool))
