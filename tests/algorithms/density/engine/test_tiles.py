"""How far work on many parts is, and how long the rest will take: told from what was done in this run."""

import pytest

from agora.algorithms.density.engine import tiles
from agora.algorithms.density.engine.tiles import Pace, results
from agora.algorithms.ground.sizes import heard_by


class Clock:
    def __init__(self):
        self.now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(tiles, "time", made)
    return made


def told(clock, count, seconds):
    """Return what is said where each part takes so many seconds."""
    said, pace = [], Pace(count)
    with heard_by(said.append):
        for done in range(1, count + 1):
            clock.now += seconds
            pace.tell(done)
    return said


@pytest.mark.parametrize(
    ("count", "seconds", "said"),
    [
        (10, 0.4, []),  # soon done
        (100, 2.0, ["3 of 100 parts took 6 s; at that pace the rest takes 3 minutes."]),  # 97 x 2 s
        (1000, 8.0, ["1 of 1,000 parts took 8 s; at that pace the rest takes 2.2 hours."]),  # 999 x 8 s
        (3, 4.0, []),  # 4 s are left after 8
    ],
    ids=["fast", "minutes", "hours", "nearly done"],
)
def test_the_time_that_is_left_is_said_once_from_the_pace_so_far(clock, count, seconds, said):
    assert told(clock, count, seconds) == said


def test_a_first_part_that_takes_long_is_said_once(clock):
    said, pace = [], Pace(40)
    with heard_by(said.append):
        for _ in range(4):
            clock.now += 2.0
            pace.tell_of_the_first(0)
        pace.tell_of_the_first(1)
    assert said == ["The first of 40 parts takes longer than 5 s."]


def test_progress_never_goes_back_and_ends_at_1():
    shares = []
    assert list(results(((pow, (2, each)) for each in range(20)), 20, "", shares.append)) == [2**n for n in range(20)]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
