"""Every tool many times over in one process, and 32 runs at once in its threads."""

import pytest
from contracts import TOOLS
from orders import Ended
from reached import PLANS

FEW = 8  # handles: what the last run read is closed by the next one


@pytest.mark.parametrize("tool", TOOLS)
def test_many_runs_in_one_process_end_well_and_leave_no_handle(workshop, given, place_of, campaign, tool):
    place, times = place_of(tool, ""), campaign.count(4, 10 if tool in PLANS else 200)
    order = {"tool": tool, "parameters": {**given[tool], **place.parameters}, "scratch": str(place.scratch)}
    told = workshop.done("repeat", **order, times=times)
    words = f"{tool}: {told['handles']} handles and {told['bytes']:,} bytes more after {times} runs"
    is_bad = bool(told["not_well"]) or told["handles"] > FEW
    came = "did not all end well, or left handles" if is_bad else "ended well and left no handle"
    campaign.note(words, came, Ended("well", str(told["not_well"])), is_bad, times)
    assert campaign.failures() == []


def test_many_runs_at_once_end_well(workshop, given, place_of, campaign):
    tools = [tool for tool in TOOLS if tool not in PLANS]
    chosen = [tools[at % len(tools)] for at in range(campaign.count(8, 32))]
    place = place_of("zonedensity", "gpkg")
    told = workshop.done("at_once", runs=[[tool, given[tool]] for tool in chosen], folder=str(place.scratch))
    for tool, ended in zip(chosen, told):
        campaign.note(tool, "ended well, at once" if ended == "well" else ended, Ended(ended), ended != "well")
    assert campaign.failures() == []
