"""Every tool, and one in every format, killed at random moments."""

import numpy as np
import pytest
from conftest import SEED
from contracts import TOOLS
from places import FORMATS

CASES = [*((tool, "") for tool in TOOLS), *(("zonedensity", kind) for kind in FORMATS)]


@pytest.mark.parametrize(("tool", "kind"), CASES, ids=["-".join(filter(None, case)) for case in CASES])
def test_a_run_that_is_killed_leaves_what_was_there(workshop, start, place_of, campaign, tool, kind):
    place = place_of(tool, kind)
    moments = np.random.default_rng([SEED, CASES.index((tool, kind))]).uniform(0, 1.2, campaign.count(1, 7))
    for moment in moments:
        place.renew()
        ended = start(tool, place).ended(kill_after=moment * place.whole.seconds)
        came, is_bad = place.came(ended, workshop)
        campaign.note(f"{tool} {kind}", came, ended, is_bad)
    assert campaign.failures() == []
