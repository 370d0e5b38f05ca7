"""Fifth stage: goods arrive, everyone is charged what they cost, and the shifts are filled."""

from typing import Any

from services.play.api import Json
from services.play.folder.goods_rows import DeliveryRow
from services.play.folder.units import in_base_units
from services.play.scene import Scene
from services.play.waiting import wait_for


async def receive(scene: Scene, purchase_orders: list[Json]) -> None:
    """Record what came where deliveries.csv says so; a line of it that was never ordered can't come."""
    ordered = {(order["supplier"], line["product"]) for order in purchase_orders for line in order["lines"]}
    expected = [row for row in scene.folder.deliveries if (row.supplier, row.product) in ordered]
    for row in scene.folder.deliveries:
        if (row.supplier, row.product) not in ordered:
            scene.reporter.say(f"Not received: {row.product} of {row.supplier}, which was not ordered there.")
    if expected:
        scene.reporter.stage("Receiving deliveries")
        lines = [delivery_line(scene, row) for row in expected]
        await scene.coordinator.supply.put("cycles", scene.cycle, "deliveries", body={"lines": lines})


async def settle(scene: Scene) -> Json:
    """Settle, and wait until orders has posted that run.

    Returns:
        The settlement as supply states it.
    """
    scene.reporter.stage("Settling")
    supply = scene.coordinator.supply
    settlement = await supply.post("cycles", scene.cycle, "settlement")
    await wait_for("orders to post the settlement", lambda: _is_posted(scene, settlement["run"]))
    return await scene.for_files.supply.get("cycles", scene.cycle, "settlement")


async def fill_shifts(scene: Scene) -> Json:
    """Make the roster.

    Returns:
        The roster as supply states it.
    """
    scene.reporter.stage("Filling the shifts")
    return await scene.coordinator.supply.post("cycles", scene.cycle, "roster")


def delivery_line(scene: Scene, row: DeliveryRow) -> dict[str, Any]:
    """A delivered line as the API takes it; what is null is as ordered."""
    price = row.invoiced_price_eur_ex_vat
    return {
        "supplier": row.supplier,
        "product": row.product,
        "received": in_base_units(row.received, scene.units[row.product]),
        "invoiced_price": None if price is None else f"{price:f}",
        "best_before": row.best_before and row.best_before.isoformat(),
        "lot": row.lot,
        "short_dated_because": row.best_before and "deliveries.csv says that it was taken",
    }


async def _is_posted(scene: Scene, run: int) -> bool:
    cycle = await scene.coordinator.orders.get("cycles", scene.cycle)
    return bool(cycle["settled_run"] == run)
