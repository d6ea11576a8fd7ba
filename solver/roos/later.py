"""Work that nobody waits for, such as writing a cache: done by a thread while the caller goes on.

The threads are no daemons: a program that ends waits for them, so what they write is there the next time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable


class Later:
    """Pieces of work by key, one thread each."""

    def __init__(self) -> None:
        self._forget()
        if hasattr(os, "register_at_fork"):  # a forked process has none of the threads, and no free lock
            os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[Hashable, threading.Thread] = {}

    def do(self, key: Hashable, work: Callable[[], None]) -> None:
        """Start a piece of work, after one with the same key; at once where no thread can be had.

        Parameters
        ----------
        key
            What :meth:`wait` asks for.
        work
            Raises nothing.
        """
        self.wait(key)

        def run() -> None:
            try:
                work()
            finally:
                with self._lock:
                    if self._threads.get(key) is threading.current_thread():
                        del self._threads[key]

        thread = threading.Thread(target=run, name=f"roos: {key}", daemon=False)
        with self._lock:
            self._threads[key] = thread
        try:
            thread.start()
        except RuntimeError:  # no more threads, or the interpreter is on its way out
            with self._lock:
                self._threads.pop(key, None)
            work()

    def wait(self, key: Hashable | None = None) -> None:
        """Return when the work of a key is done, or all of it."""
        with self._lock:
            wanted = list(self._threads.values()) if key is None else [self._threads.get(key)]
        for thread in wanted:
            if thread is not None and thread is not threading.current_thread() and thread.ident is not None:
                thread.join()
