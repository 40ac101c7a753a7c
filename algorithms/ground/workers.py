"""Who does heavy work: threads of this machine, or an existing Dask cluster.

Work is written once, as independent tasks against ``concurrent.futures.Executor``; its result does not
depend on how many workers ran or in what order.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager

from .errors import PlanError

_ASSUMED_MEMORY = 8 * 2**30  # where the system does not say
_PATIENCE = 10.0  # seconds for a scheduler to answer


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
            try:
                yield pool
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # or all that waits would be worked off first
                raise
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
        _require_answer(scheduler)
        return Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise PlanError(
            f"No Dask scheduler answers at {scheduler}. Give an address such as tcp://host:8786 of a running "
            "scheduler, or leave it empty to work on this machine."
        ) from error


def _require_answer(scheduler: str) -> None:
    """Raise ValueError for what is no address and OSError where no scheduler listens.

    A client that cannot connect leaves a thread behind, and waits for ever where the other side keeps silent
    (distributed 2026.8). A scheduler speaks first, except over TLS.
    """
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend

    scheme, place = parse_address(scheduler)
    get_backend(scheme)
    if scheme in ("tcp", "tls"):
        with socket.create_connection(parse_host_port(place), _PATIENCE) as line:
            if scheme == "tcp" and not line.recv(1):
                raise OSError(f"{scheduler} hung up")
