"""Second stage, at supply: suppliers, products, offers, stock and volunteers, then the cycle is opened."""

from collections.abc import Sequence
from typing import Any

from services.play.api import Refusal
from services.play.crowd import for_each
from services.play.folder.goods_rows import OfferRow, ProductRow, StockRow, SupplierRow
from services.play.folder.network_rows import VolunteerRow
from services.play.folder.units import in_base_units
from services.play.scene import Scene
from services.play.waiting import wait_for
from shared.contracts.cycles import Basis

WARNINGS_SAID = 3


async def enter_catalogue(scene: Scene) -> None:
    """Enter everything that the coordinator keeps at supply."""
    folder, supply = scene.folder, scene.coordinator.supply
    opens = folder.cycle.opens.isoformat()

    async def supplier(row: SupplierRow) -> None:
        await supply.put("suppliers", row.supplier, body=supplier_body(row))

    async def product(row: ProductRow) -> None:
        await supply.put("products", row.product, body=product_body(row))
        if row.reference_price_eur:
            price = {"price_cents": row.reference_price_eur, "source": "products.csv"}
            await supply.put("products", row.product, "reference-prices", opens, body=price)

    async def offer(rungs: Sequence[OfferRow]) -> None:
        await supply.put("offers", rungs[0].supplier, rungs[0].product, body=offer_body(scene, rungs))

    async def lot(row: StockRow) -> None:
        await supply.put("stock", row.product, row.lot, body=lot_body(scene, row))

    async def volunteer(row: VolunteerRow) -> None:
        await supply.put("volunteers", row.volunteer, body=volunteer_body(row))

    steps = len(folder.suppliers) + len(folder.products) + len(folder.offers) + len(folder.stock)
    scene.reporter.stage("Entering suppliers, products and offers", steps + len(folder.volunteers))
    await for_each(folder.suppliers, supplier, scene.reporter)
    await for_each(folder.products, product, scene.reporter)
    await for_each(folder.offers, offer, scene.reporter)
    await for_each(folder.stock, lot, scene.reporter)
    await for_each(folder.volunteers, volunteer, scene.reporter)


async def tell_who_orders(scene: Scene) -> None:
    """Enter what suppliers read of the network, if the folder says it."""
    row, supply = scene.folder.cycle, scene.coordinator.supply
    stands = await supply.get("network-settings")
    who = {"name": row.network_name, "address": row.network_address, "warehouse": row.warehouse}
    await supply.put("network-settings", body={**stands, **who})


async def open_cycle(scene: Scene) -> None:
    """Draft the cycle, open it, and wait until orders takes orders for it."""
    scene.reporter.stage(f"Opening cycle {scene.cycle}")
    await scene.coordinator.supply.put("cycles", scene.cycle, body=cycle_body(scene))
    opened = await scene.coordinator.supply.post("cycles", scene.cycle, "opening")
    _say_some(scene, opened["warnings"])
    await wait_for("orders to hear that the cycle is open", lambda: _is_open(scene))


def supplier_body(row: SupplierRow) -> dict[str, Any]:
    """A supplier as the API takes it; amounts in cents excluding VAT."""
    return {
        "name": row.name,
        "email": row.email,
        "minimum_cents": row.minimum_eur,
        "delivery_fee_cents": row.delivery_fee_eur,
        "free_delivery_from_cents": row.free_delivery_from_eur,
        "lead_days": row.lead_days,
    }


def product_body(row: ProductRow) -> dict[str, Any]:
    """A product as the API takes it; its ceiling price belongs to the cycle."""
    return {
        "name": row.name,
        "category": row.category,
        "unit": row.unit,
        "step": in_base_units(row.step, row.unit),
        "vat_basis_points": row.vat_percent,
        "organic": row.organic,
        "local": row.local,
        "shelf_days": row.shelf_days,
        "surplus_loss_basis_points": row.surplus_loss_percent,
        "shortage_policy": row.shortage_policy,
    }


def offer_body(scene: Scene, rungs: Sequence[OfferRow]) -> dict[str, Any]:
    """An offer as the API takes it: its terms are the same on each of its rungs."""
    terms, unit = rungs[0], scene.units[rungs[0].product]
    counts_goods = terms.basis is Basis.QUANTITY
    return {
        "case_size": in_base_units(terms.case_size, unit),
        "max_cases": terms.max_cases,
        "basis": terms.basis,
        "rungs": [
            {
                "from": in_base_units(rung.start, unit) if counts_goods else int(rung.start),
                "price": f"{rung.price_eur_ex_vat:f}",
            }
            for rung in rungs
        ],
    }


def lot_body(scene: Scene, row: StockRow) -> dict[str, Any]:
    """A lot of stock as the API takes it."""
    return {
        "quantity": in_base_units(row.quantity, scene.units[row.product]),
        "value_cents": row.value_eur,
        "best_before": row.best_before and row.best_before.isoformat(),
    }


def volunteer_body(row: VolunteerRow) -> dict[str, Any]:
    """A volunteer of the roster as the API takes it."""
    return {
        "centre": row.centre,
        "name": row.name,
        "skills": list(row.skills),
        "max_minutes": row.max_hours,
        "done_minutes": row.hours_done,
        "available": [
            {"starts": window.starts.isoformat(), "ends": window.ends.isoformat()} for window in row.available
        ],
    }


def cycle_body(scene: Scene) -> dict[str, Any]:
    """The cycle as the API takes it: every active centre with its own dates, every product with its ceiling."""
    row = scene.folder.cycle
    centres = [centre for centre in scene.folder.centres if centre.active]
    return {
        "name": row.name,
        **{day: getattr(row, day).isoformat() for day in ("opens", "closes", "delivery", "distribution")},
        "shortage_penalty": f"{row.shortage_penalty:f}",
        "max_surplus_basis_points": row.max_surplus_percent,
        "max_stock_cents": row.max_stock_eur,
        "delivery_vat_basis_points": row.delivery_vat_percent,
        "centres": [
            {
                "centre": centre.centre,
                "closes": centre.closes and centre.closes.isoformat(),
                "distribution_starts": centre.distribution_start and centre.distribution_start.isoformat(),
                "distribution_ends": centre.distribution_end and centre.distribution_end.isoformat(),
                "place": centre.place,
            }
            for centre in centres
        ],
        "products": [
            {"product": product.product, "ceiling_price_cents": product.ceiling_price_eur}
            for product in scene.folder.products
        ],
    }


def _say_some(scene: Scene, warnings: Sequence[str]) -> None:
    for warning in warnings[:WARNINGS_SAID]:
        scene.reporter.say(warning)
    if len(warnings) > WARNINGS_SAID:
        scene.reporter.say(f"… and {len(warnings) - WARNINGS_SAID} more warnings of this kind.")


async def _is_open(scene: Scene) -> bool:
    try:
        cycle = await scene.coordinator.orders.get("cycles", scene.cycle)
    except Refusal as refusal:
        if refusal.status == 404:
            return False
        raise
    return len(cycle["group_orders"]) >= len(scene.active_centres())
