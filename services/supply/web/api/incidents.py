"""Incidents of purchase orders that were sent: what would follow, and doing it."""

from itertools import groupby
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from services.supply.commands.propose_incident import propose_incident
from services.supply.commands.report_incident import Confirmed, report_incident
from services.supply.queries.incidents import Incident, incident, told_households
from services.supply.queries.snapshot import snapshot
from services.supply.web.api.purchase_orders import Number
from services.supply.web.fields import put_status
from services.supply.web.incident_bodies import IncidentBody
from services.supply.web.incident_views import (
    ConsequencesView,
    IncidentView,
    ProposalView,
    ToldHouseholdView,
    told_page,
)
from services.supply.web.parts import Coordinator, Parts, SupplyParts
from shared.web.paging import PRINTABLE, Page, Paging
from shared.web.translation import Reader

router = APIRouter(tags=["incidents"])


class ConfirmationBody(IncidentBody):
    """The same as was sent for the proposal, and its token."""

    token: Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE, examples=["1f6d.a20c.93b1.77e0"])]


@router.post("/v1/purchase-orders/{number}/incidents/proposal")
async def post_proposal(
    number: Number, body: IncidentBody, page: Paging, *, parts: Parts, say: Reader, _actor: Coordinator
) -> ProposalView:
    """What would follow from an incident: nothing is stored. Asked with `after`, the next households of the same."""
    proposal = await propose_incident(parts.engine, body.of(number), parts.today())
    touched = [list(each) for _, each in groupby(proposal.households, key=lambda part: part.household)]
    following = [each for each in touched if each[0].household > (page.after or "")][: page.limit + 1]
    stored = proposal.stored
    return ProposalView(
        number=number,
        token=proposal.token,
        households=told_page(following, page.limit, stored, say),
        **ConsequencesView.of(stored).model_dump(),
    )


@router.put("/v1/purchase-orders/{number}/incidents/{incident_id}", responses={201: {"model": IncidentView}})
async def put_incident(  # noqa: PLR0913 - FastAPI gives each part of a request its own parameter
    *,
    number: Number,
    incident_id: UUID,
    body: ConfirmationBody,
    response: Response,
    parts: Parts,
    actor: Coordinator,
) -> IncidentView:
    """Do what was proposed, all of it or nothing. Sent again, it is one."""
    asked = Confirmed(incident_id, body.of(number), body.token)
    created = await report_incident(parts.engine, asked, actor.user_id, parts.clock(), parts.today())
    put_status(response, created=created)
    return IncidentView.of(await _found(parts, number, incident_id))


@router.get("/v1/purchase-orders/{number}/incidents/{incident_id}")
async def get_incident(number: Number, incident_id: UUID, parts: Parts, _actor: Coordinator) -> IncidentView:
    """An incident as it was kept."""
    return IncidentView.of(await _found(parts, number, incident_id))


@router.get("/v1/purchase-orders/{number}/incidents/{incident_id}/households")
async def get_incident_households(
    number: Number, incident_id: UUID, page: Paging, *, parts: Parts, say: Reader, _actor: Coordinator
) -> Page[ToldHouseholdView]:
    """Whom an incident touches, by member number, and what each can be told."""
    async with snapshot(parts.engine) as connection:
        kept = await incident(connection, number, incident_id)
        found = await told_households(connection, incident_id, page.after, page.limit + 1)
    return told_page(found, page.limit, kept.consequences, say)


async def _found(parts: SupplyParts, number: int, incident_id: UUID) -> Incident:
    async with snapshot(parts.engine) as connection:
        return await incident(connection, number, incident_id)
