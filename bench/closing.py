"""The demo cycle sealed in supply's database, its orders repeated as often as wanted.

What the solver faces stays the same: with a thousand times the orders come cases, rungs, minimums,
fees and stock a thousand times as large. So what changes with the orders is not the solver's work.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from services.play.folder.goods_rows import OfferRow
from services.play.folder.reader import CycleFolder, read_folder
from services.play.folder.units import in_base_units
from services.supply.commands.count_stock import StockLot, count_stock
from services.supply.commands.draft_cycle import CycleTerms, Draft, SoldProduct, draft_cycle
from services.supply.commands.keep_offer import ProductOffer, keep_offer
from services.supply.commands.keep_product import Product, ShortagePolicy, keep_product
from services.supply.commands.keep_supplier import Supplier, keep_supplier
from services.supply.commands.open_cycle import open_cycle
from services.supply.domain.centre_dates import CentreDates
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer
from shared.kernel.clock import system_clock
from shared.kernel.ids import group_order_id, uuid7
from shared.kernel.quantity import Unit

DEMO = Path(__file__).parents[1] / "deploy" / "demo" / "2026-12"

_LOAD = """
    INSERT INTO household_orders
        (order_id, version, group_order_id, cycle, centre, household, label, state, held, digest)
    SELECT md5(household || '/' || n)::uuid, 1, group_order_id, $1, centre, household || '/' || n, '', 'confirmed',
        sum(held), sha256(convert_to(household || '/' || n, 'UTF8'))
    FROM bench_lines, generate_series(1, $2) AS n GROUP BY household, n, group_order_id, centre
"""
_LOAD_LINES = """
    INSERT INTO household_order_lines (cycle, order_id, product, centre, quantity, held)
    SELECT $1, md5(household || '/' || n)::uuid, product, centre, quantity, held
    FROM generate_series(1, $2) AS n, bench_lines
"""
_SEAL = """
    INSERT INTO sealed_group_orders (cycle, group_order_id, centre, orders, held, digest)
    SELECT cycle, group_order_id, centre, count(*), sum(held),
        encode(sha256(string_agg(digest, ''::bytea ORDER BY order_id)), 'hex')
    FROM household_orders WHERE cycle = $1 GROUP BY cycle, group_order_id, centre
"""


async def sealed_cycle(engine: AsyncEngine, database: str, times: int) -> str:
    """Enter the demo's catalogue and open its cycle, store its orders ``times`` times and their seals; its code."""
    folder = read_folder(DEMO)
    units = {row.product: row.unit for row in folder.products}
    await _enter_goods(engine, folder, units, times)
    await draft_cycle(engine, _draft(folder, times))
    cycle = folder.cycle.cycle
    await open_cycle(engine, system_clock, cycle)
    await _load(database, folder, times)
    return cycle


async def _enter_goods(engine: AsyncEngine, folder: CycleFolder, units: dict[str, Unit], times: int) -> None:
    for supplier in folder.suppliers:
        free_from = supplier.free_delivery_from_eur
        terms = Supplier(
            supplier=supplier.supplier,
            name=supplier.name,
            email=supplier.email,
            minimum_cents=supplier.minimum_eur * times,
            delivery_fee_cents=supplier.delivery_fee_eur * times,
            free_delivery_from_cents=None if free_from is None else free_from * times,
            lead_days=supplier.lead_days,
        )
        await keep_supplier(engine, terms)
    for row in folder.products:
        product = Product(
            product=row.product,
            name=row.name,
            category=row.category,
            unit=row.unit,
            step=in_base_units(row.step, row.unit),
            vat_basis_points=row.vat_percent,
            organic=row.organic,
            local=row.local,
            shelf_days=row.shelf_days,
            surplus_loss_basis_points=row.surplus_loss_percent,
            shortage_policy=ShortagePolicy(row.shortage_policy),
        )
        await keep_product(engine, product)
    for rungs in folder.offers:
        await keep_offer(engine, system_clock, _offer(rungs, units[rungs[0].product], times))
    for lot in folder.stock:
        quantity = in_base_units(lot.quantity, units[lot.product]) * times
        found = StockLot(lot.product, lot.lot, quantity, lot.value_eur * times, lot.best_before)
        await count_stock(engine, found, system_clock(), uuid7())


def _offer(rungs: Sequence[OfferRow], unit: Unit, times: int) -> ProductOffer:
    terms = rungs[0]
    counted = unit if terms.basis.value == Basis.QUANTITY else Unit.PIECE
    ladder = tuple(Rung(in_base_units(rung.start, counted) * times, rung.price_eur_ex_vat) for rung in rungs)
    case_size = in_base_units(terms.case_size, unit) * times
    offer = Offer(terms.supplier, case_size, Ladder(Basis(terms.basis.value), ladder), terms.max_cases)
    return ProductOffer(terms.product, offer)


def _draft(folder: CycleFolder, times: int) -> Draft:
    row = folder.cycle
    terms = CycleTerms(
        cycle=row.cycle,
        name=row.name,
        opens=row.opens,
        closes=row.closes,
        delivery=row.delivery,
        distribution=row.distribution,
        shortage_penalty=row.shortage_penalty,
        max_surplus_basis_points=row.max_surplus_percent,
        max_stock_cents=None if row.max_stock_eur is None else row.max_stock_eur * times,
        delivery_vat_basis_points=row.delivery_vat_percent,
    )
    centres = tuple(CentreDates(centre.centre) for centre in folder.centres if centre.active)
    return Draft(terms, centres, tuple(SoldProduct(sold.product, sold.ceiling_price_eur) for sold in folder.products))


async def load_lines(connection: "asyncpg.Connection[asyncpg.Record]", folder: CycleFolder) -> None:
    """The lines that a folder's households order, in ``bench_lines`` of this connection."""
    await connection.execute(
        "CREATE TEMP TABLE bench_lines "
        "(household text, centre text, group_order_id uuid, product text, quantity bigint, held bigint)"
    )
    await connection.copy_records_to_table("bench_lines", records=_lines(folder))


def _lines(folder: CycleFolder) -> list[tuple[Any, ...]]:
    """Household, its centre and group order, product, base units, cents held (near enough for a bench)."""
    units = {row.product: row.unit for row in folder.products}
    centres = {household.household: household.centre for household in folder.households}
    ceilings = {sold.product: sold.ceiling_price_eur for sold in folder.products}
    lines = []
    for line in folder.orders:
        centre, unit = centres[line.household], units[line.product]
        quantity = in_base_units(line.quantity, unit)
        group_order = group_order_id(folder.cycle.cycle, centre)
        held = ceilings[line.product] * quantity // unit.base
        lines.append((line.household, centre, group_order, line.product, quantity, held))
    return lines


async def _load(database: str, folder: CycleFolder, times: int) -> None:
    cycle = folder.cycle.cycle
    connection = await asyncpg.connect(database)
    try:
        await load_lines(connection, folder)
        for statement in (_LOAD, _LOAD_LINES):
            await connection.execute(statement, cycle, times)
        await connection.execute(_SEAL, cycle)
        await connection.execute("INSERT INTO cycle_seals (cycle, version) VALUES ($1, 1)", cycle)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
