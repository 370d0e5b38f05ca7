"""The cycle that benches order in: seven centres, sixty products, as many households as wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.events import subscriptions
from services.orders.storage.centre_tables import centres
from services.orders.storage.ledger_tables import tills
from shared.contracts.cycles import Basis, CatalogueEntry, CentreDates, CycleOpened, Rung
from shared.contracts.group_orders import HouseholdOrderConfirmed, OrderLine
from shared.database import transaction
from shared.kernel.clock import system_clock
from shared.kernel.ids import group_order_id, uuid7
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio

CYCLE = "2026-12"
CENTRES = tuple(f"C{number}" for number in range(7))
PRODUCTS = tuple(f"P{number:02}" for number in range(60))
LINES = 8
_CEILING = 145
_HOUSEHOLDS = """
    INSERT INTO households (id, number, centre, label, size, version)
    SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(n::text, 6, '0'), 'C' || n % 7, 'Foyer ' || n, 3, 1
    FROM generate_series(1, :count) AS n
"""


@dataclass(frozen=True, slots=True)
class Basket:
    """What a household orders: eight products, half a kilo to two kilos of each."""

    number: int

    @property
    def household(self) -> UUID:
        """Whose it is."""
        return UUID(int=self.number)

    @property
    def centre(self) -> str:
        """Where."""
        return CENTRES[self.number % len(CENTRES)]

    @property
    def lines(self) -> dict[str, int]:
        """Grams by product, by product code."""
        chosen = sorted((self.number * 7 + place * 5) % len(PRODUCTS) for place in range(LINES))
        return {PRODUCTS[index]: 500 * (1 + (self.number + index) % 4) for index in chosen}

    @property
    def total_cents(self) -> int:
        """What it comes to at the ceiling."""
        return sum(half_up_ratio(_CEILING * grams, Unit.KG.base) for grams in self.lines.values())

    def body(self) -> dict[str, Any]:
        """The order as a device sends it, paid in cash."""
        return {
            "cycle": CYCLE,
            "household_id": str(self.household),
            "lines": [{"product": product, "quantity": grams} for product, grams in self.lines.items()],
            "payments": [{"id": str(uuid7()), "means": "cash", "amount_cents": self.total_cents}],
        }

    def confirmed(self, version: int = 1) -> HouseholdOrderConfirmed:
        """The order as orders publishes it."""
        lines = [
            OrderLine(product=product, quantity=grams, held=grams * _CEILING // 1000)
            for product, grams in self.lines.items()
        ]
        return HouseholdOrderConfirmed(
            version=version,
            group_order_id=group_order_id(CYCLE, self.centre),
            cycle=CYCLE,
            centre=self.centre,
            order_id=UUID(int=self.number),
            household=f"{self.number:06}",
            label=f"Foyer {self.number}",
            lines=lines,
            held=sum(line.held for line in lines),
        )


def baskets(how_many: int) -> list[Basket]:
    """The first baskets, a household each."""
    return [Basket(number) for number in range(1, how_many + 1)]


async def open_cycle(engine: AsyncEngine, households: int) -> None:
    """Centres, households and an open cycle in orders' database."""
    async with transaction(engine) as connection:
        rows = [{"code": code, "version": 1, "name": code, "place": "", "active": True} for code in CENTRES]
        await connection.execute(insert(centres), rows)
        await connection.execute(insert(tills), [{"code": code} for code in CENTRES])
        await connection.execute(text(_HOUSEHOLDS), {"count": households})
        for subscription in subscriptions(system_clock):
            if CycleOpened in subscription.types:
                await subscription.apply(connection, [_opened()])


def _opened() -> CycleOpened:
    return CycleOpened(
        version=1,
        cycle=CYCLE,
        name="Bench",
        opens=date(2026, 11, 30),
        closes=date(2026, 12, 4),
        delivery=date(2026, 12, 15),
        distribution=date(2026, 12, 18),
        centres=[
            CentreDates(centre=code, closes=None, distribution_starts=None, distribution_ends=None, place="")
            for code in CENTRES
        ],
        catalogue=[_entry(product) for product in PRODUCTS],
    )


def _entry(product: str) -> CatalogueEntry:
    return CatalogueEntry(
        product=product,
        name=product,
        category="",
        unit=Unit.KG,
        step=500,
        vat_basis_points=550,
        ceiling_price=_CEILING,
        organic=True,
        local=True,
        on_sale=True,
        stock_first=0,
        basis=Basis.QUANTITY,
        rungs=[Rung(starts_at=0, indicative_price=_CEILING)],
    )


def split(some: Iterable[Basket], size: int) -> list[list[Basket]]:
    """Groups of ``size``."""
    found = list(some)
    return [found[start : start + size] for start in range(0, len(found), size)]
