"""Moving volunteers by hand: what speaks against it, doing it, and leaving it to the roster again."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.supply.commands.move_volunteer import MoveAsked, leave_to_roster, move_volunteer
from services.supply.domain.roster_by_hand import Against, Move, Objection, Verdict, verdict_of
from services.supply.queries.names import Names, names_of
from services.supply.queries.roster_by_hand import ChoiceInList, Place, choices_in_list, places_for
from services.supply.queries.snapshot import snapshot
from services.supply.web.fields import Body, Code, CodePath, Reason, put_status
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.roster_sentences import against
from shared.web.paging import PRINTABLE
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1/cycles", tags=["roster"])

Version = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
CodeQuery = Annotated[str, Query(min_length=1, max_length=64, pattern=PRINTABLE)]


class MoveBody(Body):
    """Who goes from where to where."""

    volunteer: Code = Field(examples=["V001"])
    left: Code | None = Field(default=None, examples=["reception"], description="Null: they are in no shift so far.")
    joined: Code | None = Field(default=None, examples=["repacking-1"], description="Null: they are taken out.")
    base_version: Version = Field(examples=[1], description="Of the roster that was looked at.")
    reason: Reason | None = Field(
        default=None,
        examples=[None],
        description="Why it is all right beyond what the volunteer said: nothing personal. It stays to be seen.",
    )


class MoveView(BaseModel):
    """A move as it was done; ``version`` is the roster's since."""

    move_id: UUID
    volunteer: str
    left: str | None
    joined: str | None
    reason: str | None
    version: int


class ObjectionView(BaseModel):
    """What speaks against a place, in a sentence."""

    code: Against
    sentence: str

    @classmethod
    def of(cls, objection: Objection, names: Names, say: Translator) -> "ObjectionView":
        """As its reader reads it."""
        return cls(code=objection.against, sentence=against(objection, names, say))


class PlaceView(BaseModel):
    """A shift to move to; null: out of the roster."""

    shift: str | None
    verdict: Verdict = Field(
        description="free: at once; reason: beyond what the volunteer said, so say why; refused: nobody can."
    )
    why: list[ObjectionView]

    @classmethod
    def of(cls, place: Place, names: Names, say: Translator) -> "PlaceView":
        """As its reader reads it."""
        why = [ObjectionView.of(one, names, say) for one in place.objections]
        return cls(shift=place.shift.shift if place.shift else None, verdict=verdict_of(place.objections), why=why)


class PlacesView(BaseModel):
    """Where a volunteer could go, of the roster in this version."""

    version: int
    volunteer: str
    left: str | None
    places: list[PlaceView]


class ChoiceView(BaseModel):
    """What was decided by hand of a volunteer and a shift, and what speaks against it as things stand."""

    shift: str
    volunteer: str
    placed: bool = Field(description="In the shift; false: kept out of it.")
    reason: str | None
    decided_by: UUID
    decided_at: datetime
    stands: bool = Field(description="False: its shift is no more, or it can't be kept beside another choice.")
    why: list[ObjectionView]

    @classmethod
    def of(cls, choice: ChoiceInList, names: Names, say: Translator) -> "ChoiceView":
        """As its reader reads it."""
        return cls(
            shift=choice.shift,
            volunteer=choice.volunteer,
            placed=choice.placed,
            reason=choice.reason,
            decided_by=choice.decided_by,
            decided_at=choice.decided_at,
            stands=choice.stands,
            why=[ObjectionView.of(one, names, say) for one in choice.objections],
        )


@router.get("/{cycle}/roster/places")
async def get_places(
    cycle: CodePath,
    volunteer: CodeQuery,
    parts: Parts,
    say: Reader,
    _actor: Coordinator,
    left: Annotated[CodeQuery | None, Query(description="The shift they would leave; none: they are in none.")] = None,
) -> PlacesView:
    """Where a volunteer could be moved, and what speaks against each place: asked before anything is moved."""
    async with snapshot(parts.engine) as connection:
        found = await places_for(connection, cycle, volunteer, left)
        names = await names_of(connection, cycle)
    places = [PlaceView.of(one, names, say) for one in found.places]
    return PlacesView(version=found.version, volunteer=volunteer, left=left, places=places)


@router.put("/{cycle}/roster/moves/{move_id}", responses={201: {"model": MoveView}})
async def put_move(  # noqa: PLR0913 - FastAPI gives each part of a request its own parameter
    *, cycle: CodePath, move_id: UUID, body: MoveBody, response: Response, parts: Parts, actor: Coordinator
) -> MoveView:
    """Move a volunteer by hand. The next roster keeps to it. Sent again, it is one move."""
    move = Move(body.volunteer, body.left, body.joined)
    asked = MoveAsked(move_id, cycle, move, body.base_version, body.reason, actor.user_id)
    done = await move_volunteer(parts.engine, asked)
    put_status(response, created=done.created)
    return MoveView(move_id=move_id, version=done.version, **body.model_dump(exclude={"base_version"}))


@router.get("/{cycle}/roster/choices")
async def get_choices(cycle: CodePath, parts: Parts, say: Reader, _actor: Coordinator) -> list[ChoiceView]:
    """Everything of the roster that was decided by hand, with what speaks against it now."""
    async with snapshot(parts.engine) as connection:
        found = await choices_in_list(connection, cycle)
        names = await names_of(connection, cycle) if found else None
    return [] if names is None else [ChoiceView.of(one, names, say) for one in found]


@router.delete("/{cycle}/roster/choices/{volunteer}", status_code=204)
async def delete_choices(cycle: CodePath, volunteer: CodePath, parts: Parts, _actor: Coordinator) -> None:
    """Leave a volunteer to the roster again: it chooses when it is made next. Nobody moves before."""
    await leave_to_roster(parts.engine, cycle, volunteer)
