"""Ctrl-C ends a run, but never between making a thing and holding it."""

import os
import signal

import pytest

from services.play.interruption import interruptible, uninterrupted


def _press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interruption_waits_for_the_end_of_the_block() -> None:
    done = []

    def hold() -> None:
        with uninterrupted():
            _press_ctrl_c()
            done.append("held")

    with interruptible(), pytest.raises(KeyboardInterrupt):
        hold()
    assert done == ["held"]


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
