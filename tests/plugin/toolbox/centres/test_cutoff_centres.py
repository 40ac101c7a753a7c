"""Centres of zones by cut-off: in feet, and with a main centre in another CRS."""

import numpy as np
import pytest
from contracts import Contract
from made_layers import SOUTH, UTM, WEST, column

CONTRACT = Contract(
    takes=(
        "ZONES JOBS DENSITY_RULE MIN_DENSITY ZONE_JOBS_RULE MIN_ZONE_JOBS MIN_JOBS MIN_ZONES CONTIGUITY "
        "DECLINE CENTRE DECLINE_RATE THETA"
    ),
    returns="OUTPUT OUTPUT_ZONES",
    defaults={"MIN_DENSITY": 24.71, "MIN_JOBS": 10000, "MIN_ZONES": 1, "CONTIGUITY": 0, "DECLINE": 0},
)
REFUSES_ALL_ZERO = "check the units"
STRETCHED = {"MIN_DENSITY": 10}  # what finds a centre where densities are 1.26² times too low


def test_centres_have_the_same_hectares_in_feet(run_on, in_both_units):
    found = [run_on("cutoffcentres", made) for made in in_both_units]
    for field in ("area_ha", "dens_ha", "jobs"):
        in_metres, in_feet = (ran.column(field) for ran in found)
        assert in_feet == pytest.approx(in_metres, rel=0.005)


def test_a_main_centre_in_another_crs_is_transformed(run_on):
    here, there = f"{WEST + 1500},{SOUTH + 1500} [{UTM}]", "-122.4148,37.7795 [EPSG:4326]"
    declines = [
        next(
            line
            for line in run_on("cutoffcentres", DECLINE=1, DECLINE_RATE=0.01, CENTRE=each).said.infos
            if "fall" in line
        )
        for each in (here, there)
    ]
    assert "[ 551500. 4181500.]" in declines[0]
    assert declines[1][:30] == declines[0][:30]


JOBS = np.array(column("jobs"))  # of zones of 100 hectares each
MEAN, WIDE = JOBS.mean(), JOBS.mean() + JOBS.std()
RULES = {
    "values": ({"MIN_DENSITY": 12.5, "ZONE_JOBS_RULE": 1, "MIN_ZONE_JOBS": 70}, 12.5, 70),
    "no cut-off of a zone": ({"MIN_DENSITY": 12.5, "ZONE_JOBS_RULE": 0, "MIN_ZONE_JOBS": 70}, 12.5, 0),
    "means": ({"DENSITY_RULE": 1, "ZONE_JOBS_RULE": 2}, MEAN / 100, MEAN),
    "means and standard deviations": ({"DENSITY_RULE": 2, "ZONE_JOBS_RULE": 3}, WIDE / 100, WIDE),
}


@pytest.mark.parametrize(("given", "density", "jobs"), RULES.values(), ids=RULES)
def test_cut_offs_come_from_their_rule(run_on, given, density, jobs):
    said = run_on("cutoffcentres", **given).said.infos
    assert f"A zone takes {density:,.4g} jobs per hectare and {jobs:,.0f} jobs." in said
