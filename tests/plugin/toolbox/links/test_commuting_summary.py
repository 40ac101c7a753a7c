"""Who lives and works where: people who stay, pairs that stand twice, tables without zones."""

from contracts import Contract
from made_layers import FLOWS, flows

CONTRACT = Contract(
    takes="ZONES ZONE_ID FLOWS ORIGIN DESTINATION COMMUTERS AT_HOME COUNT_HOME",
    returns="OUTPUT",
    defaults={"COUNT_HOME": False},
)


ELSEWHERE = (("no fixed place", "z5", 11.0), ("z1", "abroad", 6.0), (None, "z5", 2.0), ("z1", "", 1.0))


def test_without_zones_codes_are_zones_and_rows_without_one_are_left_out(run_on):
    ran = run_on("commutingsummary", ZONES=None, ZONE_ID=None, FLOWS=flows([*FLOWS, *ELSEWHERE]))
    assert ran.column("zone_id") == ["abroad", "no fixed place", "z0", "z1", "z2", "z5"]
    assert ran.column("workers") == [0, 11, 70, 36, 5, 10]
    assert ran.said.warnings == ["2 of 8 features of made skipped: names an unknown zone (3 commuters lost)."]


def test_people_who_stay_in_their_zone_are_kept(run_on):
    ran = run_on("commutingsummary", moves=flows([("z2", "z2", 5.0), ("z0", "z5", 1.0)]))
    assert ran.column("live_work")[2] == 5
    drawn = run_on("desirelines", moves=flows([("z2", "z2", 5.0), ("z0", "z5", 1.0)]), OUTPUT_WITHIN="memory:")
    assert (drawn.column("commuters"), drawn.column("commuters", "OUTPUT_WITHIN")) == ([1], [5])


def test_flows_between_one_pair_of_zones_add_up(run_on):
    ran = run_on("commutingsummary", moves=flows([("z0", "z5", 3.0), ("z0", "z5", 4.5)]))
    assert ran.column("workers")[0] == 7.5
