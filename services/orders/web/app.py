"""Orders' HTTP app: every router, one sentence table."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from services.orders.commands.order_desk import OrderDesk
from services.orders.queries.dead_letters import dead_letters_of_orders
from services.orders.queries.devices import DEVICE_NAMES
from services.orders.storage.device_tables import devices
from services.orders.web.accounts import Accounts
from services.orders.web.api import (
    audit,
    bank,
    cash_transfers,
    catalogue,
    centres,
    closed_households,
    cycles,
    day_sales,
    deposits,
    device_batches,
    goods_credits,
    goods_for_sale,
    group_orders,
    households,
    invitations,
    languages,
    late_orders,
    ledger,
    lists,
    memberships,
    order_table,
    orders,
    papers,
    payments,
    progress,
    recurring_orders,
    refunds,
    refused_settlements,
    returning,
    second_factor,
    sessions,
    settlements,
    solidarity,
    supplier_payments,
    tariffs,
    till,
    till_sessions,
    user_sessions,
    users,
)
from services.orders.web.cycle_parts import CycleParts
from services.orders.web.pages import account, books, day_desk, design, front_door, people, sealing, tills, treasury
from services.orders.web.pages import households as household_pages
from services.orders.web.pages import late_orders as late_order_pages
from services.orders.web.pages import order_table as table_page
from services.orders.web.sentences import LOCALE, SENTENCES
from shared.web import dead_letter_routes, device_routes
from shared.web.access import Access
from shared.web.app import create_app
from shared.web.devices import Devices
from shared.web.navigation import Addresses
from shared.web.pages import Pages

ROOM = Path(__file__).parent
EXAMPLES = ROOM / "examples.json"
ROUTERS = (
    orders.router,  # first: routes are tried in order, and this is what a whole hall waits for
    sessions.router,
    users.router,
    user_sessions.router,
    second_factor.router,
    returning.router,
    invitations.router,
    audit.router,
    centres.router,
    households.router,
    closed_households.router,
    order_table.router,
    recurring_orders.router,
    memberships.router,
    languages.router,
    cycles.router,
    catalogue.router,
    progress.router,
    payments.router,
    refunds.router,
    bank.router,
    till.router,
    till_sessions.router,
    cash_transfers.router,
    device_batches.router,
    group_orders.router,
    late_orders.router,
    settlements.router,
    refused_settlements.router,
    ledger.router,
    supplier_payments.router,
    solidarity.router,
    tariffs.router,
    goods_credits.router,
    day_sales.router,
    goods_for_sale.router,
    deposits.router,
    papers.router,
    lists.router,
    front_door.router,
    design.router,
    late_order_pages.router,
    sealing.router,
    account.router,
    tills.router,
    treasury.router,
    books.router,
    household_pages.router,
    people.router,
    day_desk.router,
    table_page.router,
    device_routes.router,
    dead_letter_routes.router,
)


@dataclass(frozen=True, slots=True)
class OrdersParts:
    """What the routes of one process work with: order entry, cycles, signing in."""

    desk: OrderDesk
    cycles: CycleParts
    accounts: Accounts


def orders_app(  # noqa: PLR0913 - as create_app
    parts: OrdersParts,
    access: Access,
    addresses: Addresses,
    *,
    wake: asyncio.Event | None = None,
    https: bool = True,
    tracing: bool = False,
) -> FastAPI:
    """The app of one process.

    Args:
        parts: What its routes work with.
        access: How it knows its actors.
        addresses: Where browsers reach both services.
        wake: The relay's, in the same process.
        https: Whether it is reached over TLS only.
        tracing: Whether requests make OpenTelemetry spans.
    """
    app = create_app(
        "VRAC orders",
        access=access,
        sentences=SENTENCES,
        locale=LOCALE,
        routers=ROUTERS,
        pages=Pages("orders", ROOM, addresses, parts.desk.zone),
        examples=EXAMPLES,
        https=https,
        wake=wake,
        tracing=tracing,
    )
    app.state.desk = parts.desk
    app.state.dead_letters = dead_letters_of_orders(parts.desk.engine)
    app.state.devices = Devices(parts.desk.engine, devices, DEVICE_NAMES, parts.desk.clock)
    app.state.cycle_parts = parts.cycles
    app.state.accounts = parts.accounts
    return app
