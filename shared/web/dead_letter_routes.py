"""What both services say of messages they could not apply, to those whose work lacks them; a page and the API."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from shared.web.access import require
from shared.web.dead_letter_words import UNKNOWN, WORDS
from shared.web.dead_letters import DeadLetters, PutAside
from shared.web.pages import page
from shared.web.paging import MOST
from shared.web.roles import LOOKS_AFTER, Actor, Role

SHOWN = 50

router = APIRouter()
Keeper = Annotated[Actor, Depends(require(*LOOKS_AFTER, Role.TREASURER))]
After = Annotated[int, Query(ge=0, le=2**62, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="At most this many.")]


class DeadLettersAnswer(BaseModel):
    """Messages put aside that wait, the oldest first; ``waiting`` is how many there are in all."""

    waiting: int
    items: list[PutAside]
    next: int | None

    @classmethod
    async def read(cls, letters: DeadLetters, after: int, limit: int) -> "DeadLettersAnswer":
        """One page of them."""
        found = await letters.waiting(after, limit + 1)
        more = found[limit - 1].number if len(found) > limit else None
        return cls(waiting=await letters.count(), items=found[:limit], next=more)


async def _dead_letters(request: Request) -> DeadLetters:
    letters: DeadLetters = request.app.state.dead_letters
    return letters


Known = Annotated[DeadLetters, Depends(_dead_letters)]


async def _put_aside(letters: Known) -> int:
    return await letters.count()


PutAsideHere = Annotated[int, Depends(_put_aside)]
"""How many messages this service could not apply: its pages may lack what they say."""


@router.get("/v1/dead-letters", tags=["dead letters"])
async def get_dead_letters(letters: Known, _: Keeper, after: After = 0, limit: Limit = 100) -> DeadLettersAnswer:
    """Messages from the other service that could not be applied, until an operator replays or discards them.

    What they say is not shown, only what kind they are and of which cycle and centre, where that can be told.
    """
    return await DeadLettersAnswer.read(letters, after, limit)


@router.get("/dead-letters", include_in_schema=False)
async def show_dead_letters(request: Request, letters: Known, _: Keeper, after: After = 0) -> HTMLResponse:
    """What is missing until each is replayed, and who acts."""
    found = await DeadLettersAnswer.read(letters, after, SHOWN)
    told = [(one, *WORDS.get(one.kind or "", UNKNOWN)) for one in found.items]
    return page(request, "dead_letters.html", waiting=found.waiting, letters=told, next=found.next)
