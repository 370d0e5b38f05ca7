"""Papers that are asked for again: made once, also for whoever left, and not kept for ever."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from shared.papers.shelf import Shelf


class Press:
    """Makes papers when it is let, and counts them."""

    def __init__(self) -> None:
        self.made: list[bytes] = []
        self.let = asyncio.Event()

    def order(self, paper: bytes) -> Callable[[], Awaitable[bytes]]:
        async def make() -> bytes:
            self.made.append(paper)
            await self.let.wait()
            return paper

        return make


async def test_asked_for_twice_at_once_and_again_it_is_made_once() -> None:
    shelf, press = Shelf(), Press()
    both = [asyncio.ensure_future(shelf.fetch(b"a", press.order(b"paper"))) for _ in range(2)]
    await asyncio.sleep(0)
    press.let.set()
    assert await asyncio.gather(*both) == [b"paper", b"paper"]
    assert await shelf.fetch(b"a", press.order(b"paper")) == b"paper"
    assert press.made == [b"paper"]


async def test_whoever_leaves_finds_it_made_when_they_come_back() -> None:
    shelf, press = Shelf(), Press()
    asking = asyncio.ensure_future(shelf.fetch(b"a", press.order(b"paper")))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    press.let.set()
    assert await shelf.fetch(b"a", press.order(b"paper")) == b"paper"
    assert press.made == [b"paper"]


async def test_other_data_is_another_paper_and_the_oldest_goes_first() -> None:
    shelf, press = Shelf(most_bytes=10), Press()
    press.let.set()
    for said in (b"a", b"b", b"c", b"b", b"a"):
        assert await shelf.fetch(said, press.order(said * 5)) == said * 5
    assert press.made == [b"aaaaa", b"bbbbb", b"ccccc", b"aaaaa"]


async def test_it_is_not_kept_for_ever_and_a_failure_not_at_all() -> None:
    shelf, press = Shelf(kept_seconds=0), Press()
    press.let.set()
    await shelf.fetch(b"a", press.order(b"paper"))
    await asyncio.sleep(0.01)
    await shelf.fetch(b"a", press.order(b"paper"))
    assert len(press.made) == 2

    async def fail() -> bytes:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - there is no more to it
        await shelf.fetch(b"b", fail)
    assert await shelf.fetch(b"b", press.order(b"paper")) == b"paper"
