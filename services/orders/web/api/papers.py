"""Papers of orders: what a household takes home, the slips of a centre, a till's closing, poster and order form."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.languages import HouseholdLanguage
from services.orders.domain.till_sessions import DENOMINATIONS
from services.orders.papers.languages import speaker
from services.orders.papers.order_summary import SummarySize, summary_paper
from services.orders.papers.poster import order_form_paper, poster_paper
from services.orders.papers.slip import slips_paper
from services.orders.papers.table_card import table_card_paper
from services.orders.papers.till_closing import till_sheet
from services.orders.queries.catalogue import CatalogueProduct, catalogue
from services.orders.queries.centre_dates import CentreDates, centre_dates
from services.orders.queries.centres import find_centre
from services.orders.queries.cycles import Cycle
from services.orders.queries.one_moment import one_moment
from services.orders.queries.orders import find_order
from services.orders.queries.paper_orders import paper_order
from services.orders.queries.slips import Slip, slip_of_order, slips_of_centre
from services.orders.queries.till_sessions import find_till_session
from services.orders.web.api.cycles import known_cycle
from services.orders.web.api.desk import AtTable, Desk, seen_by
from services.orders.web.api.till_sessions import Centre
from services.orders.web.cycle_parts import CyclePath, Parts
from shared.kernel.refusal import Refused
from shared.web.paper_files import IN_EVERY_FORM, IN_PDF, Form, answer_paper, answer_sheet
from shared.web.roles import Actor
from shared.web.translation import Reader, Translator

router = APIRouter(prefix="/v1", tags=["papers"])

ForOne = Annotated[HouseholdLanguage | None, Query(description="Absent: the language that its household reads.")]
"""The language of a paper of one household, where another than its own is chosen."""


async def _wall_language(
    reader: Reader,
    language: Annotated[HouseholdLanguage | None, Query(description="Absent: the reader's own.")] = None,
) -> Translator:
    return speaker(language or reader.language)


OnTheWall = Annotated[Translator, Depends(_wall_language)]
"""The translator of a paper that any household reads, whatever the volunteer reads."""


@router.get("/orders/{order_id}/papers/summary.pdf", response_class=Response, responses=IN_PDF)
async def get_summary(
    order_id: UUID, desk: Desk, actor: AtTable, language: ForOne = None, size: SummarySize = SummarySize.A4
) -> Response:
    """An order as its household takes it home, with a code to scan: A4, A6, or 80 mm for a till printer."""
    async with one_moment(desk.engine) as connection:
        found = await paper_order(connection, order_id, seen_by(actor))
    if found is None:
        raise Refused("order_unknown")
    say = speaker(language or found.language)
    return await answer_paper(summary_paper(found, size, say), "order", say.language)


@router.get("/orders/{order_id}/papers/slip.pdf", response_class=Response, responses=IN_PDF)
async def get_slip(order_id: UUID, desk: Desk, actor: AtTable, language: ForOne = None) -> Response:
    """The final slip of an order: paid, received, price, what lacked and why, what is on the account."""
    order = await find_order(desk.engine, order_id, seen_by(actor))
    if order is None:
        raise Refused("order_unknown")
    async with one_moment(desk.engine) as connection:
        slip = await slip_of_order(connection, order_id)
        if slip is None:
            raise Refused("slips_before_settlement", cycle=order.cycle)
        cycle = await known_cycle(connection, order.cycle)
    return await _print_slips(cycle, [slip], language, "slip")


@router.get("/cycles/{cycle}/centres/{centre}/papers/slips.pdf", response_class=Response, responses=IN_PDF)
async def get_slips(
    cycle: CyclePath, centre: Centre, parts: Parts, actor: AtTable, language: ForOne = None
) -> Response:
    """The final slips of a centre by member number, a page for each household in the language that it reads."""
    actor.check_centre(centre)
    async with one_moment(parts.engine) as connection:
        known = await known_cycle(connection, cycle)
        slips = await slips_of_centre(connection, cycle, centre)
    if not slips:
        raise Refused("slips_before_settlement", cycle=cycle)
    return await _print_slips(known, slips, language, "slips")


@router.get("/cycles/{cycle}/centres/{centre}/papers/poster.pdf", response_class=Response, responses=IN_PDF)
async def get_poster(cycle: CyclePath, centre: Centre, parts: Parts, actor: AtTable, say: OnTheWall) -> Response:
    """The poster of a cycle: what is sold, for how much, until when, and when to fetch it at this centre."""
    dates, products = await _announced(parts.engine, cycle, centre, actor)
    return await answer_paper(poster_paper(dates, products, say), "poster", say.language)


@router.get("/cycles/{cycle}/centres/{centre}/papers/order-form.pdf", response_class=Response, responses=IN_PDF)
async def get_order_form(cycle: CyclePath, centre: Centre, parts: Parts, actor: AtTable, say: OnTheWall) -> Response:
    """The form to order on by pen, for when nothing else works; keyed in later by the products' codes."""
    dates, products = await _announced(parts.engine, cycle, centre, actor)
    return await answer_paper(order_form_paper(dates, products, say), "order-form", say.language)


@router.get(
    "/tills/{centre}/sessions/{session_id}/papers/closing.{form}", response_class=Response, responses=IN_EVERY_FORM
)
async def get_till_closing(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    centre: Centre, session_id: UUID, form: Form, desk: Desk, actor: AtTable, say: Reader
) -> Response:
    """A closed session's Z to file with its money; of an open one its X, with room to count by pen."""
    actor.check_centre(centre)
    session = await find_till_session(desk.engine, centre, session_id)
    if session is None:
        raise Refused("till_session_unknown")
    return await answer_sheet(till_sheet(session, DENOMINATIONS, desk.zone, say), form, "till", say)


@router.get("/centres/{centre}/papers/table-card.pdf", response_class=Response, responses=IN_PDF)
async def get_table_card(centre: Centre, desk: Desk, actor: AtTable, say: Reader) -> Response:
    """The card for the order table, a page to laminate: the steps of an order, what to do when something goes wrong."""
    actor.check_centre(centre)
    found = await find_centre(desk.engine, centre)
    if found is None:
        raise Refused("not_found")
    return await answer_paper(table_card_paper(found.name, say), "table-card", say.language)


async def _announced(
    engine: AsyncEngine, cycle: str, centre: str, actor: Actor
) -> tuple[CentreDates, Sequence[CatalogueProduct]]:
    """The centre's dates in the cycle, and what is sold.

    Raises:
        Refused: ``unknown_cycle``, or ``centre_not_in_cycle``.
    """
    actor.check_centre(centre)
    async with one_moment(engine) as connection:
        await known_cycle(connection, cycle)
        dates = await centre_dates(connection, cycle, centre)
        if dates is None:
            raise Refused("centre_not_in_cycle", cycle=cycle, centre=centre)
        return dates, await catalogue(connection, cycle)


async def _print_slips(cycle: Cycle, slips: Sequence[Slip], chosen: HouseholdLanguage | None, name: str) -> Response:
    spoken = [(slip, speaker(chosen or slip.language)) for slip in slips]
    languages = ", ".join(sorted({say.language for _, say in spoken}))
    return await answer_paper(slips_paper(cycle, spoken), name, languages)
