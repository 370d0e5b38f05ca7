"""Supply's HTTP app: every router, one sentence table."""

import asyncio
import re
from pathlib import Path

from fastapi import FastAPI

from services.supply.domain.photo import MAX_PHOTO_BYTES
from services.supply.queries.dead_letters import dead_letters_of_supply
from services.supply.queries.devices import DEVICE_NAMES
from services.supply.storage.device_tables import devices
from services.supply.web.api import (
    allocation_exceptions,
    amendments,
    audit,
    catalogue_copies,
    centre_goods,
    centres,
    choices,
    cycles,
    deliveries,
    dfc_catalogues,
    hand_overs,
    household_files,
    incidents,
    invoices,
    network_settings,
    offers,
    overrides,
    papers,
    plan_history,
    plans,
    price_lists,
    products,
    purchase_order_documents,
    purchase_order_mails,
    purchase_orders,
    readiness,
    reasons,
    reference_prices,
    report,
    roster,
    roster_moves,
    settlement,
    settlement_preview,
    stock,
    stock_movements,
    stock_operations,
    supplier_record,
    suppliers,
    volunteers,
    what_if,
)
from services.supply.web.pages import audit as audit_pages
from services.supply.web.pages import catalogue as catalogue_pages
from services.supply.web.pages import cycles as cycle_pages
from services.supply.web.pages import design, drafts
from services.supply.web.pages import hall as hall_pages
from services.supply.web.pages import incidents as incident_pages
from services.supply.web.pages import network as network_page
from services.supply.web.pages import papers as paper_pages
from services.supply.web.pages import reasons as reason_pages
from services.supply.web.pages import receiving as receiving_pages
from services.supply.web.pages import report as report_pages
from services.supply.web.pages import roster as roster_pages
from services.supply.web.pages import settlement as settlement_pages
from services.supply.web.pages import stock as stock_page
from services.supply.web.parts import SupplyParts
from services.supply.web.sentences import LOCALE, SENTENCES
from shared.web import dead_letter_routes, device_routes
from shared.web.access import Access
from shared.web.app import create_app
from shared.web.devices import Devices
from shared.web.navigation import Addresses
from shared.web.pages import Pages

PHOTOS = re.compile(r"/v1/cycles/[^/]+/deliveries/[^/]+/photos/[^/]+")
ROOM = Path(__file__).parent
EXAMPLES = ROOM / "examples.json"
ROUTERS = (
    suppliers.router,
    products.router,
    offers.router,
    price_lists.router,
    stock_operations.router,  # before the lots: a count is not a lot of a product called “counts”
    stock.router,
    stock_movements.router,
    centres.router,
    cycles.router,
    readiness.router,
    plans.router,
    choices.router,
    purchase_order_documents.router,
    purchase_orders.router,
    deliveries.router,
    invoices.router,
    settlement.router,
    settlement_preview.router,
    volunteers.router,
    roster.router,
    roster_moves.router,
    amendments.router,
    purchase_order_mails.router,
    reasons.router,
    allocation_exceptions.router,
    what_if.router,
    overrides.router,
    plan_history.router,
    reference_prices.router,
    report.router,
    hand_overs.router,
    centre_goods.router,
    household_files.router,
    papers.router,
    catalogue_copies.router,
    dfc_catalogues.router,
    incidents.router,
    supplier_record.router,
    catalogue_pages.router,
    stock_page.router,
    drafts.router,  # before the cycles: a cycle to be is not one called “new”
    cycle_pages.router,
    settlement_pages.router,
    receiving_pages.router,
    reason_pages.router,
    incident_pages.router,
    roster_pages.router,
    paper_pages.router,
    report_pages.router,
    hall_pages.router,
    design.router,
    network_settings.router,
    network_page.router,
    audit.router,
    audit_pages.router,
    device_routes.router,
    dead_letter_routes.router,
)


def supply_app(  # noqa: PLR0913 - as create_app
    parts: SupplyParts,
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
        "VRAC supply",
        access=access,
        sentences=SENTENCES,
        locale=LOCALE,
        routers=ROUTERS,
        pages=Pages("supply", ROOM, addresses, parts.zone),
        examples=EXAMPLES,
        larger_bodies={PHOTOS: MAX_PHOTO_BYTES},
        https=https,
        wake=wake,
        tracing=tracing,
    )
    app.state.parts = parts
    app.state.dead_letters = dead_letters_of_supply(parts.engine)
    app.state.devices = Devices(parts.engine, devices, DEVICE_NAMES, parts.clock)
    return app
