"""Between the goods and the settlement: suppliers' invoices, as invoices.csv has them printed."""

from typing import Any

from services.play.api import Json
from services.play.closing import ACCEPTED
from services.play.folder.goods_rows import InvoiceRow
from services.play.scene import Scene


async def enter_invoices(scene: Scene, purchase_orders: list[Json]) -> None:
    """Enter each invoice and accept what differs; one of a supplier that nothing was ordered from can't come."""
    ordered = {order["supplier"] for order in purchase_orders if order["state"] != "cancelled"}
    expected = [row for row in scene.folder.invoices if row.supplier in ordered]
    for row in scene.folder.invoices:
        if row.supplier not in ordered:
            scene.reporter.say(f"No invoice taken of {row.supplier}, from whom nothing was ordered.")
    if expected:
        scene.reporter.stage("Entering invoices", len(expected))
    for row in expected:
        await _enter(scene, row)
        scene.reporter.advance()


async def _enter(scene: Scene, row: InvoiceRow) -> None:
    supply, path = scene.coordinator.supply, ("cycles", scene.cycle, "invoices", row.supplier)
    entered = await supply.put(*path, body=invoice_body(scene, row))
    for difference in entered["differences"]:
        decision = {name: difference[name] for name in ("kind", "product")}
        await supply.post(*path, "decisions", body=decision | {"disputed": False, "reason": ACCEPTED})
        scene.reporter.say(f"Accepted of {row.supplier}: {difference['sentence']}")


def invoice_body(scene: Scene, row: InvoiceRow) -> dict[str, Any]:
    """An invoice as the API takes it: goods as they came, one amount of VAT for all rates."""
    return {
        "number": scene.cycle,
        "invoiced_on": scene.folder.cycle.delivery.isoformat(),
        "delivery_cents": row.delivery_eur_ex_vat,
        "vat": [{"vat_basis_points": None, "vat_cents": row.vat_eur}],
        "total_cents": row.total_eur,
    }
