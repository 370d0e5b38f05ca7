"""Households: found by number or label, and all that is kept of one with what may be done for it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.orders.domain.entry import OrderState
from services.orders.queries.centres import names_of_centres
from services.orders.queries.containers import containers_of
from services.orders.queries.household_file import household_file
from services.orders.queries.households import HouseholdFilter, find_household, find_households
from services.orders.queries.languages import versioned_languages
from services.orders.queries.membership import membership_rules
from services.orders.queries.tariffs import offered_tariffs, tariffs_of
from services.orders.web.api.desk import Desk, Treasurer, seen_by
from services.orders.web.household_languages import language_choices
from services.orders.web.pages.drawing import draw
from shared.kernel.refusal import Refused
from shared.web.paging import PRINTABLE

router = APIRouter(prefix="/people/households", include_in_schema=False)

_SHOWN = 50

Typed = Annotated[str, Query(max_length=64, pattern=PRINTABLE)]


@router.get("")
async def show_households(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    request: Request, desk: Desk, actor: Treasurer, centre: Typed = "", find: Typed = "", after: Typed = ""
) -> HTMLResponse:
    """Households by number, of one centre or all; found by a part of their number or label."""
    wanted = HouseholdFilter(seen_by(actor), centre or None, None, after or None, _SHOWN, find.strip() or None)
    found = await find_households(desk.engine, wanted)
    return draw(
        request,
        desk,
        "people/households.html",
        households=found[:_SHOWN],
        more=len(found) > _SHOWN,
        centre=centre,
        find=find,
        names=await names_of_centres(desk.engine),
    )


@router.get("/{household_id}")
async def show_household(request: Request, household_id: UUID, desk: Desk, actor: Treasurer) -> HTMLResponse:
    """One household: its money, what it ordered and paid, its membership and tariffs, how it leaves."""
    file = await household_file(desk.engine, household_id, seen_by(actor))
    if file is None:
        raise Refused("household_unknown")
    async with desk.engine.connect() as connection:
        containers = await containers_of(connection, household_id)
        rules, _ = await membership_rules(connection)
        offered, _ = await versioned_languages(connection)
    return draw(
        request,
        desk,
        "people/household.html",
        household=file.household,
        file=file,
        states={state.value: state for state in OrderState},
        rejected={row["payment_id"]: row for row in file.rejected_payments},
        tariffs=await tariffs_of(desk.engine, household_id),
        rates=await offered_tariffs(desk.engine, file.household["centre"]),
        containers=containers,
        fees=rules.fees,
        names=await names_of_centres(desk.engine),
        tongues=language_choices({*offered, file.household["language"]}),
    )


@router.get("/{household_id}/move")
async def show_moving(
    request: Request, household_id: UUID, desk: Desk, actor: Treasurer, to: Typed = ""
) -> HTMLResponse:
    """Move credit to another household: first its number, then who that is, how much and why."""
    household = await find_household(desk.engine, household_id, seen_by(actor))
    if household is None:
        raise Refused("household_unknown")
    wanted = HouseholdFilter(seen_by(actor), None, to.strip(), None, 1)
    found = await find_households(desk.engine, wanted) if to.strip() else []
    other = next((one for one in found if one.id != household_id), None)
    names = await names_of_centres(desk.engine)
    return draw(request, desk, "people/moving.html", household=household, to=to, other=other, names=names)
