"""The languages that the network offers its households."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.offer_languages import offer_languages
from services.orders.domain.languages import HouseholdLanguage, offered
from services.orders.queries.languages import versioned_languages
from services.orders.web.api.desk import AtTable, Desk
from services.orders.web.api.fields import Body
from services.orders.web.cycle_parts import Coordinator

router = APIRouter(prefix="/v1/household-languages", tags=["households"])

_TO_CHOOSE_FROM = "What forms of households let choose from, French always. Whoever reads another keeps it."


class OfferedLanguagesAnswer(BaseModel):
    """Which languages households choose from."""

    languages: list[HouseholdLanguage] = Field(description=_TO_CHOOSE_FROM)
    version: int = Field(description="Send it along to change them.")


class OfferedLanguagesBody(Body):
    """All of them, in place of what was looked at."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"version": 1, "languages": ["fr", "ar"]}]}
    )

    version: Annotated[int, Field(strict=True, ge=1, le=2_000_000_000, description="The one that was looked at.")]
    languages: Annotated[list[HouseholdLanguage], Field(max_length=50, description=_TO_CHOOSE_FROM)]


@router.get("")
async def get_offered_languages(desk: Desk, _actor: AtTable) -> OfferedLanguagesAnswer:
    """The languages that the network offers its households, French first."""
    async with desk.engine.connect() as connection:
        languages, version = await versioned_languages(connection)
    return OfferedLanguagesAnswer(languages=list(languages), version=version)


@router.put("")
async def put_offered_languages(body: OfferedLanguagesBody, desk: Desk, actor: Coordinator) -> OfferedLanguagesAnswer:
    """Change them, from the next page on. Sent again, it is one change; somebody else's meanwhile is not lost.

    No household's own language changes, and a device that was away may still send one that is offered no more.
    """
    await offer_languages(desk, offered(body.languages), body.version, actor.user_id)
    return await get_offered_languages(desk, actor)
