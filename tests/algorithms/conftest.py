"""A Dask cluster of other processes, for all that can run on one."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds for a process to start on a busy machine


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
