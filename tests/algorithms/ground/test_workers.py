"""Heavy work: the same bits from threads of this machine and from a Dask cluster of other processes."""

import gc
import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from agora.algorithms.density import direct
from agora.algorithms.density.kernels import QUARTIC
from agora.algorithms.ground import workers as ground
from agora.algorithms.ground.errors import Cancelled, PlanError
from agora.algorithms.ground.grid import Grid
from agora.algorithms.ground.points import Points
from agora.algorithms.ground.workers import cores, memory, workers

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 30  # seconds for a process to start on a busy machine


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


def some_surface(scheduler="", progress=lambda share: None):
    grid = Grid(530_000, 183_000, 21.7, 140, 130)
    return direct.direct_sum(some_points(), grid, 210, QUARTIC, scheduler, progress)


@pytest.mark.parametrize("band_cells", [1, 1000, 7777, 10**9], ids=lambda cells: f"bands of {cells} cells")
def test_a_surface_has_the_same_bits_however_it_is_cut(band_cells, monkeypatch):
    whole = some_surface()
    monkeypatch.setattr(direct, "_BAND_CELLS", band_cells)
    np.testing.assert_array_equal(some_surface(), whole)


@pytest.mark.parametrize("terms", [1, 5000, 10**9], ids=lambda terms: f"{terms} terms at once")
def test_a_surface_has_the_same_bits_however_points_are_parcelled(terms, monkeypatch):
    monkeypatch.setattr(direct, "_BAND_CELLS", 3000)
    some = some_surface()
    monkeypatch.setattr(direct, "_TERMS_AT_ONCE", terms)
    np.testing.assert_array_equal(some_surface(), some)


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_a_surface_has_the_same_bits_on_any_number_of_threads(threads, monkeypatch):
    monkeypatch.setattr(direct, "_BAND_CELLS", 1000)
    some = some_surface()
    monkeypatch.setattr(ground, "cores", lambda: threads)
    np.testing.assert_array_equal(some_surface(), some)


def test_cancelling_leaves_work_undone(monkeypatch):
    monkeypatch.setattr(direct, "_BAND_CELLS", 1)  # a band for each of 140 rows
    monkeypatch.setattr(ground, "cores", lambda: 1)
    done = []

    def counted(*given, **named):
        done.append(1)
        time.sleep(0.005)
        return band_sum(*given, **named)

    def cancel(share):
        raise Cancelled

    band_sum = direct._band_sum
    monkeypatch.setattr(direct, "_band_sum", counted)
    with pytest.raises(Cancelled):
        some_surface(progress=cancel)
    assert len(done) < 70


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two workers, each a process of its own that has seen neither the tests nor QGIS."""
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "agora").symlink_to(ROOT, target_is_directory=True)
    address, started = folder / "scheduler.json", []
    environment = {**os.environ, "PYTHONPATH": str(folder)}

    def start(kind, *options):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options, "--no-dashboard"]
        with (folder / f"{kind}-{len(started)}.log").open("w") as log:
            started.append(subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log))

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(address))
        for _ in range(2):
            start("worker", "--scheduler-file", str(address), "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
        yield _address(address, started)
    finally:
        for process in started:
            process.kill()  # a worker asked politely may wait for a scheduler that has gone
            process.wait(PATIENCE)


def _address(file, started):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and all(process.poll() is None for process in started):
        if file.exists() and file.stat().st_size:
            return json.loads(file.read_text())["address"]
        time.sleep(0.05)
    pytest.fail("the cluster did not start")
    return ""


def test_a_cluster_of_other_processes_gives_the_same_bits(cluster, monkeypatch):
    monkeypatch.setattr(direct, "_BAND_CELLS", 1500)
    shares = []
    here = some_surface()
    np.testing.assert_array_equal(some_surface(cluster, shares.append), here)
    assert shares[-1] == 1
    assert shares == sorted(shares)


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_cancelling_leaves_the_cluster_in_order(cluster, monkeypatch):
    def cancel(share):
        raise Cancelled

    monkeypatch.setattr(direct, "_BAND_CELLS", 1500)
    with pytest.raises(Cancelled) as kept:
        some_surface(cluster, cancel)
    del kept
    gc.collect()
    assert len(some_surface(cluster)) == 140


def test_a_cluster_works_elsewhere_and_without_qgis(cluster):
    from distributed import Client

    with Client(cluster, timeout="10s") as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    with workers(cluster) as pool:
        assert pool.submit(os.getpid).result() != os.getpid()
        # sent as text: a function of this module would have the workers import the tests
        assert pool.submit(eval, "'qgis.core' in __import__('sys').modules").result() is False


def test_an_error_on_the_cluster_comes_back(cluster):
    with pytest.raises(ValueError, match="invalid literal"), workers(cluster) as pool:
        list(pool.map(int, ["1", "x"]))
