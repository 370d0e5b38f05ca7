"""Lists come in pages: each names the key its next page starts after."""

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, Self, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

MOST = 1000
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: Annotated[str | None, Field(description="Send it as `after` to get the next page; null on the last.")]

    @classmethod
    def of(cls, found: Sequence[Item], limit: int, key: Callable[[Item], str]) -> Self:
        """The first ``limit`` of ``found``, for which the caller asked one more row than that."""
        items = list(found[:limit])
        return cls(items=items, next=key(items[-1]) if len(found) > limit else None)


def joined(first: str, second: str) -> str:
    """One key of two codes, which may hold any sign: the first one's length says where it ends."""
    return f"{len(first)}|{first}{second}"


def parted(key: str) -> tuple[str, str]:
    """The two codes of a key.

    Raises:
        ValueError: ``joined`` did not make it.
    """
    length, bar, both = key.partition("|")
    if not bar or not length.isdecimal():
        raise ValueError(key)
    return both[: int(length)], both[int(length) :]


class PageRequest(BaseModel):
    """Which page is asked for."""

    after: str | None = None
    limit: int = 100


async def _page_request(
    after: Annotated[
        str | None, Query(max_length=200, pattern=PRINTABLE, description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="At most this many.")] = 100,
) -> PageRequest:
    return PageRequest(after=after, limit=limit)


Paging = Annotated[PageRequest, Depends(_page_request)]
