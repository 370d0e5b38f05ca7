"""Till sessions: opened and closed by counting; what came in meanwhile, by means."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field, field_validator

from services.orders.commands.count_till import Counting, close_till, open_till
from services.orders.domain.till_sessions import MOST_PIECES
from services.orders.queries.till_sessions import SessionView, find_till_session, sessions_page, tills_now
from services.orders.web.api.desk import AtTable, Desk, author_of, seen_by
from services.orders.web.api.fields import Body, Code, Text
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1/tills", tags=["tills"])

Centre = Annotated[Code, Path()]
Number = Annotated[int, Field(strict=True, ge=0, le=MOST_PIECES)]


class CountedPieces(BaseModel):
    """How many notes or coins of one denomination."""

    denomination_cents: int = Field(examples=[2_000])
    number: Number = Field(examples=[3])


class CountBody(Body):
    """What was counted: each denomination once."""

    pieces: list[CountedPieces] = Field(
        max_length=20, examples=[[{"denomination_cents": 2_000, "number": 3}, {"denomination_cents": 50, "number": 4}]]
    )
    reason: Text = Field(default="", examples=[""], description="Why it differs from what should be there; no names.")

    @field_validator("pieces")
    @classmethod
    def _each_once(cls, pieces: list[CountedPieces]) -> list[CountedPieces]:
        if len({one.denomination_cents for one in pieces}) != len(pieces):
            raise ValueError("each denomination must stand once")
        return pieces

    def counting(self, session_id: UUID, till: str) -> Counting:
        """As it is counted in a till."""
        pieces = {one.denomination_cents: one.number for one in self.pieces}
        return Counting(session_id, till, pieces, self.reason.strip())


class ReceivedAnswer(BaseModel):
    """What came in by one means."""

    means: str = Field(examples=["cash"])
    payments: int = Field(examples=[12])
    amount_cents: int = Field(examples=[18_450])


class TillSessionAnswer(BaseModel):
    """A session. Open, its figures are as they stand now (X); closed, as they were counted (Z)."""

    session_id: UUID
    till: str
    number: int
    linked_to: UUID | None = Field(description="The closed session that its payments came after.")
    opened_at: datetime
    opened_by_name: str | None
    float_cents: int
    received: list[ReceivedAnswer]
    expected_cents: int = Field(description="Cash that should be in the till.")
    closed_at: datetime | None
    closed_by_name: str | None
    pieces: list[CountedPieces]
    counted_cents: int | None
    difference_cents: int | None
    reason: str | None

    @classmethod
    def of(cls, view: SessionView) -> Self:
        """As it is shown."""
        row = view.row
        counted = row.counted_cents
        return cls(
            session_id=row.id,
            till=row.till,
            number=row.number,
            linked_to=row.linked_to,
            opened_at=row.opened_at,
            opened_by_name=view.opened_by_name,
            float_cents=row.float_cents,
            received=[
                ReceivedAnswer(means=one.means, payments=one.payments, amount_cents=one.amount_cents)
                for one in view.received
            ],
            expected_cents=view.expected_cents,
            closed_at=row.closed_at,
            closed_by_name=view.closed_by_name,
            pieces=[CountedPieces(denomination_cents=cents, number=number) for cents, number in row.pieces or ()],
            counted_cents=counted,
            difference_cents=None if counted is None else counted - row.expected_cents,
            reason=row.reason,
        )


class TillNowAnswer(BaseModel):
    """A till as it stands: one left open is seen by since when."""

    till: str
    session_id: UUID | None
    opened_at: datetime | None
    opened_by_name: str | None
    without_session: int = Field(description="What was booked since it was closed: the next opening counts it.")


@router.get("")
async def get_tills(desk: Desk, actor: AtTable) -> list[TillNowAnswer]:
    """Every till that one may see, those left open too."""
    return [
        TillNowAnswer(
            till=till.till,
            session_id=till.session_id,
            opened_at=till.opened_at,
            opened_by_name=till.opened_by_name,
            without_session=till.without_session,
        )
        for till in await tills_now(desk.engine, seen_by(actor))
    ]


@router.get("/{centre}/sessions")
async def get_sessions(centre: Centre, desk: Desk, actor: AtTable, paging: Paging) -> Page[TillSessionAnswer]:
    """A till's sessions in their order."""
    actor.check_centre(centre)
    if paging.after is not None and not (paging.after.isascii() and paging.after.isdigit()):
        raise Refused("page_unknown", after=paging.after)
    after = min(int(paging.after or 0), 2**30)
    found = [TillSessionAnswer.of(view) for view in await sessions_page(desk.engine, centre, after, paging.limit)]
    return Page.of(found, paging.limit, lambda session: str(session.number))


@router.get("/{centre}/sessions/{session_id}")
async def get_session(centre: Centre, session_id: UUID, desk: Desk, actor: AtTable) -> TillSessionAnswer:
    """One session: its X while it is open, then its Z."""
    actor.check_centre(centre)
    return await _shown(desk, centre, session_id)


@router.put(
    "/{centre}/sessions/{session_id}",
    responses={200: {"model": TillSessionAnswer}, 201: {"model": TillSessionAnswer}},
)
async def put_session(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    centre: Centre, session_id: UUID, body: CountBody, desk: Desk, actor: AtTable, response: Response
) -> TillSessionAnswer:
    """Open the till with what is counted in it; sent again, it is the same session."""
    actor.check_centre(centre)
    is_new = await open_till(desk, body.counting(session_id, centre), author_of(actor))
    response.status_code = 201 if is_new else 200
    return await _shown(desk, centre, session_id)


@router.post("/{centre}/sessions/{session_id}/closing")
async def post_closing(
    centre: Centre, session_id: UUID, body: CountBody, desk: Desk, actor: AtTable
) -> TillSessionAnswer:
    """Close the till with what is counted in it, for good; a difference is booked with its reason."""
    actor.check_centre(centre)
    await close_till(desk, body.counting(session_id, centre), author_of(actor))
    return await _shown(desk, centre, session_id)


async def _shown(desk: Desk, till: str, session_id: UUID) -> TillSessionAnswer:
    found = await find_till_session(desk.engine, till, session_id)
    if found is None:
        raise Refused("till_session_unknown")
    return TillSessionAnswer.of(found)
