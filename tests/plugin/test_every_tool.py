"""What holds for all tools: the permanent contract of ids and keys, and what users are told."""

import inspect
import re
from pathlib import Path

import pytest
from contracts import TOOLS, own_tests
from made_layers import ROOT
from qgis.core import QgsProcessingAlgorithm, QgsProcessingParameterDefinition

from agora.plugin.frame import groups
from agora.plugin.frame.layer_parameters import Field
from agora.plugin.frame.outputs import Output
from agora.plugin.frame.parameters import NumberResult
from agora.plugin.toolbox import tools

GROUPS = {each for each in vars(groups).values() if isinstance(each, groups.Group)}
NAMES = {"ZONE_ID", "ORIGIN", "DESTINATION", "COST_ORIGIN", "COST_DESTINATION", "ROLE", "NAME", "PLACE_NAME"}
each_tool = pytest.mark.parametrize("tool", tools(), ids=lambda tool: tool().name())


def test_the_provider_lists_the_tools_of_the_contract(provider):
    models = {"densitytocentres", "roles", "wholeplan"}
    assert {each.name() for each in provider.algorithms()} == set(TOOLS) | models
    assert all(re.fullmatch("[a-z0-9]+", each.name()) for each in provider.algorithms())


@each_tool
def test_keys_are_those_of_the_contract(provider, tool):
    algorithm = provider.algorithm(tool().name())
    takes, returns = (set(keys.split()) for keys in own_tests(algorithm.name()).CONTRACT[:2])
    outputs = {each.name() for each in algorithm.outputDefinitions()}
    targets = {each.name() for each in algorithm.destinationParameterDefinitions()}
    assert outputs == returns | {"SKIPPED"}
    assert {each.name() for each in algorithm.parameterDefinitions()} - targets == takes


@each_tool
def test_defaults_are_those_of_the_contract(provider, tool):
    algorithm = provider.algorithm(tool().name())
    for key, value in (own_tests(algorithm.name()).CONTRACT.defaults or {}).items():
        assert algorithm.parameterDefinition(key).defaultValue() == value, key


@each_tool
def test_only_the_first_output_is_required(provider, tool):
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    first, *others = provider.algorithm(tool().name()).destinationParameterDefinitions()
    assert not first.flags() & optional
    assert all(each.flags() & optional and not each.createByDefault() for each in others)


@each_tool
def test_what_is_a_name_may_be_text_and_what_is_an_amount_is_a_number(tool):
    fields = {each.key: each.numeric for each in tool().spec().parameters if isinstance(each, Field)}
    assert {key for key, numeric in fields.items() if not numeric} == fields.keys() & NAMES


def test_only_tools_that_draw_maps_hold_up_the_window(provider):
    flag = QgsProcessingAlgorithm.Flag.FlagNoThreading
    assert {name for name in TOOLS if provider.algorithm(name).flags() & flag} == {
        "spatialplan",
        "assembleplan",
        "rerunplan",
    }


@each_tool
def test_the_id_is_the_name_of_the_file_the_icon_and_the_page(tool):
    name = tool().name()
    assert Path(inspect.getfile(tool)).stem.replace("_", "") == name
    assert (ROOT / "icons" / f"{name}.svg").is_file()
    assert (ROOT / "docs" / "tools" / f"{name}.md").read_text("utf-8").startswith("# ")
    assert tool().helpUrl().endswith(f"docs/tools/{name}.md")


@each_tool
def test_the_tool_stands_in_a_group_with_an_icon(tool):
    group = tool().spec().group
    assert group in GROUPS
    assert Path(inspect.getfile(tool)).parent.name == group.id == tool().groupId()
    assert (ROOT / "icons" / f"{group.id}.svg").is_file()


def test_titles_are_unique(provider):
    titles = [each.displayName() for each in provider.algorithms()]
    assert len(set(titles)) == len(titles)
    assert all(titles)


@each_tool
def test_help_gives_an_example_and_ends_with_how_to_read_the_result(tool):
    *_, example, last = tool().shortHelpString().split("\n\n")
    assert example.startswith("Example: ")
    assert last.startswith("How to read the result: ")


@each_tool
def test_every_parameter_has_a_label_and_help(tool):
    for each in tool().spec().parameters:
        assert each.label, each.key
        assert each.help or isinstance(each, NumberResult), each.key


@each_tool
def test_the_example_gives_inputs_only(tool):
    spec = tool().spec()
    assert spec.example
    assert set(spec.example) <= {each.key for each in spec.parameters if not isinstance(each, (Output, NumberResult))}


@each_tool
def test_layers_are_styled_by_a_function_of_the_styles(tool):
    styles = {each.style for each in tool().spec().parameters if isinstance(each, Output) and each.style}
    assert {each.__module__ for each in styles} <= {"agora.plugin.styles.raster", "agora.plugin.styles.vector"}
