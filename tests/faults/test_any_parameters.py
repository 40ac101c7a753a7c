"""Every tool with values drawn for each of its parameters: of another kind, out of range, missing, odd."""

import math

import pytest
from conftest import SEED
from contracts import TOOLS
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from made_inputs import spec

from agora.plugin.frame.layer_parameters import Field, Fields, Layer, RasterLayer
from agora.plugin.frame.outputs import Output
from agora.plugin.frame.parameters import Choice, File, Number, NumberResult, Switch

TEXTS = (
    "",
    " ",
    "none",
    "a;b",
    "\0",
    "x" * 256,
    "'; DROP TABLE zones; --",
    "=1+1",
    "[]",
    "{}",
    "𝄞",
    "../..",
    "nan",
    "-1",
)
NUMBERS = (0, -1, 3, 1e-300, 1e300, 1e6, math.nan, math.inf, -math.inf, 2**63, "400", "four", None)
FIELDS = ("jobs", "pop", "zone_id", "county", "geom", "fid", "JOBS", "employees", "retail")
POSITIONS = (*range(-1, 9), "1", "first", None)


def values(parameter, layers):
    """Return what may be drawn for a parameter."""
    if isinstance(parameter, (Layer, RasterLayer, File)):
        return st.sampled_from((*layers, *TEXTS, "/dev/null", "https://localhost/zones.json"))
    if isinstance(parameter, (Field, Fields)):
        one = st.sampled_from((*FIELDS, *TEXTS))
        return one | st.lists(one, max_size=4)
    if isinstance(parameter, (Choice, Switch)):
        return st.sampled_from(POSITIONS)
    if isinstance(parameter, Number):
        return st.sampled_from(NUMBERS)
    return st.sampled_from((*TEXTS, *NUMBERS, "0,1,0,1", "1e300,1e300", "nan,nan [EPSG:26910]"))


@pytest.mark.parametrize("tool", TOOLS)
def test_no_value_ends_in_a_traceback(workshop, start, given, place_of, campaign, tool):
    taken = [each for each in spec(tool).parameters if not isinstance(each, (Output, NumberResult))]
    layers = sorted({str(value) for example in given.values() for value in example.values() if "/" in str(value)})
    changes = st.lists(st.sampled_from(taken), min_size=1, max_size=3, unique_by=lambda each: each.key).flatmap(
        lambda chosen: st.fixed_dictionaries({each.key: values(each, layers) for each in chosen})
    )
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]

    @seed(SEED)
    @settings(max_examples=campaign.count(2, 50), database=None, phases=[Phase.generate], suppress_health_check=checks)
    @drawn(changes)
    def run(changed):
        place = place_of(tool)
        ended = start(tool, place, changed).ended()
        if ended.how == "well":
            place.expect(workshop, ended)  # whatever it is, it can be read
        came, is_bad = place.came(ended, workshop)
        campaign.note(f"{tool} {changed}", came, ended, is_bad)

    run()
    assert campaign.failures() == []
