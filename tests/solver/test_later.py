"""Work beside the caller is done once, in order, and can be waited for."""

from __future__ import annotations

import os
import threading

import pytest

from roos.later import Later


def test_work_of_one_key_is_done_in_order():
    later, done, free = Later(), [], threading.Event()
    later.do("a", lambda: (free.wait(60), done.append(1)))
    assert done == []
    free.set()
    later.do("a", lambda: done.append(2))
    later.wait("a")
    assert done == [1, 2]
    assert later._threads == {}


def test_waiting_for_all_of_it():
    later, done = Later(), []
    for key in range(5):
        later.do(key, lambda key=key: done.append(key))
    later.wait()
    assert sorted(done) == [0, 1, 2, 3, 4]


def test_waiting_for_what_was_never_begun():
    Later().wait("nothing")


def test_without_a_thread_it_is_done_at_once(monkeypatch):
    def refuse(_):
        raise RuntimeError("can't start new thread")

    later, done = Later(), []
    monkeypatch.setattr(threading.Thread, "start", refuse)
    later.do("a", lambda: done.append(1))
    assert done == [1]
    later.wait()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_waits_for_nothing():
    later, free = Later(), threading.Event()
    later.do("a", lambda: free.wait(60))
    child = os.fork()
    if not child:
        later.wait()
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    free.set()
    later.wait()
