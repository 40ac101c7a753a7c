"""Two processes that write one result at the same time, in every format and every kind of file."""

import pytest
from places import FORMATS

CASES = [("kerneldensity", ""), ("cutoffcentres", ""), *(("zonedensity", kind) for kind in FORMATS)]


@pytest.mark.parametrize(("tool", "kind"), CASES, ids=["-".join(filter(None, case)) for case in CASES])
def test_one_of_two_results_stands_whole(workshop, start, place_of, campaign, tool, kind):
    for _ in range(campaign.count(1, 10)):
        place = place_of(tool, kind)
        both = [start(tool, place) for _ in range(2)]
        ends = sorted((working.ended() for working in both), key=lambda ended: ended.how != "well")
        came, is_bad = place.came(ends[0], workshop)  # the one that ended well, if one did
        is_bad = is_bad or any(ended.how not in ("well", "refused") for ended in ends)
        campaign.note(f"{tool} {kind}", f"{came}; the other {ends[1].how}", ends[1], is_bad)
    assert campaign.failures() == []
