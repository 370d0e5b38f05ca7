"""Fourth stage: centres seal, the coordinator closes the cycle, weighs the plan, and buys."""

from services.play.api import Json
from services.play.crowd import for_each
from services.play.scene import Scene
from services.play.waiting import wait_for

ACCEPTED = "Accepted by play: nobody is there to choose."


async def close_cycle(scene: Scene) -> None:
    """Close the cycle and wait until supply has proved every centre's orders.

    Each centre's volunteer seals it, but for the last one: that one is sealed by the closing.
    """
    centres = scene.active_centres()
    scene.reporter.stage("Sealing centres and closing the cycle", len(centres))

    async def seal(centre: str) -> None:
        await scene.volunteers[centre].orders.post("group-orders", scene.group_order(centre), "sealing")

    await for_each(centres[:-1], seal, scene.reporter)
    await scene.coordinator.supply.post("cycles", scene.cycle, "closing")
    await wait_for("supply to prove every centre's orders", lambda: _is_ready(scene))


async def buy(scene: Scene) -> tuple[Json, list[Json]]:
    """Plan, accept what the coordinator would have to choose, approve and send every purchase order.

    Returns:
        The plan and the purchase orders, as ordered.
    """
    supply = scene.coordinator.supply
    scene.reporter.stage("Planning purchases")
    await supply.post("cycles", scene.cycle, "plan")
    await _accept_choices(scene)
    orders = await supply.post("cycles", scene.cycle, "purchase-orders")
    scene.reporter.stage("Approving and sending purchase orders", len(orders))
    for order in orders:
        await supply.post("purchase-orders", str(order["number"]), "approval", body={"plan": order["plan"]})
        await supply.post("purchase-orders", str(order["number"]), "sending")
        scene.reporter.advance()
    stated = scene.for_files.supply
    return await stated.get("cycles", scene.cycle, "plan"), await stated.get("cycles", scene.cycle, "purchase-orders")


async def _accept_choices(scene: Scene) -> None:
    plan = await scene.coordinator.supply.get("cycles", scene.cycle, "plan")
    for choice in plan["choices"]:
        if choice["accepted_by"] is None:
            body = {"plan": plan["plan"], "kind": choice["kind"], "subject": choice["subject"], "reason": ACCEPTED}
            await scene.coordinator.supply.post("cycles", scene.cycle, "choices", body=body)
            scene.reporter.say(f"Accepted: {choice['sentence']}")


async def _is_ready(scene: Scene) -> bool:
    readiness = await scene.coordinator.supply.get("cycles", scene.cycle, "readiness")
    return bool(readiness["ready"])
