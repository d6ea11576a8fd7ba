"""Threads: how many, and BLAS kept to one inside ours.

Two pools of threads on the same cores were measured to cost a factor of ten. BLAS threads can only be set for
the whole process, so the setting is counted: the first solve that enters pins it, the last one that leaves
puts it back.
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

_lock = threading.Lock()
_inside = 0
_pin: Any = None


def thread_count(wanted: int) -> int:
    """Return the threads to start: as asked, or one per core that this process may use."""
    if wanted > 0:
        return wanted
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


@functools.cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep BLAS to one thread until the last of the callers inside has left."""
    global _inside, _pin
    with _lock:
        _inside += 1
        if _inside == 1:
            _pin = _controller().limit(limits=1)
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _pin.restore_original_limits()
                _pin = None


def run_all(work: Callable[[_Task], None], tasks: Sequence[_Task], threads: int) -> None:
    """Do every task, on up to ``threads`` threads; the first error is raised when all have ended.

    Tasks are cut by the caller, never by the number of threads: results are the same bits for any number.
    """
    if threads <= 1 or len(tasks) <= 1:
        for task in tasks:
            work(task)
        return
    with ThreadPoolExecutor(min(threads, len(tasks)), thread_name_prefix="roos") as pool:
        for done in [pool.submit(work, task) for task in tasks]:
            done.result()
