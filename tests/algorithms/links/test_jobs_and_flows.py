"""Jobs held against flows: by hand, and what must never change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.algorithms.ground.flows import Flows
from agora.algorithms.links.jobs_and_flows import agreement

# 60 live in 0 and 40 in 1; 10 work in 0, 30 in 1 and 60 in 2
FLOWS = Flows(np.array([0, 0, 0, 1]), np.array([0, 1, 2, 2]), np.array([10.0, 30.0, 20.0, 40.0]))
SIZES = st.lists(st.floats(0.1, 1e6), min_size=3, max_size=3)


def test_jobs_that_the_flows_fill_agree():
    found = agreement(np.array([10.0, 30.0, 60.0]), FLOWS)
    assert (found.jobs, found.commuters, found.apart, found.from_work) == (100, 100, 0, 0)
    assert found.from_home == pytest.approx((0.5 + 0.1 + 0.6) / 2, rel=1e-12)
    assert not found.looks_like_residents


def test_jobs_that_lie_where_people_live_look_like_residents():
    found = agreement(np.array([120.0, 80.0, 0.0]), FLOWS)
    assert (found.apart, found.from_home, found.looks_like_residents) == (-50, 0, True)


@given(SIZES)
def test_unlikeness_is_a_share_and_has_no_scale(jobs):
    one, many = (agreement(np.array(jobs) * scale, FLOWS) for scale in (1.0, 7.0))
    assert 0 <= one.from_work <= 1
    assert 0 <= one.from_home <= 1
    np.testing.assert_allclose(many[3:], one[3:], rtol=1e-9, atol=1e-12)
