"""Sums over all pairs: against the plain sum, and the same bits whoever computes them."""

import threading
import time

import numpy as np
import pytest

from agora.algorithms.density.engine import pair_sums as module
from agora.algorithms.density.engine.pair_sums import Masses, pair_sums
from agora.algorithms.ground import workers as ground
from agora.algorithms.ground.errors import Cancelled

PATIENCE = 30  # seconds for a process to start on a busy machine
DECAYS = np.array([0.0, 1.0, 1.746])


def some_masses(n=700, seed=5):
    rng = np.random.default_rng(seed)
    return Masses(rng.normal(0, 20, (n, 2)), rng.gamma(0.5, 100, n))


def plain_sums(masses, decays, least=0.0):
    """The formula, one place at a time."""
    total = np.zeros((len(masses.mass), len(decays)))
    for i, here in enumerate(masses.place):
        distance = np.maximum(np.sqrt(((masses.place - here) ** 2).sum(axis=1)), least)
        others = np.arange(len(distance)) != i
        total[i] = (masses.mass[others, None] / distance[others, None] ** decays).sum(axis=0)
    return total


# 1e-12: the terms are all positive, each within some 20 roundings, and 700 of them are added
@pytest.mark.parametrize("least", [0.0, 3.0])
@pytest.mark.parametrize("n", [1, 2, 255, 256, 257, 700])
def test_sums_are_those_of_the_formula(n, least):
    masses = some_masses(n)
    np.testing.assert_allclose(pair_sums(masses, DECAYS, least), plain_sums(masses, DECAYS, least), rtol=1e-12)


@pytest.mark.parametrize(("rows", "columns", "tile"), [(1, 1, 1), (7, 40, 13), (300, 1000, 1000)])
def test_blocks_of_any_size_cover_every_pair_once(rows, columns, tile, monkeypatch):
    masses = some_masses(90)
    for name, size in (("_ROWS", rows), ("_COLUMNS", columns), ("_TILE", tile)):
        monkeypatch.setattr(module, name, size)
    np.testing.assert_allclose(pair_sums(masses, DECAYS), plain_sums(masses, DECAYS), rtol=1e-12)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_same_bits_on_any_number_of_threads(threads, monkeypatch):
    expected = pair_sums(some_masses(), DECAYS)
    monkeypatch.setattr(ground, "cores", lambda: threads)
    np.testing.assert_array_equal(pair_sums(some_masses(), DECAYS), expected)


def test_progress_rises_to_1():
    shares = []
    pair_sums(some_masses(), DECAYS, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_progress_is_asked_while_a_block_takes_long(monkeypatch):
    asked, free = [], threading.Event()
    plain = module._block_sums

    def slow(*given):
        free.wait(PATIENCE)
        return plain(*given)

    def progress(share):
        asked.append(share)
        if len(asked) == 3:
            free.set()

    monkeypatch.setattr(module, "_block_sums", slow)
    pair_sums(some_masses(10), DECAYS, progress=progress)
    assert 0 <= asked[0] < asked[1] < asked[2] < 1  # under way, and never there before it is


def test_cancelling_leaves_work_undone(monkeypatch):
    monkeypatch.setattr(module, "_ROWS", 5)
    done = []
    plain = module._block_sums

    def counted(*given):
        done.append(1)
        time.sleep(0.005)
        return plain(*given)

    def cancel(share):
        raise Cancelled

    monkeypatch.setattr(module, "_block_sums", counted)
    with pytest.raises(Cancelled):
        pair_sums(some_masses(), DECAYS, progress=cancel)
    assert len(done) < 100  # of 279


def test_a_cluster_of_other_processes_gives_the_same_bits(cluster, monkeypatch):
    monkeypatch.setattr(module, "_ROWS", 100)
    here = pair_sums(some_masses(), DECAYS)
    np.testing.assert_array_equal(pair_sums(some_masses(), DECAYS, scheduler=cluster), here)
