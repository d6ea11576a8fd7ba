"""Threads: how many, and BLAS kept to one inside ours.

Two pools of threads on the same cores were measured to cost a factor of ten. BLAS threads can only be set for
the whole process, so the thread that orchestrates a run sets them once around it, never a worker.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

_Task = TypeVar("_Task")


def thread_count(wanted: int) -> int:
    """Return the threads to start: as asked, or one per core that this process may use."""
    if wanted > 0:
        return wanted
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


_pinning = threading.Lock()


@functools.cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def look_again() -> None:
    """Find the BLAS libraries anew: one more was just loaded, to be kept to one thread as well."""
    _controller.cache_clear()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep BLAS to one thread for the length of a block; entered by the thread that orchestrates a run.

    The setting belongs to the process. Where several threads orchestrate at once, the first one sets it and
    puts it back; the others touch nothing, for they would read its setting as the original one.
    """
    if not _pinning.acquire(blocking=False):
        yield
        return
    try:
        with _controller().limit(limits=1):
            yield
    finally:
        _pinning.release()


def _pin_worker() -> None:
    """Pin the libraries whose setting belongs to each thread, such as MKL; the thread ends with its pool."""
    for library in _controller().lib_controllers:
        if library.internal_api != "openblas":
            library.set_num_threads(1)


def run_all(work: Callable[[_Task], None], tasks: Sequence[_Task], threads: int) -> None:
    """Do every task, on up to ``threads`` threads with BLAS kept to one inside each.

    Tasks are cut by the caller, never by the number of threads: results are the same bits for any number. The
    first error is raised when all have ended.
    """
    if not tasks:
        return
    if len(tasks) == 1:
        work(tasks[0])
        return
    with one_blas_thread():
        if threads <= 1:
            for task in tasks:
                work(task)
            return
        with ThreadPoolExecutor(min(threads, len(tasks)), "roos", initializer=_pin_worker) as pool:
            for done in [pool.submit(work, task) for task in tasks]:
                done.result()
