"""The provider as QGIS starts it: light, without a window."""

import subprocess
import sys

import pytest
from made_layers import ROOT
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from agora import classFactory
from agora.plugin.toolbox import tools

HEAVY = ("scipy", "matplotlib", "rasterio", "fiona", "distributed", "jinja2")
START_QGIS = f"""
import sys
sys.path[:0] = [{str(ROOT / "tests")!r}, "/usr/share/qgis/python/plugins"]
import conftest
from qgis.core import QgsApplication
app = QgsApplication([], False)
app.initQgis()
"""
START_AGORA = """
import processing  # which QGIS has started by then
from agora import classFactory
plugin = classFactory(None)
plugin.initProcessing()
print(*sorted({each.partition(".")[0] for each in sys.modules}))
print(*[each.name() for each in plugin.provider.algorithms()])
"""


def said_by(code):
    """Return the lines that a Python of its own prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_provider_imports_nothing_heavy():
    modules, tools = said_by(START_QGIS + START_AGORA)
    assert "kerneldensity" in tools.split()
    assert set(HEAVY) & set(modules.split()) == set()


def test_the_root_imports_no_qgis():
    [modules] = said_by(f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
import conftest, agora
print(*sorted({{each.partition(".")[0] for each in sys.modules}}))
""")
    assert "agora" in modules.split()
    assert {"qgis", "PyQt5", "PyQt6", "osgeo", "numpy"} & set(modules.split()) == set()


def test_the_plugin_works_without_a_window_and_can_be_taken_out():
    registry = QgsApplication.processingRegistry()
    plugin = classFactory(None)
    before = {each.id() for each in registry.providers()}
    plugin.provider = None
    plugin.unload()
    assert {each.id() for each in registry.providers()} == before


def test_the_provider_names_itself(provider):
    assert (provider.id(), provider.name()) == ("agora", "Agora")
    assert not provider.icon().isNull()


@pytest.mark.parametrize("missing", ["scipy"])
def test_a_tool_whose_library_is_missing_says_so_and_how_to_get_it(provider, refused, monkeypatch, missing):
    from importlib import util

    found = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name, *rest: None if name == missing else found(name, *rest))
    allowed, problem = provider.algorithm("kerneldensity").canExecute()
    assert not allowed
    assert "needs scipy, which this QGIS does not have" in problem
    assert problem in refused("kerneldensity")  # processing.run does not ask first
    assert provider.algorithm("variety").canExecute()[0]


def test_help_opens_the_shipped_page_or_the_text_it_is_made_of(tmp_path, monkeypatch):
    from agora.plugin import help

    assert help.help_page("tools/variety").toLocalFile().endswith("docs/tools/variety.md")
    (tmp_path / "help" / "tools").mkdir(parents=True)
    (tmp_path / "help" / "tools" / "variety.html").touch()
    monkeypatch.setattr(help, "ROOT", tmp_path)
    assert help.help_page("tools/variety").toLocalFile() == str(tmp_path / "help" / "tools" / "variety.html")


def test_each_instance_of_a_tool_says_once_what_it_is(provider, monkeypatch):
    asked = []  # holds the instances, so that no two have one id
    for tool in tools():
        monkeypatch.setattr(tool, "spec", lambda self, build=tool.spec: asked.append(self) or build(self))
    provider.refreshAlgorithms()  # models make instances of their own
    for algorithm in provider.algorithms():
        algorithm.shortHelpString(), algorithm.tags(), algorithm.group(), algorithm.flags()
    assert {type(algorithm) for algorithm in asked} == set(tools())
    assert len({id(algorithm) for algorithm in asked}) == len(asked)


class Louder(QTranslator):
    """A language in which all that a spec says is in capitals."""

    def translate(self, context, text, *rest):
        return text.upper() if context == "Agora" else ""


@pytest.mark.parametrize("tool", tools(), ids=lambda tool: tool().name())
def test_all_that_a_tool_says_of_itself_can_be_translated(tool):
    louder = Louder()
    QCoreApplication.installTranslator(louder)
    try:
        algorithm = tool().create()
        said = [algorithm.displayName(), algorithm.group(), algorithm.shortHelpString()]
        for each in algorithm.parameterDefinitions():
            said += [each.description(), each.help(), *(each.options() if each.type() == "enum" else [])]
        said += [each.description() for each in algorithm.outputDefinitions()]
    finally:
        QCoreApplication.removeTranslator(louder)
    assert said == [words.upper() for words in said]
