"""Every write, flush to disk, close and rename failing in turn, in every format and every kind of file."""

import numpy as np
import pytest
from places import FORMATS
from workshop import CALLS

CASES = [("kerneldensity", ""), ("spatialplan", ""), *(("zonedensity", kind) for kind in FORMATS)]


@pytest.fixture
def run_with(start):
    """Return what runs a tool with one call failing, or none: 0."""

    def ended(tool, place, call, number):
        place.renew()
        return start(tool, place, fails=[str(place.folder), call, number]).ended()

    return ended


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("tool", "kind"), CASES, ids=["-".join(filter(None, case)) for case in CASES])
def test_a_call_that_fails_is_said_and_loses_nothing(failing, place_of, run_with, campaign, workshop, tool, kind, call):
    if failing is None:
        pytest.skip("there is no C compiler")
    place = place_of(tool, kind)
    made = run_with(tool, place, call, 0).calls[call]
    trials = min(made, campaign.count(2, 6 if tool == "spatialplan" else 20))
    for number in np.unique(np.linspace(1, made, trials, dtype=int)):
        ended = run_with(tool, place, call, int(number))
        came, is_bad = place.came(ended, workshop)
        campaign.note(f"{tool} {kind}, {call} {number} of {made}", came, ended, is_bad)
    assert campaign.failures() == []
