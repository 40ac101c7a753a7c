"""Heavy work: the same bits from threads of this machine and from a Dask cluster of other processes."""

import gc
import os
import socket
import sys
import threading

import numpy as np
import pytest

from agora.algorithms.density.engine import exact, fast, moments
from agora.algorithms.density.engine.point_surface import kernel_density, tiled_density
from agora.algorithms.density.engine.polygons import StudyCells
from agora.algorithms.density.engine.smoothing import EXACT, FAST, Smoothing
from agora.algorithms.density.kernels import GAUSSIAN, QUARTIC
from agora.algorithms.ground import workers as ground
from agora.algorithms.ground.errors import Cancelled, PlanError
from agora.algorithms.ground.grid import Grid
from agora.algorithms.ground.points import Points
from agora.algorithms.ground.workers import cores, in_order, memory, workers

PATIENCE = 120  # seconds for a process to start on a busy machine


def square(number):
    return number**2


def test_work_stays_here_without_an_address():
    with workers() as pool:
        assert list(pool.map(square, range(5))) == [0, 1, 4, 9, 16]
        assert pool.submit(os.getpid).result() == os.getpid()
        assert pool.submit(threading.get_ident).result() != threading.get_ident()


def test_an_error_in_a_task_comes_out_and_ends_the_pool():
    with pytest.raises(ZeroDivisionError), workers() as pool:
        list(pool.map(lambda number: 1 / number, [1, 0]))
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(square, 2)


def test_the_machine_has_cores_and_memory():
    assert 1 <= cores() <= os.cpu_count()
    assert memory() > 2**28


def test_the_cores_are_those_of_this_process(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", {0: {2, 3, 5}, 1: {0}}.get, raising=False)  # 0: the one that asks
    assert cores() == 3


def test_cores_and_memory_where_the_system_does_not_say(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.delattr(os, "sysconf", raising=False)
    assert cores() == os.cpu_count()
    assert memory() == 8 * 2**30


def test_a_missing_library_is_named_with_the_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(PlanError, match="'distributed', which is not installed"), workers("tcp://127.0.0.1:8786"):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "http://x", "tcp://127.0.0.1"])
def test_an_address_where_nobody_answers_is_refused(address):
    pytest.importorskip("distributed")
    before = threading.active_count()
    with pytest.raises(PlanError, match=f"No Dask scheduler answers at {address}"), workers(address):
        pass
    assert threading.active_count() == before


def test_something_else_that_listens_is_no_scheduler(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(ground, "_PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(PlanError, match="No Dask scheduler answers"), workers(address):
            pass


def some_points():
    rng = np.random.default_rng(6)
    return Points(rng.uniform(0, 3000, (4000, 2)) + np.array([530_000, 180_000]), rng.uniform(0, 50, 4000))


@pytest.fixture
def small_tiles(monkeypatch):
    """Many tiles on a small grid: 35 exact ones, of which some are sparse, and 6 fast ones."""
    monkeypatch.setattr(exact, "_ROWS", 30)
    monkeypatch.setattr(exact, "_COLS", 20)
    monkeypatch.setattr(fast, "_EDGE", 70)
    monkeypatch.setattr(fast, "_BLOCK", 1)


def some_surface(scheduler="", progress=lambda share: None, method=EXACT, kernel=QUARTIC):
    grid = Grid(530_000, 183_000, 21.7, 140, 130)
    return kernel_density(some_points(), Smoothing(grid, 210, kernel, method, None, scheduler), progress).values


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.parametrize("threads", [1, 2, 7])
@pytest.mark.parametrize("method", [EXACT, FAST], ids=["exact", "fast"])
@pytest.mark.parametrize("kernel", [QUARTIC, GAUSSIAN], ids=["quartic", "Gaussian"])
def test_a_surface_has_the_same_bits_on_any_number_of_threads(kernel, method, threads, monkeypatch):
    some = some_surface(method=method, kernel=kernel)
    monkeypatch.setattr(ground, "cores", lambda: threads)
    np.testing.assert_array_equal(some_surface(method=method, kernel=kernel), some)


@pytest.mark.parametrize("pairs", [1, 5000, 10**7], ids=lambda pairs: f"{pairs} rows of points at once")
def test_a_surface_has_the_same_bits_however_points_are_parcelled(pairs, monkeypatch):
    some = some_surface()
    monkeypatch.setattr(moments, "_PAIRS", pairs)
    monkeypatch.setattr(exact, "_AT_ONCE", 10**9)
    np.testing.assert_array_equal(some_surface(), some)


@pytest.mark.usefixtures("small_tiles")
def test_a_tile_has_the_same_bits_whatever_is_computed_besides():
    grid = Grid(530_000, 183_000, 21.7, 140, 130)
    surface = tiled_density(some_points(), Smoothing(grid, 210, QUARTIC, EXACT))
    whole = some_surface()
    for block in surface.blocks[::-3]:
        function, arguments = surface.call(block)
        np.testing.assert_array_equal(function(*arguments), whole[block.slices])


def test_few_results_are_under_way():
    started, most = [], []

    def work(number):
        started.append(number)
        return number

    tasks = ((work, (number,)) for number in range(50))
    with workers() as pool:
        for number in in_order(pool, tasks, 3, lambda: None):
            most.append(len(started) - number)
    assert len(most) == 50
    assert max(most) <= 3


def test_whoever_waits_may_stop_waiting():
    asked, ended = [], []

    def watch():
        asked.append(1)
        if len(asked) == 3:
            raise Cancelled

    held = threading.Event()

    def work():
        ended.append(held.wait(PATIENCE))

    try:
        with pytest.raises(Cancelled), workers() as pool:
            list(in_order(pool, [(work, ())], 2, watch))
        assert not ended
    finally:
        held.set()


@pytest.mark.usefixtures("small_tiles")
def test_cancelling_leaves_work_undone(monkeypatch):
    monkeypatch.setattr(ground, "cores", lambda: 1)
    done = []

    def counted(*given):
        done.append(1)
        return values(*given)

    def cancel(share):
        if share > 0.35:
            raise Cancelled

    values = exact._values
    monkeypatch.setattr(exact, "_values", counted)
    with pytest.raises(Cancelled):
        some_surface(progress=cancel)
    assert 0 < len(done) < 10


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.parametrize("method", [EXACT, FAST], ids=["exact", "fast"])
def test_a_cluster_of_other_processes_gives_the_same_bits(cluster, method):
    shares = []
    here = some_surface(method=method)
    np.testing.assert_array_equal(some_surface(cluster, shares.append, method), here)
    assert shares[-1] == 1
    assert shares == sorted(shares)


@pytest.mark.usefixtures("small_tiles")
def test_a_cluster_keeps_what_lies_in_a_study_area_too(cluster):
    points, grid = some_points(), Grid(530_000, 183_000, 21.7, 140, 130)
    inside = np.ones(grid.shape, bool)
    inside[:50, 60:] = False
    rows, cols = (
        ((grid.north - points.xy[:, 1]) // 21.7).astype(int),
        ((points.xy[:, 0] - grid.west) // 21.7).astype(int),
    )
    kept = (rows < 140) & (cols < 130) & inside[np.minimum(rows, 139), np.minimum(cols, 129)]
    held = Points(points.xy[kept], points.weight[kept])
    for method in (EXACT, FAST):
        here, there = (
            kernel_density(held, Smoothing(grid, 210, QUARTIC, method, StudyCells(inside, True), where))
            for where in ("", cluster)
        )
        np.testing.assert_array_equal(there.values, here.values)
        assert there.total == pytest.approx(held.total, rel=1e-9)


@pytest.mark.usefixtures("small_tiles")
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_cancelling_leaves_the_cluster_in_order(cluster):
    def cancel(share):
        raise Cancelled

    with pytest.raises(Cancelled) as kept:
        some_surface(cluster, cancel)
    del kept
    gc.collect()
    assert len(some_surface(cluster)) == 140


def test_a_cluster_works_elsewhere_and_without_qgis(cluster):
    from distributed import Client

    with Client(cluster, timeout=PATIENCE) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    with workers(cluster) as pool:
        assert pool.submit(os.getpid).result() != os.getpid()
        # sent as text: a function of this module would have the workers import the tests
        assert pool.submit(eval, "'qgis.core' in __import__('sys').modules").result() is False


def test_an_error_on_the_cluster_comes_back(cluster):
    with pytest.raises(ValueError, match="invalid literal"), workers(cluster) as pool:
        list(pool.map(int, ["1", "x"]))
