"""Everything that came out of a played cycle, as both services state it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.play.api import Json
from services.play.folder.goods_rows import OfferRow
from services.play.ordering import Rejected
from services.play.scene import Scene
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answers of both services, money in cents and quantities in base units.

    ``units`` has the display unit of each product and ``offers`` the rungs of each offer
    (supplier, product): what it takes to show quantities.
    """

    cycle: str
    units: Mapping[str, Unit]
    offers: Mapping[tuple[str, str], Sequence[OfferRow]]
    rejected: list[Rejected]
    plan: Json
    purchase_orders: list[Json]
    settlement: Json
    settlements: list[Json]
    stock: list[Json]
    roster: Json
    ledger: list[Json]
    balances: list[Json]


async def read_outcome(  # noqa: PLR0913 - what the stages before it have learned
    scene: Scene,
    *,
    rejected: list[Rejected],
    plan: Json,
    purchase_orders: list[Json],
    settlement: Json,
    roster: Json,
) -> Outcome:
    """Read what the stages did not answer themselves: settlements and ledger at orders, stock at supply."""
    scene.reporter.stage("Reading what came out")
    orders, supply = scene.for_files.orders, scene.for_files.supply
    return Outcome(
        cycle=scene.cycle,
        units=scene.units,
        offers={(rungs[0].supplier, rungs[0].product): rungs for rungs in scene.folder.offers},
        rejected=rejected,
        plan=plan,
        purchase_orders=purchase_orders,
        settlement=settlement,
        settlements=[item async for item in orders.pages("cycles", scene.cycle, "settlements")],
        stock=[lot async for lot in supply.listed("stock")],
        roster=roster,
        ledger=[entry async for entry in orders.pages("ledger", "entries", cycle=scene.cycle)],
        balances=[account async for account in orders.listed("ledger", "accounts")],
    )
