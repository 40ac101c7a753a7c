"""Which of the zones' own fields a result carries."""

import pytest
from made_layers import zones

FIDS = {
    "numbers that tell rows apart": (list(range(20, 32)), True),
    "numbers of which two are alike": ([20, 20, *range(22, 32)], False),
    "texts": ([f"z{number}" for number in range(12)], False),
    "numbers with a fraction": ([number + 0.5 for number in range(12)], False),
}


@pytest.mark.parametrize(("values", "is_carried"), FIDS.values(), ids=FIDS)
def test_a_fid_is_carried_where_a_geopackage_can_take_it_for_its_own(run_on, values, is_carried, out):
    ran = run_on("zonedensity", zones(fid=values), OUTPUT=str(out / "dense.gpkg"))
    assert (ran.column("fid") == values) == is_carried
    assert ran.column("jobs") == [feature["jobs"] for feature in zones().getFeatures()]
