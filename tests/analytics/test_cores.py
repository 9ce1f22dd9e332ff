"""Pieces of arithmetic on several threads: order, progress, problems and an early end."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from analytics import cores


def test_results_keep_the_order_and_progress_ends_at_one():
    shares = []

    found = cores.results(lambda each: each * each, range(20), shares.append)

    assert found == [each * each for each in range(20)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_every_thread_computes_alone():
    def threads(_each):
        np.ones((50, 50)) @ np.ones((50, 50))
        return max(library["num_threads"] for library in threadpool_info())

    assert set(cores.results(threads, range(8), lambda _share: None)) == {1}


def test_a_problem_inside_comes_out():
    def work(each):
        if each == 3:
            raise ZeroDivisionError
        return each

    with pytest.raises(ZeroDivisionError):
        cores.results(work, range(8), lambda _share: None)


def test_stopping_leaves_out_what_nobody_has_begun():
    begun = []
    wait = threading.Event()

    def work(each):
        begun.append(each)
        wait.wait(0.01)
        return each

    def stop(share):
        if share > 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        cores.results(work, range(500), stop)

    assert len(begun) < 50
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("core")]
