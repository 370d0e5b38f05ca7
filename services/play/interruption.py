"""Ctrl-C, SIGTERM and a closed terminal end a run once, and never in the middle of its tidying up."""

import os
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """What would end the run waits until the block is done; programs started in it would never hear it."""
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier)


@contextmanager
def interruptible() -> Iterator[None]:
    """The first of ``SIGNALS`` raises ``KeyboardInterrupt``; later ones wait for what is being stopped.

    A hang-up that whoever started us ignores (``nohup``) stays ignored.
    """

    def interrupt(number: int, _frame: FrameType | None) -> None:
        for heard in SIGNALS:
            signal.signal(heard, signal.SIG_IGN)
        if number == signal.SIGHUP:
            _let_go_of_the_terminal()
        raise KeyboardInterrupt

    heard = [number for number in SIGNALS if not _is_ignored_hang_up(number)]
    earlier = {number: signal.signal(number, interrupt) for number in heard}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _is_ignored_hang_up(number: signal.Signals) -> bool:
    return number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN


def _let_go_of_the_terminal() -> None:
    """Print nowhere from now on, unless into a file: writing to a terminal that is gone fails."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None and not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
