"""Ctrl-C, SIGTERM and a closed terminal end a run once, and never in the middle of its tidying up."""

import asyncio
import errno
import os
import signal
import stat
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def uninterrupted(meanwhile: Callable[[], object] = lambda: None) -> Iterator[None]:
    """What would end the run waits until the block is done; ``meanwhile`` is called when it comes.

    Blocking the signals in this thread is not enough: another one, such as that of a progress bar, takes them.
    """
    came: list[int] = []

    def wait(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        meanwhile()

    heard = [number for number in SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
    earlier = {number: signal.signal(number, wait) for number in heard}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)
        for first in came[:1]:
            signal.raise_signal(first)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` in an event loop of its own; what ends the run cancels it where it waits, then ends the run.

    Raised in the middle of a step, ``KeyboardInterrupt`` leaves connections locked: closing them
    then waits for ever.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        loop = runner.get_loop()
        task = loop.create_task(work)
        with uninterrupted(lambda: loop.call_soon_threadsafe(task.cancel)):
            return loop.run_until_complete(task)


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


def ended_with_its_terminal(failure: BaseException) -> bool:
    """Whether writing failed because the terminal is gone: that may be seen before the hang-up comes.

    From then on nothing is printed anywhere.
    """
    gone = isinstance(failure, OSError) and failure.errno == errno.EIO
    if gone:
        _let_go_of_the_terminal()
    return gone


def _let_go_of_the_terminal() -> None:
    """Print nowhere from now on, unless into a file: writing to a terminal that is gone fails."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None and not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
