"""Every tool cancelled at every step at which it looks at the Cancel button, and at random moments."""

import numpy as np
import pytest
from conftest import SEED
from contracts import TOOLS

each_tool = pytest.mark.parametrize("tool", TOOLS)


@pytest.fixture
def cancelled(workshop, start, place_of, campaign):
    """Return what runs a tool that is cancelled, and notes what came of it."""

    def run(tool, **cancel):
        place = place_of(tool)
        ended = start(tool, place, **cancel).ended()
        came, is_bad = place.came(ended, workshop)
        campaign.note(f"{tool} {cancel}", came, ended, is_bad)

    return run


@each_tool
def test_a_cancel_at_any_step_leaves_what_was_there(place_of, cancelled, campaign, tool):
    looks = place_of(tool).whole.looks
    steps = np.unique(np.linspace(1, looks, min(looks, campaign.count(1, 30)), dtype=int))
    for step in steps:
        cancelled(tool, cancel_at=int(step))
    assert campaign.failures() == []


@each_tool
def test_a_cancel_at_any_moment_leaves_what_was_there(place_of, cancelled, campaign, tool):
    draw = np.random.default_rng([SEED, list(TOOLS).index(tool)])
    for moment in draw.uniform(0, place_of(tool).whole.seconds, campaign.count(1, 10)):
        cancelled(tool, cancel_after=float(moment))
    assert campaign.failures() == []
