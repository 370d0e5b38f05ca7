"""Makes catalogue entries: a product as it will be sold, bought and settled in one cycle, frozen from then on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import RowMapping, Update, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.indicative import DeliveryTerms, indicative_ladder, shown_offer
from services.supply.domain.ladder import Basis as LadderBasis
from services.supply.domain.opening import Caution, PricedProduct, cautions, check_ceilings
from services.supply.domain.options import Offer
from services.supply.domain.stock import Lot, usable
from services.supply.domain.supplier_vat import ORDINARY_VAT, SupplierVat
from services.supply.queries.demand import terms_of
from services.supply.storage.catalogue_tables import products, suppliers
from services.supply.storage.cycle_tables import FROZEN_TERMS, cycle_products
from services.supply.storage.offers import lots_of, offers_of
from services.supply.storage.supplier_vats import supplier_vats
from shared.contracts.cycles import Basis, CatalogueEntry, Rung
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class _Sources:
    """What entries are made from; ``last_day`` is the cycle's last distribution day."""

    offers: Mapping[str, tuple[Offer, ...]]
    delivery: Mapping[str, DeliveryTerms]
    vats: Mapping[str, SupplierVat]
    lots: Mapping[str, Sequence[Lot]]
    last_day: date


async def freeze_entries(
    connection: AsyncConnection, cycle: RowMapping, wanted: Sequence[str] | None, last_day: date
) -> list[Caution]:
    """Check and store the entries of these products of a locked cycle, all of them if ``wanted`` is None.

    Raises:
        Refused: ``no_products`` or ``ceiling_too_low``.
    """
    rows = await _sold(connection, cycle["cycle"], wanted)
    offers, vats = await _usual_offers(connection, cycle), await supplier_vats(connection)
    found = check_ceilings(_priced(rows, offers, vats))
    sources = _Sources(
        offers,
        await _delivery(connection, cycle["delivery_vat_basis_points"]),
        vats,
        await lots_of(connection, [row["product"] for row in rows]),
        last_day,
    )
    await _store(connection, cycle["cycle"], [_entry(row, sources) for row in rows])
    return found


async def cautions_of(connection: AsyncConnection, cycle: RowMapping, wanted: Sequence[str] | None) -> list[Caution]:
    """The same cautions of entries that are frozen already, by the offers there are now."""
    rows = await _sold(connection, cycle["cycle"], wanted)
    return cautions(_priced(rows, await _usual_offers(connection, cycle), await supplier_vats(connection)))


async def _sold(connection: AsyncConnection, cycle: str, wanted: Sequence[str] | None) -> Sequence[RowMapping]:
    query = (
        select(products, cycle_products.c.ceiling_price_cents)
        .join(cycle_products, cycle_products.c.product == products.c.product)
        .where(cycle_products.c.cycle == cycle)
        .order_by(products.c.product)
    )
    if wanted is not None:
        query = query.where(products.c.product.in_(wanted))
    return (await connection.execute(query)).mappings().all()


async def _usual_offers(connection: AsyncConnection, cycle: RowMapping) -> dict[str, tuple[Offer, ...]]:
    """Households are told what is meant to be bought: not what would replace it, nor what would come too late."""
    terms = terms_of(cycle)
    days = await connection.execute(select(suppliers.c.supplier, suppliers.c.lead_days))
    late = {row.supplier for row in days if not terms.in_time(row.lead_days)}
    return {
        product: tuple(offer for offer in offered if not (offer.only_in_replacement or offer.supplier in late))
        for product, offered in (await offers_of(connection, cycle["cycle"])).items()
    }


async def _delivery(connection: AsyncConnection, vat_basis_points: int) -> dict[str, DeliveryTerms]:
    return {
        row.supplier: DeliveryTerms(
            row.minimum_cents, row.delivery_fee_cents, row.free_delivery_from_cents, vat_basis_points
        )
        for row in await connection.execute(select(suppliers))
    }


async def _store(connection: AsyncConnection, cycle: str, entries: Sequence[CatalogueEntry]) -> None:
    write = (
        update(cycle_products)
        .where(cycle_products.c.cycle == cycle, cycle_products.c.product == bindparam("of_product"))
        .values(entry=bindparam("published"))
    )
    rows = [{"of_product": entry.product, "published": entry.model_dump(mode="json")} for entry in entries]
    await connection.execute(write, rows)
    await connection.execute(_freeze_terms(cycle, [entry.product for entry in entries]))


def _freeze_terms(cycle: str, sold: Sequence[str]) -> Update:
    """The terms of the products as they are now, written beside their entries."""
    mine = (cycle_products.c.cycle == cycle) & (cycle_products.c.product == products.c.product)
    frozen = {name: products.c[name] for name in FROZEN_TERMS}
    return update(cycle_products).where(mine, products.c.product.in_(sold)).values(frozen)


def _priced(
    rows: Sequence[RowMapping], offers: Mapping[str, tuple[Offer, ...]], vats: Mapping[str, SupplierVat]
) -> list[PricedProduct]:
    without_vat = frozenset(supplier for supplier, vat in vats.items() if not vat.liable)
    return [
        PricedProduct(
            row["product"],
            row["ceiling_price_cents"],
            row["vat_basis_points"],
            row["step"],
            offers.get(row["product"], ()),
            without_vat,
            Unit(row["unit"]),
            row["net_grams"],
            row["name"],
        )
        for row in rows
    ]


def _entry(row: RowMapping, sources: _Sources) -> CatalogueEntry:
    offer = shown_offer(sources.offers.get(row["product"], ()))
    return CatalogueEntry(
        product=row["product"],
        name=row["name"],
        category=row["category"],
        unit=Unit(row["unit"]),
        step=row["step"],
        vat_basis_points=row["vat_basis_points"],
        ceiling_price=row["ceiling_price_cents"],
        organic=row["organic"],
        local=row["local"],
        on_sale=True,
        stock_first=sum(lot.quantity for lot in usable(sources.lots.get(row["product"], ()), sources.last_day)),
        basis=Basis((offer.ladder.basis if offer else LadderBasis.QUANTITY).value),
        rungs=_rungs(row, offer, sources) if offer else [],
    )


def _rungs(row: RowMapping, offer: Offer, sources: _Sources) -> list[Rung]:
    usual, vat = sources.delivery[offer.supplier], sources.vats.get(offer.supplier, ORDINARY_VAT)
    rate, of_fee = vat.of_goods(row["vat_basis_points"]), vat.of_delivery(usual.vat_basis_points)
    delivery = replace(usual, vat_basis_points=rate if of_fee is None else of_fee)
    ladder = indicative_ladder(offer.ladder, delivery, rate, row["ceiling_price_cents"])
    return [Rung(starts_at=rung.starts_at, indicative_price=rung.price) for rung in ladder]
