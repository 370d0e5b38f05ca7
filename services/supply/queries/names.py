"""What people call the things that the service knows by their codes."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Column, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.storage.catalogue_tables import products, suppliers
from services.supply.storage.cycle_tables import cycles
from services.supply.storage.demand_tables import centres
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class NamedProduct:
    """A product's name, the unit that it is shown in, and the grams that a litre or a piece weighs, if known."""

    name: str
    unit: Unit
    family: str
    net_grams: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """Names by code, and the cycle's own."""

    cycle: str
    products: Mapping[str, NamedProduct]
    suppliers: Mapping[str, str]
    centres: Mapping[str, str]

    def centre(self, code: str) -> str:
        """A centre's name; its code while orders has not told it."""
        return self.centres.get(code, code)


async def names_of(connection: AsyncConnection, cycle: str) -> Names:
    """All names there are; the cycle is one that is known."""
    columns = products.c.product, products.c.name, products.c.unit, products.c.category, products.c.net_grams
    return Names(
        cycle=(await connection.execute(select(cycles.c.name).where(cycles.c.cycle == cycle))).scalar_one(),
        products={
            row.product: NamedProduct(row.name, Unit(row.unit), row.category, row.net_grams)
            for row in await connection.execute(select(*columns))
        },
        suppliers=await _names(connection, suppliers, suppliers.c.supplier),
        centres=await _names(connection, centres, centres.c.centre),
    )


async def _names(connection: AsyncConnection, table: Table, code: Column[str]) -> dict[str, str]:
    return {row[0]: row.name for row in await connection.execute(select(code, table.c.name))}
