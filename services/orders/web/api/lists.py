"""Lists to print, to keep or to send: who ordered what, and the treasurer's; as PDF, CSV and XLSX."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.orders.domain.ledger import Means
from services.orders.papers.money_lists import MoneyLists
from services.orders.papers.order_list import order_list
from services.orders.queries.bank import find_receipt, waiting_for_bank
from services.orders.queries.cash_transfers import cash_on_its_way
from services.orders.queries.centre_dates import centre_dates
from services.orders.queries.centres import names_of_centres
from services.orders.queries.cycles import names_of_cycles
from services.orders.queries.listed_orders import listed_orders
from services.orders.queries.one_moment import one_moment
from services.orders.queries.payable import suppliers_payable
from services.orders.queries.refunds import due_refunds
from services.orders.queries.treasury import owing_households
from services.orders.web.api.cycles import known_cycle
from services.orders.web.api.desk import AtTable, Desk, Treasurer, seen_by
from services.orders.web.api.till_sessions import Centre
from services.orders.web.cycle_parts import CyclePath
from shared.kernel.refusal import Refused
from shared.web.paper_files import IN_EVERY_FORM, Form, answer_sheet
from shared.web.translation import Reader

router = APIRouter(prefix="/v1", tags=["papers"])

_ALL = 1_000_000
"""A list has no pages to turn."""
_LAST_DAY = date(2999, 12, 31)


async def _money_lists(desk: Desk, say: Reader) -> MoneyLists:
    return MoneyLists(await names_of_centres(desk.engine), desk.zone, desk.today(), say)


Lists = Annotated[MoneyLists, Depends(_money_lists)]


@router.get("/cycles/{cycle}/centres/{centre}/papers/orders.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_order_list(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    cycle: CyclePath, centre: Centre, form: Form, desk: Desk, actor: AtTable, say: Reader
) -> Response:
    """Who ordered what at a centre, by member number: orders that count, that wait or came late, and that lapsed."""
    actor.check_centre(centre)
    async with one_moment(desk.engine) as connection:
        await known_cycle(connection, cycle)
        dates = await centre_dates(connection, cycle, centre)
        if dates is None:
            raise Refused("centre_not_in_cycle", cycle=cycle, centre=centre)
        orders = await listed_orders(connection, cycle, centre)
    return await answer_sheet(order_list(dates, orders, say), form, "orders", say)


@router.get("/bank/papers/waiting.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_waiting_list(
    form: Form,
    desk: Desk,
    _actor: Treasurer,
    lists: Lists,
    say: Reader,
    means: Annotated[Literal["cheque", "card", "transfer"], Query()] = "cheque",
) -> Response:
    """Cheques to deposit, those that wait for their day apart; or transfers or cards to look for on the statement."""
    found = await waiting_for_bank(desk.engine, Means(means), _LAST_DAY, None, _ALL)
    return await answer_sheet(lists.waiting(means, found), form, f"{means}s", say)


@router.get("/bank/receipts/{receipt_id}/papers/deposit.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_deposit_list(
    receipt_id: UUID, form: Form, desk: Desk, _actor: Treasurer, lists: Lists, say: Reader
) -> Response:
    """The deposit list of what the bank got at once, to sign."""
    found = await find_receipt(desk.engine, receipt_id)
    if found is None:
        raise Refused("bank_receipt_unknown")
    return await answer_sheet(lists.deposit(*found), form, "deposit", say)


@router.get("/refunds/papers/due.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_refund_list(form: Form, desk: Desk, _actor: Treasurer, lists: Lists, say: Reader) -> Response:
    """The transfers to households that are still to be made, those asked for first."""
    return await answer_sheet(lists.refunds(await due_refunds(desk.engine, None, _ALL)), form, "refunds", say)


@router.get("/households/papers/owing.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_owing_list(form: Form, desk: Desk, _actor: Treasurer, lists: Lists, say: Reader) -> Response:
    """Who owes what the bank refused, by member number."""
    return await answer_sheet(lists.owing(await owing_households(desk.engine)), form, "owing", say)


@router.get("/suppliers/papers/payable.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_payable_list(form: Form, desk: Desk, _actor: Treasurer, lists: Lists, say: Reader) -> Response:
    """What remains to be paid to suppliers, invoice by invoice."""
    suppliers, cycles = await suppliers_payable(desk.engine), await names_of_cycles(desk.engine)
    return await answer_sheet(lists.suppliers(suppliers, cycles), form, "suppliers", say)


@router.get("/cash-transfers/papers/on-its-way.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_cash_list(form: Form, desk: Desk, actor: AtTable, lists: Lists, say: Reader) -> Response:
    """Cash that was given and is not received yet, of the tills that one may see."""
    found = await cash_on_its_way(desk.engine, seen_by(actor), None, _ALL)
    return await answer_sheet(lists.cash(found), form, "cash", say)
