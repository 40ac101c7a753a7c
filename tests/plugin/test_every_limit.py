"""Limits that stand in the tools themselves, told by a run on either side of each."""

from types import SimpleNamespace

import numpy as np
import pytest
from made_layers import SOUTH, WEST, layer, table, zones

from agora.plugin.plan.chapters.centres import Centres

JOBS_OF_Z5 = 12_400.0  # on 100 ha and for some 500 workers: a city core, if it lies in a principal centre


def strip(width):
    """Return a centre over the west of the zone z5, which is 1,000 m wide."""
    west, south, east, north = WEST + 1000, SOUTH + 1000, WEST + 1000 + width, SOUTH + 2000
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    ring = ",".join(f"{x} {y}" for x, y in corners)
    return layer("MultiPolygon", [f"MULTIPOLYGON((({ring})))"], {"jobs": [JOBS_OF_Z5]}, name="centre")


@pytest.mark.parametrize(
    ("width", "role"), [(500, "city_core"), (499, "mixed_urban"), (600, "city_core")], ids=["half", "49.9 %", "60 %"]
)
def test_a_zone_lies_in_a_centre_with_half_of_its_area(run_on, width, role):
    # "with at least half of its area", places_to_centres
    ran = run_on("classifyroles", CENTRES=strip(width))
    assert ran.column("role")[5] == role
    assert ("No zone lies in a centre" in ran.warned) == (width < 500)


@pytest.mark.parametrize("count", [9, 10])
def test_fewer_than_ten_sector_fields_are_coarse(run_on, count):
    # fewer than ten cannot tell technology firms from the rest: the rule of the tool
    names = [f"sector_{number}" for number in range(count)]
    given = {"KNOWLEDGE": names[:6], "CONSUMER": names[6:7], "INDUSTRY": names[7:8], "PUBLIC": names[8:]}
    ran = run_on("classifyroles", zones(**{name: [1.0] * 12 for name in names}), **given)
    assert all(("Coarse sectors." in why) == (count < 10) for why in ran.column("role_why"))


SECTORS = ["retail", "finprof"]


def effective(run_on, column, **given):
    """Return what a run says, and a column of its result."""
    ran = run_on("effectivedensity", **given)
    return ran.said.infos, ran.column(column)


def test_sectors_without_a_decay_of_their_own_have_that_of_the_user(run_on):
    decays = table({"sector": ["finprof"], "decay": [1.8]}, "decays")
    said, retail = effective(run_on, "eff_dens_retail", SECTORS=SECTORS, DECAY=0.5, DECAY_TABLE=decays)
    assert "Decays: retail 0.5, finprof 1.8." in said
    assert retail == effective(run_on, "eff_dens", DECAY=0.5)[1]


@pytest.mark.parametrize("decay", [0.5, 2.0])
def test_without_a_table_every_sector_has_the_users_decay(run_on, decay):
    _, last = effective(run_on, "eff_dens_finprof", SECTORS=SECTORS, DECAY=decay)
    assert last == effective(run_on, "eff_dens", DECAY=decay)[1]


@pytest.mark.parametrize("method", [1, 2], ids=["contour", "cut-off"])
def test_a_centre_of_a_plan_holds_a_quarter_percent_of_all_jobs(method, monkeypatch):
    # "at least 0.25 % of all jobs", docs/tools/spatialplan.md: 2,500 of a million
    asked = []
    draft = SimpleNamespace(
        jobs=np.array([600_000.0, 400_000.0]),
        given=SimpleNamespace(centre_method=method, jobs="jobs"),
        parts={"density": "density.tif", "centres": None},
        zones=None,
        step=lambda tool, inputs, **outputs: asked.append((tool, inputs["MIN_JOBS"])),
    )
    monkeypatch.setattr("agora.plugin.plan.chapters.centres._name", lambda centres, draft: None)  # there are none
    Centres().make(draft)
    assert asked == [(("densitycentres", "cutoffcentres")[method - 1], pytest.approx(2500, rel=1e-12))]
