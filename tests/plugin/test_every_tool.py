"""What holds for all tools: the permanent contract of ids and keys, and what users are told."""

import inspect
import re
from pathlib import Path

import pytest
from made_layers import ROOT
from qgis.core import QgsProcessingParameterDefinition

from agora.plugin.frame import groups
from agora.plugin.frame.outputs import Output
from agora.plugin.frame.parameters import NumberResult
from agora.plugin.toolbox import tools

ZONES_AND_FLOWS = "ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS"
ROLES = "KNOWLEDGE CONSUMER INDUSTRY PUBLIC"
CONTRACT = {  # models and batch scripts hold these: id -> input keys, output keys
    "kerneldensity": (
        "INPUT WEIGHT BANDWIDTH CELL_SIZE KERNEL STUDY_AREA EDGE_CORRECTION EXTENT UNITS METHOD SCHEDULER",
        "OUTPUT TOTAL_WEIGHT RASTER_TOTAL PEAK",
    ),
    "adaptivedensity": (
        "INPUT WEIGHT BANDWIDTH PILOT_BANDWIDTH CELL_SIZE KERNEL STUDY_AREA EDGE_CORRECTION EXTENT UNITS METHOD SCHEDULER",
        "OUTPUT TOTAL_WEIGHT RASTER_TOTAL PEAK",
    ),
    "relativedensity": ("INPUT NUMERATOR DENOMINATOR BANDWIDTH CELL_SIZE KERNEL FLOOR", "OUTPUT"),
    "bandwidth": ("INPUT WEIGHT", "OUTPUT NORMAL_REFERENCE SCOTT LIKELIHOOD_CV CRONIE_LIESHOUT"),
    "zonedensity": ("ZONES JOBS BUILDINGS BUILDING_WEIGHT", "OUTPUT OUTPUT_BUILDINGS GROSS PERCEIVED"),
    "effectivedensity": (
        "ZONES ZONE_ID JOBS SECTORS COSTS COST_ORIGIN COST_DESTINATION COST DECAY DECAY_TABLE OWN_ZONE MIN_COST SCHEDULER",
        "OUTPUT",
    ),
    "densitygradient": ("ZONES JOBS CENTRE MODEL", "OUTPUT CHART D0 GRADIENT R2 SE"),
    "densitycentres": ("DENSITY RULE THRESHOLD SHARE GROW_TO MIN_JOBS MIN_AREA MIN_HOLE", "OUTPUT"),
    "cutoffcentres": (
        "ZONES JOBS DENSITY_RULE MIN_DENSITY ZONE_JOBS_RULE MIN_ZONE_JOBS MIN_JOBS MIN_ZONES CONTIGUITY DECLINE CENTRE "
        "DECLINE_RATE THETA",
        "OUTPUT OUTPUT_ZONES",
    ),
    "locationquotients": ("ZONES SECTORS REFERENCE MIN_JOBS SHRINK", "OUTPUT"),
    "variety": ("ZONES SECTORS GROUPS", "OUTPUT"),
    "classifyroles": (
        f"ZONES JOBS RESIDENTS POPULATION {ROLES} CENTRES THRESHOLDS",
        "OUTPUT OUTPUT_PATCHES OUTPUT_PROFILE",
    ),
    "commutingsummary": (f"{ZONES_AND_FLOWS} AT_HOME COUNT_HOME", "OUTPUT"),
    "gravitymodel": (
        f"{ZONES_AND_FLOWS} WORKERS JOBS COSTS COST_ORIGIN COST_DESTINATION COST FORM MEAN_COST BETA MIN_COMMUTERS",
        "OUTPUT BETA CPC R2",
    ),
    "desirelines": (f"{ZONES_AND_FLOWS} MIN_COMMUTERS TOP CURVED", "OUTPUT OUTPUT_WITHIN"),
    "spatialplan": (
        f"{ZONES_AND_FLOWS} JOBS SECTORS {ROLES} RESIDENTS POPULATION MEAN_COST SITES SITE_JOBS TITLE STUDY_AREA "
        "BANDWIDTH CELL_SIZE CENTRE_METHOD YEAR",
        "PLAN MAP REPORT",
    ),
    "rolelinks": (f"{ZONES_AND_FLOWS} ROLE", "OUTPUT CHART OUTPUT_LINES"),
    "assembleplan": (
        "ZONES JOBS CENTRES DENSITY DESIRE_LINES KEY_DIAGRAM COMMUTING ROLE_LINKS FLOWS MODELLED OPPORTUNITIES YEAR "
        "TITLE STUDY_AREA",
        "PLAN MAP REPORT",
    ),
}
DEFAULTS = {
    "kerneldensity": {"KERNEL": 0, "EDGE_CORRECTION": False, "UNITS": 0, "METHOD": 0},
    "adaptivedensity": {"KERNEL": 0, "EDGE_CORRECTION": False, "UNITS": 0, "METHOD": 0},
    "relativedensity": {"KERNEL": 0, "FLOOR": 1},
    "effectivedensity": {"DECAY": 1.0, "OWN_ZONE": 0, "MIN_COST": 0},
    "densitygradient": {"MODEL": 0},
    "densitycentres": {"RULE": 0, "THRESHOLD": 25, "SHARE": 50, "MIN_JOBS": 0, "MIN_AREA": 1, "MIN_HOLE": 1},
    "cutoffcentres": {"MIN_DENSITY": 24.71, "MIN_JOBS": 10_000, "MIN_ZONES": 1, "CONTIGUITY": 0, "DECLINE": 0},
    "locationquotients": {"MIN_JOBS": 50, "SHRINK": False},
    "commutingsummary": {"COUNT_HOME": False},
    "gravitymodel": {"FORM": 0, "MIN_COMMUTERS": 1},
    "desirelines": {"CURVED": True},
    "spatialplan": {"MEAN_COST": 12, "CENTRE_METHOD": 1},
}
GROUPS = {each for each in vars(groups).values() if isinstance(each, groups.Group)}
each_tool = pytest.mark.parametrize("tool", tools(), ids=lambda tool: tool().name())


def test_the_provider_lists_the_tools_of_the_contract(provider):
    models = {"densitytocentres", "roles", "wholeplan"}
    assert {each.name() for each in provider.algorithms()} == set(CONTRACT) | models
    assert all(re.fullmatch("[a-z0-9]+", each.name()) for each in provider.algorithms())


@each_tool
def test_keys_are_those_of_the_contract(provider, tool):
    algorithm = provider.algorithm(tool().name())
    takes, returns = (set(keys.split()) for keys in CONTRACT[algorithm.name()])
    outputs = {each.name() for each in algorithm.outputDefinitions()}
    targets = {each.name() for each in algorithm.destinationParameterDefinitions()}
    assert outputs == returns | {"SKIPPED"}
    assert {each.name() for each in algorithm.parameterDefinitions()} - targets == takes


@each_tool
def test_defaults_are_those_of_the_contract(provider, tool):
    algorithm = provider.algorithm(tool().name())
    for key, value in DEFAULTS.get(algorithm.name(), {}).items():
        assert algorithm.parameterDefinition(key).defaultValue() == value, key


@each_tool
def test_only_the_first_output_is_required(provider, tool):
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    first, *others = provider.algorithm(tool().name()).destinationParameterDefinitions()
    assert not first.flags() & optional
    assert all(each.flags() & optional and not each.createByDefault() for each in others)


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
