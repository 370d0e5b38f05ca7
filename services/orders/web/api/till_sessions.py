"""Till sessions: opened and closed by counting; what came in meanwhile, by means."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field, field_validator

from services.orders.commands.count_till import Counting, close_till, open_till
from services.orders.domain.till_sessions import MOST_PIECES, Pieces
from services.orders.queries.till_sessions import (
    SessionCheque,
    TillNow,
    TillSession,
    find_till_session,
    session_cheques,
    till_sessions_after,
    tills_now,
)
from services.orders.web.api.desk import AtTable, Desk, author_of, seen_by
from services.orders.web.api.fields import Body, Code, Text, WholeNumber
from services.orders.web.api.order_pages import id_after
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/tills", tags=["tills"])

Centre = Annotated[Code, Path()]
Number = Annotated[int, Field(strict=True, ge=0, le=MOST_PIECES)]


class PiecesBody(Body):
    """How many notes or coins of one denomination."""

    denomination_cents: WholeNumber = Field(examples=[2_000])
    number: Number = Field(examples=[3])


class PiecesOnce(Body):
    """Notes and coins: each denomination once."""

    pieces: list[PiecesBody] = Field(
        max_length=20, examples=[[{"denomination_cents": 2_000, "number": 3}, {"denomination_cents": 50, "number": 4}]]
    )

    @field_validator("pieces")
    @classmethod
    def _each_once(cls, pieces: list[PiecesBody]) -> list[PiecesBody]:
        if len({one.denomination_cents for one in pieces}) != len(pieces):
            raise ValueError("each denomination must stand once")
        return pieces

    @property
    def counted(self) -> Pieces:
        """How many of each denomination."""
        return {one.denomination_cents: one.number for one in self.pieces}


class CountBody(PiecesOnce):
    """What was counted."""

    reason: Text = Field(default="", examples=[""], description="Why it differs from what should be there; no names.")

    def counting(self, session_id: UUID, till: str) -> Counting:
        """As it is counted in a till."""
        return Counting(session_id, till, self.counted, self.reason.strip())


@router.get("")
async def get_tills(desk: Desk, actor: AtTable) -> list[TillNow]:
    """Every till that one may see, those left open too."""
    return await tills_now(desk.engine, seen_by(actor))


@router.get("/{centre}/sessions")
async def get_sessions(centre: Centre, desk: Desk, actor: AtTable, paging: Paging) -> Page[TillSession]:
    """A till's sessions in their order."""
    actor.check_centre(centre)
    if paging.after is not None and not (paging.after.isascii() and paging.after.isdigit()):
        raise Refused("page_unknown", after=paging.after)
    after = min(int(paging.after or 0), 2**30)
    found = await till_sessions_after(desk.engine, centre, after, paging.limit + 1)
    return Page.of(found, paging.limit, lambda session: str(session.number))


@router.get("/{centre}/sessions/{session_id}")
async def get_session(centre: Centre, session_id: UUID, desk: Desk, actor: AtTable) -> TillSession:
    """One session: its X while it is open, then its Z."""
    actor.check_centre(centre)
    return await _shown(desk, centre, session_id)


@router.get("/{centre}/sessions/{session_id}/cheques")
async def get_cheques(
    centre: Centre, session_id: UUID, desk: Desk, actor: AtTable, paging: Paging
) -> Page[SessionCheque]:
    """The cheques that came in during a session: what lies in the till for the treasurer to deposit."""
    actor.check_centre(centre)
    await _shown(desk, centre, session_id)
    found = await session_cheques(desk.engine, session_id, id_after(paging.after), paging.limit)
    return Page.of(found, paging.limit, lambda cheque: str(cheque.payment_id))


@router.put(
    "/{centre}/sessions/{session_id}",
    responses={200: {"model": TillSession}, 201: {"model": TillSession}},
)
async def put_session(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    centre: Centre, session_id: UUID, body: CountBody, desk: Desk, actor: AtTable, response: Response
) -> TillSession:
    """Open the till with what is counted in it; sent again, it is the same session."""
    actor.check_centre(centre)
    is_new = await open_till(desk, body.counting(session_id, centre), author_of(actor))
    response.status_code = 201 if is_new else 200
    return await _shown(desk, centre, session_id)


@router.post("/{centre}/sessions/{session_id}/closing")
async def post_closing(centre: Centre, session_id: UUID, body: CountBody, desk: Desk, actor: AtTable) -> TillSession:
    """Close the till with what is counted in it, for good; a difference is booked with its reason."""
    actor.check_centre(centre)
    await close_till(desk, body.counting(session_id, centre), author_of(actor))
    return await _shown(desk, centre, session_id)


async def _shown(desk: Desk, till: str, session_id: UUID) -> TillSession:
    found = await find_till_session(desk.engine, till, session_id)
    if found is None:
        raise Refused("till_session_unknown")
    return found
