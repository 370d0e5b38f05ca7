"""Ctrl-C ends a run, but never between making a thing and holding it."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from services.play.interruption import interruptible, run, uninterrupted


def _press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def another_thread() -> Iterator[None]:
    """One that a signal may be given to, as beside a progress bar."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    yield
    ended.set()
    thread.join()


@pytest.mark.usefixtures("another_thread")
def test_an_interruption_waits_for_the_end_of_the_block() -> None:
    done = []

    def hold() -> None:
        with uninterrupted():
            _press_ctrl_c()
            time.sleep(0.05)  # until the other thread has it
            done.append("held")

    with interruptible(), pytest.raises(KeyboardInterrupt):
        hold()
    assert done == ["held"]


def test_work_in_an_event_loop_is_cancelled_where_it_waits() -> None:
    done = []

    async def work() -> None:
        _press_ctrl_c()
        done.append("the step")
        try:
            await asyncio.sleep(60)
        finally:
            done.append("tidied up")

    with interruptible(), pytest.raises(KeyboardInterrupt):
        run(work())
    assert done == ["the step", "tidied up"]


def test_what_a_run_brings_is_returned() -> None:
    async def work() -> str:
        return "done"

    assert run(work()) == "done"


def test_the_first_interruption_is_the_only_one() -> None:
    with interruptible():
        with pytest.raises(KeyboardInterrupt):
            _press_ctrl_c()
        _press_ctrl_c()


def test_a_hang_up_that_is_ignored_stays_ignored() -> None:
    earlier = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interruptible():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, earlier)
