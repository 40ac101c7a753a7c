"""Who does heavy work: threads of this machine, or an existing Dask cluster.

Work is written once, as independent tasks against ``concurrent.futures.Executor``; its result does not
depend on how many workers ran or in what order.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, Callable, TypeVar

from .errors import PlanError

_ASSUMED_MEMORY = 8 * 2**30  # where the system does not say
_PATIENCE = 10.0  # seconds for a scheduler to answer
_BETWEEN = 0.2  # seconds between two looks at the Cancel button

Result = TypeVar("Result")


@contextmanager
def workers(scheduler: str = "") -> Iterator[Executor]:
    """Yield an executor: threads here, or the Dask cluster at the address ``scheduler``.

    Threads, not processes: ``multiprocessing`` inside QGIS would start QGIS again.

    Raises
    ------
    PlanError
        If ``distributed`` is not installed or no scheduler answers at that address.

    Examples
    --------
    >>> with workers() as pool:
    ...     list(in_order(pool, [(pow, (2, 3)), (pow, (3, 2))], ahead=2, watch=lambda: None))
    [8, 9]
    """
    if not scheduler:
        pool = ThreadPoolExecutor(cores())
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # who cancels does not wait for what is under way
            raise
        pool.shutdown()
        return
    with _dask_client(scheduler) as client:  # type: ignore[attr-defined]
        yield client.get_executor()


def in_order(
    pool: Executor,
    tasks: Iterable[tuple[Callable[..., Result], tuple[Any, ...]]],
    ahead: int,
    watch: Callable[[], None],
) -> Iterator[Result]:
    """Yield the results of tasks (a function and its arguments) in their order.

    At most ``ahead`` of them are under way, so that memory is bounded; ``watch`` is called every now and then
    while waiting, and may raise to stop.
    """
    waiting: deque[Future[Result]] = deque()
    for function, arguments in tasks:
        waiting.append(pool.submit(function, *arguments))
        if len(waiting) >= ahead:
            yield _result(waiting.popleft(), watch)
    while waiting:
        yield _result(waiting.popleft(), watch)


def _result(future: Future[Result], watch: Callable[[], None]) -> Result:
    watch()
    while wait([future], _BETWEEN).not_done:
        watch()
    return future.result()


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
