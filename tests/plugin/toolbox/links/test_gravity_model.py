"""Modelled flows: zones without people, costs that do not fit, a decay that is known."""

import math

import pytest
from contracts import Contract
from made_layers import (
    column,
    table,
    zones,
)

CONTRACT = Contract(
    takes=(
        "ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS WORKERS JOBS COSTS COST_ORIGIN "
        "COST_DESTINATION COST FORM MEAN_COST BETA MIN_COMMUTERS"
    ),
    returns="OUTPUT BETA CPC R2",
    defaults={"FORM": 0, "MIN_COMMUTERS": 1},
)
NUMBERS = {"BETA": 1.0, "MEAN_COST": None, "MIN_COMMUTERS": None}
REFUSES_ALL_ZERO = "is it the right field"


@pytest.mark.parametrize("field", ["pop", "jobs"])
def test_zones_without_residents_or_jobs_send_or_draw_nobody(run_on, field):
    ran = run_on("gravitymodel", zones(**{field: column(field, z3=0.0)}), MIN_COMMUTERS=0)
    side = "origin" if field == "pop" else "dest"
    people = [each for zone, each in zip(ran.column(side), ran.column("commuters")) if zone == "z3"]
    assert sum(people) == 0
    assert sum(ran.column("commuters")) == pytest.approx(sum(column("pop", **({"z3": 0.0} if field == "pop" else {}))))


@pytest.mark.parametrize(("field", "word"), [("pop", "workers"), ("jobs", "jobs")])
def test_no_residents_or_no_jobs_at_all_are_refused(refused, field, word):
    assert f"No zone has any {word}; is it the right field?" in refused("gravitymodel", zones(**{field: [0.0] * 12}))


IDS = column("zone_id")
EVERY_PAIR = [(start, end, 1.0 + abs(at - to)) for at, start in enumerate(IDS) for to, end in enumerate(IDS)]
COST_FIELDS = {"COST_ORIGIN": "from", "COST_DESTINATION": "to", "COST": "minutes"}
BAD_COSTS = {
    "negative": ([("z0", "z1", -1.0), *EVERY_PAIR[2:]], "COSTS: minutes is -1 in feature 1"),
    "infinite": ([("z0", "z1", math.inf), *EVERY_PAIR[2:]], "COSTS: minutes is inf in feature 1"),
    "a pair twice": ([*EVERY_PAIR, ("z0", "z1", 9.0)], "Each pair may stand once"),
    "a zone without a connection": ([each for each in EVERY_PAIR if "z3" not in each], "no connection leads there"),
    "no row": ([], "COSTS: made has no feature"),
}


def costs(rows):
    start, end, cost = zip(*rows) if rows else ((), (), ())
    return table({"from": list(start), "to": list(end), "minutes": list(cost)})


@pytest.mark.parametrize(("rows", "words"), BAD_COSTS.values(), ids=BAD_COSTS)
def test_bad_costs_are_refused(refused, rows, words):
    assert words in refused("gravitymodel", COSTS=costs(rows), **COST_FIELDS)


def test_costs_of_unknown_zones_are_left_out_and_missing_pairs_said(run_on):
    ran = run_on("gravitymodel", COSTS=costs([("x", "z1", 2.0), ("z0", "z1", None), *EVERY_PAIR[2:]]), **COST_FIELDS)
    assert "2 of 144 features of made skipped: no cost, or an unknown zone." in ran.said.warnings
    assert "2 pairs have no cost and count as not connected (1 within a zone)." in ran.said.infos
    assert ("z0", "z1") not in set(zip(ran.column("origin"), ran.column("dest")))


def test_a_decay_that_is_given_is_taken(run_on):
    ran = run_on("gravitymodel", BETA=0.7)
    assert ran.results["BETA"] == 0.7
