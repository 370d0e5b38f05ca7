"""The coordinator imports a supplier's price list: what it would change, then exactly that."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.keep_offer import put_offers
from services.supply.commands.tell_limits import tell_limits
from services.supply.domain.price_list import PriceList
from services.supply.domain.price_list_changes import Changes, changes
from services.supply.domain.price_list_reading import read_price_list
from services.supply.files.sheets import FileKind, read_sheets
from services.supply.queries.offers import OfferView
from services.supply.queries.price_list_columns import columns_of
from services.supply.storage.audit_rows import lock_catalogue
from services.supply.storage.catalogue_tables import offers, products, suppliers
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.offers import offers_of_supplier, said
from shared.database import transaction
from shared.kernel.clock import Clock
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused

_NAMED = 10
"""So many wrong rows are named when a list is refused for them."""

Read = Callable[[Mapping[str, Unit], Mapping[str, int | None]], PriceList]
"""Makes offers of what was sent, from the unit of each product of ours and the caps that offers have now."""


@dataclass(frozen=True, slots=True)
class Import:
    """A price list against the supplier's offers; ``token`` names these very changes, None where rows are wrong."""

    price_list: PriceList
    changes: Changes
    token: str | None


@dataclass(frozen=True, slots=True)
class Applying:
    """Do what was shown: its ``token``, who does, and the time."""

    token: str
    by: UUID
    clock: Clock


async def import_price_list(
    engine: AsyncEngine, supplier: str, kind: FileKind, content: bytes, apply: Applying | None = None
) -> Import:
    """Say what a price list changes; with the token of what was said before, do it, all of it or nothing.

    Offers that the list doesn't name stay.

    Raises:
        Refused: ``price_list_columns_unknown``, ``file_unreadable``, ``file_too_large``,
            ``price_list_headers_missing`` or ``price_list_header_twice``, and what ``import_offers`` raises.
    """
    columns = await columns_of(engine, supplier)
    sheets = await read_sheets(kind, content)
    return await import_offers(engine, supplier, partial(read_price_list, sheets, columns), apply)


async def import_offers(engine: AsyncEngine, supplier: str, read: Read, apply: Applying | None) -> Import:
    """The same for whatever a supplier's offers are read from.

    Raises:
        Refused: when it is to be done, ``price_list_wrong_rows``, or ``price_list_changed``: the offers or the list
            are others than were shown.
    """
    async with transaction(engine) as connection:
        if apply is not None:
            await lock_catalogue(connection)
            await _lock_offers(connection, supplier)
        found = await _compared(connection, supplier, read)
        if apply is None:
            return found
        if found.price_list.wrong:
            rows = [fault.row for fault in found.price_list.wrong]
            raise Refused("price_list_wrong_rows", count=len(rows), rows=rows[:_NAMED])
        if apply.token != found.token:
            raise Refused("price_list_changed", supplier=supplier)
        await _store(connection, supplier, found.changes, apply)
        return found


async def _store(connection: AsyncConnection, supplier: str, found: Changes, apply: Applying) -> None:
    new = {product: listed.offer for product, listed in found.new.items()}
    changed = {product: change.after.offer for product, change in found.changed.items()}
    if wanted := new | changed:
        before = {product: said(change.before) for product, change in found.changed.items()}
        await put_offers(connection, supplier, wanted, before, apply.by)
        await tell_limits(connection, apply.clock, cycle_products.c.product.in_(list(wanted)))


async def _lock_offers(connection: AsyncConnection, supplier: str) -> None:
    """Until this commits nobody adds or changes an offer of the supplier: new ones wait for its row, others for theirs.

    What is read afterwards is what every change before it left.
    """
    await connection.execute(select(suppliers.c.supplier).where(suppliers.c.supplier == supplier).with_for_update())
    of_supplier = select(offers.c.product).where(offers.c.supplier == supplier)
    await connection.execute(of_supplier.order_by(offers.c.product).with_for_update())


async def _compared(connection: AsyncConnection, supplier: str, read: Read) -> Import:
    rows = await connection.execute(select(products.c.product, products.c.unit))
    units = {row.product: Unit(row.unit) for row in rows}
    before = await offers_of_supplier(connection, supplier)
    caps = {product: offer.max_cases for product, offer in before.items()}
    listed = await asyncio.to_thread(read, units, caps)
    found = changes(before, listed.offers, listed.named)
    return Import(listed, found, None if listed.wrong else _token(supplier, listed, found))


def _token(supplier: str, listed: PriceList, found: Changes) -> str:
    """A digest of all that is shown of the offers, as they are, as they would be, and what of them was rounded."""
    new = [OfferView.of(product, one.offer) for product, one in found.new.items()]
    changed = [
        (OfferView.of(product, change.before), OfferView.of(product, change.after.offer))
        for product, change in found.changed.items()
    ]
    vanished = [OfferView.of(product, offer) for product, offer in found.vanished.items()]
    shown = repr((supplier, new, changed, vanished, found.unchanged, listed.rounded))
    return hashlib.sha256(shown.encode()).hexdigest()
