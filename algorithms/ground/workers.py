"""Who does heavy work: threads of this machine, or an existing Dask cluster.

Work is written once, as independent tasks against ``concurrent.futures.Executor``; its result does not
depend on how many workers ran or in what order.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from .errors import PlanError

_ASSUMED_MEMORY = 8 * 2**30  # where the system does not say


@contextmanager
def workers(scheduler: str = "") -> Iterator[Executor]:
    """Yield an executor: threads here, or the Dask cluster at the address ``scheduler``.

    Threads, not processes: ``multiprocessing`` inside QGIS would start QGIS again.

    Raises
    ------
    PlanError
        If ``distributed`` is not installed or no scheduler answers at that address.
    """
    if not scheduler:
        with ThreadPoolExecutor(cores()) as pool:
            yield pool
        return
    with _dask_client(scheduler) as client:  # type: ignore[attr-defined]
        yield client.get_executor()


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> int:
    """Return the machine's memory in bytes."""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _ASSUMED_MEMORY


def _dask_client(scheduler: str) -> object:
    try:
        from distributed import Client
    except ImportError as error:
        raise PlanError(
            f"The scheduler {scheduler} needs the Python package 'distributed', which is not installed. "
            "Install it, or leave the scheduler empty to work on this machine."
        ) from error
    try:
        return Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        raise PlanError(
            f"No Dask scheduler answers at {scheduler}. Give an address such as tcp://host:8786 of a running "
            "scheduler, or leave it empty to work on this machine."
        ) from error
