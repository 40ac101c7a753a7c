"""How far work is: told at the start, now and again, at the end; and where it should stop."""

import pytest

from agora.algorithms.ground.errors import Cancelled
from agora.algorithms.ground.progress import watched


@pytest.mark.parametrize(
    ("items", "count", "told"),
    [
        (0, 0, [1.0]),
        (3, 3, [0.0, 1.0]),
        (1200, 1200, [0.0, 500 / 1200, 1000 / 1200, 1.0]),
        (1200, 600, [0.0, 500 / 600, 1.0, 1.0]),
    ],
    ids=["none", "few", "many", "more than were counted"],
)
def test_the_share_done_is_told_now_and_again(items, count, told):
    heard = []
    assert list(watched(range(items), count, heard.append)) == list(range(items))
    assert heard == told


def test_work_stops_where_the_progress_says_so():
    def stop(share):
        if share > 0:
            raise Cancelled

    seen = []
    with pytest.raises(Cancelled):
        for item in watched(range(5000), 5000, stop):
            seen.append(item)
    assert seen == list(range(500))
