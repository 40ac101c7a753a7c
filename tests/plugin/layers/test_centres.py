"""Which centre a zone lies in, and how far it is from one."""

import numpy as np
from made_layers import layer, square

from agora.plugin.layers.centres import places_to_centres
from agora.plugin.toolbox.roles import classify_roles


def test_zones_have_the_rank_of_their_centre_by_jobs_and_none_outside(run_on, monkeypatch):
    told = []
    monkeypatch.setattr(
        classify_roles, "places_to_centres", lambda *given: told.append(places_to_centres(*given)) or told[0]
    )
    # the zones are 4 by 3 squares of a kilometre: one centre is the sixth of them, the larger one the fourth
    made = layer("MultiPolygon", [square(1000, 1000), square(3000, 0)], {"jobs": [5.0, 9.0]})
    run_on("classifyroles", CENTRES=made)
    [centres] = told
    expected = np.zeros(12, int)
    expected[[5, 3]] = 2, 1
    np.testing.assert_array_equal(centres.rank, expected)
    assert centres.distance[3] == 0
    assert np.flatnonzero(centres.distance == 0).tolist() == np.flatnonzero(centres.principal).tolist()
