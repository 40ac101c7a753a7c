"""What is said of the size of work, and what does not fit."""

import re

import pytest

from agora.algorithms.ground import sizes
from agora.algorithms.ground.errors import PlanError
from agora.algorithms.ground.grid import Grid
from agora.algorithms.ground.sizes import LONG, Size, all_pairs, at_least, cells_of, heard_by, refuse_larger, require

GB = 2**30


@pytest.fixture(autouse=True)
def _machine(monkeypatch):
    monkeypatch.setattr(sizes, "memory", lambda: 8 * GB)


def heard(size, room=None):
    said = []
    with heard_by(said.append):
        require(size, room)
    return said


def remedy(times):
    return f"{times:g} times"


@pytest.mark.parametrize(("steps", "count"), [(LONG, 1), (LONG - 1, 0)])
def test_only_work_that_will_be_long_is_spoken_of(steps, count):
    assert len(heard(Size("work", steps, remedy))) == count


def test_what_is_said_names_disk_and_memory_where_they_are_worth_it():
    assert heard(Size("Work", 1e9, remedy, memory=1.5 * GB, disk=20 * GB)) == [
        "Work: about 20 GB of disk and 1.5 GB of memory."
    ]
    assert heard(Size("Work", 1e9, remedy, memory=1000)) == ["Work."]


def test_nobody_is_told_when_nobody_listens(capsys):
    require(Size("Work", 1e9, remedy))
    assert capsys.readouterr().out == ""


def test_the_innermost_listener_hears_and_the_outer_one_is_there_again():
    outer, inner = [], []
    with heard_by(outer.append):
        with pytest.raises(ValueError, match="stop"), heard_by(inner.append):
            require(Size("first", 1e9, remedy))
            raise ValueError("stop")
        require(Size("second", 1e9, remedy))
    assert (inner, outer) == (["first."], ["second."])


@pytest.mark.parametrize(
    ("size", "room", "words"),
    [
        (Size("Work", 0, remedy, disk=6 * GB), 2 * GB, "Work: about 6.0 GB of disk; there are 2.0 GB free. 3 times"),
        (Size("Work", 0, remedy, memory=6 * GB), None, "6.0 GB of memory; half of this machine's, 4.0 GB, may be used"),
    ],
    ids=["disk", "memory"],
)
def test_what_does_not_fit_is_refused_with_the_numbers(size, room, words):
    with pytest.raises(PlanError, match=re.escape(words)):
        refuse_larger(size, room)


def test_a_disk_without_any_room_is_refused_too():
    with pytest.raises(PlanError, match="there are 0 MB free"):
        refuse_larger(Size("Work", 0, remedy, disk=1.0), 0.0)


def test_what_just_fits_is_not_refused():
    assert refuse_larger(Size("Work", 0, remedy, memory=4 * GB, disk=2 * GB), 2 * GB) is None
    assert refuse_larger(Size("Work", 0, remedy, disk=2**60)) is None  # nothing is written


@pytest.mark.parametrize("length", [0.0123, 1.0, 9.95, 99.0, 4321.0])
def test_a_length_in_two_digits_is_never_less_and_at_most_a_tenth_more(length):
    told = float(at_least(length).replace(",", ""))
    assert 1.01 * length <= told <= 1.01 * length * 1.1
    assert len(re.sub(r"[^1-9]", "", at_least(length))) <= 2


@pytest.mark.parametrize("cell", [0.013, 7.0, 250.0])
def test_the_cells_that_are_offered_fit(cell):
    with pytest.raises(PlanError) as caught:
        refuse_larger(cells_of(Grid(0, 0, cell, 90_000, 70_001), in_memory=8))
    offered = float(re.search(r"cells of ([\d.,]+) m", str(caught.value))[1].replace(",", ""))
    refuse_larger(
        cells_of(Grid(0, 0, offered, -int(-90_000 * cell // offered), 1 + int(70_001 * cell / offered)), "", 8)
    )


@pytest.mark.parametrize("centres", [0, 30_000])
def test_the_zones_that_are_offered_fit(centres):
    with pytest.raises(PlanError) as caught:
        refuse_larger(all_pairs(60_000, per_pair=8, centres=centres))
    fit = int(re.search(r"([\d,]+) fit", str(caught.value))[1].replace(",", ""))
    refuse_larger(all_pairs(fit, per_pair=8, centres=centres))
    with pytest.raises(PlanError):
        refuse_larger(all_pairs(fit + 1, per_pair=8, centres=centres))
