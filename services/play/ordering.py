"""Third stage, at orders: what every household asks for and pays, entered as a volunteer's device sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.play.api import Refusal, User
from services.play.baskets import Basket, baskets
from services.play.crowd import for_each
from services.play.scene import Scene
from shared.kernel.ids import uuid7


@dataclass(frozen=True, slots=True)
class Rejected:
    """An order that the system refused, or that lapsed unpaid; ``product`` is empty when it is the whole order."""

    household: str
    product: str
    reason: str


async def enter_orders(scene: Scene) -> list[Rejected]:
    """Send every order with its payment; the refusals come back with their sentences."""
    rejected: list[Rejected] = []
    to_enter = baskets(scene.folder)
    centres = {household.household: household.centre for household in scene.folder.households}
    scene.reporter.stage("Entering orders and payments", len(to_enter))

    async def enter(basket: Basket) -> None:
        volunteer = _at_the_table(scene, centres.get(basket.household))
        try:
            await _send(scene, volunteer, basket)
        except Refusal as refusal:
            if refusal.status >= 500 or refusal.status == 401:
                raise
            rejected.append(Rejected(basket.household, _product_of(basket, refusal.problem), refusal.sentence))

    await for_each(to_enter, enter, scene.reporter)
    return rejected


async def lapsed_orders(scene: Scene) -> list[Rejected]:
    """The orders that were never paid in full and lapsed when their centre was sealed."""
    lapsed = scene.for_files.orders.listed("cycles", scene.cycle, "lapsed")
    return [Rejected(order["household_number"], "", order["sentence"]) async for order in lapsed]


def _at_the_table(scene: Scene, centre: str | None) -> User:
    """The volunteer whom the household stands before; a stranger comes to the first centre."""
    if centre is not None:
        return scene.volunteers[centre]
    return next(iter(scene.volunteers.values()), scene.coordinator)


async def _send(scene: Scene, volunteer: User, basket: Basket) -> None:
    household_id = scene.households.get(basket.household) or uuid7()
    if basket.lines:
        body = basket.body(scene.cycle, household_id, scene.units)
        await volunteer.orders.put("orders", str(basket.order_id), body=body)
    elif basket.payment and basket.payment.amount_eur:
        payment = basket.payment
        body = {
            "payer_household_id": str(household_id),
            "means": payment.means,
            "amount_cents": payment.amount_eur,
            "orders": [],
        }
        await volunteer.orders.put("payments", str(basket.payment_id), body=body)


def _product_of(basket: Basket, problem: Mapping[str, Any]) -> str:
    """The product that a refusal is about: named among its figures, or pointed at by its place in the request."""
    figures = problem.get("figures") or {}
    named = figures.get("product")
    if isinstance(named, str):
        return named
    for fault in figures.get("faults", []):
        parts = fault.get("pointer", "").split("/")
        if parts[1:2] == ["lines"] and parts[2:3] and parts[2].isdigit():
            return basket.lines[int(parts[2])].product
    return ""
