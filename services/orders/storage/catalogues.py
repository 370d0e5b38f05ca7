"""What is sold in a cycle, remembered: ceilings, units and steps never change once it is open.

A write names the version that priced it, so a memory that a revision overtook is refused, never believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.pricing import SaleTerms
from services.orders.storage.cycle_tables import catalogue_entries, cycles
from shared.kernel.quantity import Unit


@dataclass(frozen=True, slots=True)
class SaleCatalogue:
    """The products of one cycle, in one version."""

    version: int
    terms: Mapping[str, SaleTerms]


_entry = catalogue_entries.c
_READ = select(
    *(cycles.c.code, cycles.c.catalogue_version),
    *(_entry.product, _entry.name, _entry.unit, _entry.step, _entry.ceiling_price_cents, _entry.on_sale),
).join(catalogue_entries, _entry.cycle == cycles.c.code)


class Catalogues:
    """The catalogues of one process."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._known: dict[str, SaleCatalogue] = {}

    async def known(self, cycle: str) -> SaleCatalogue | None:
        """The cycle's catalogue as remembered, read if it is not; ``None`` if there is none."""
        return self._known.get(cycle) or await self.fresh(cycle)

    async def fresh(self, cycle: str) -> SaleCatalogue | None:
        """The cycle's catalogue as stored now; ``None`` if there is none."""
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_READ.where(cycles.c.code == cycle))).all()
        if not rows or rows[0].catalogue_version is None:
            return None
        terms = {
            row.product: SaleTerms(
                *(row.product, row.name, Unit(row.unit), row.step, row.ceiling_price_cents, row.on_sale)
            )
            for row in rows
        }
        catalogue = self._known[cycle] = SaleCatalogue(rows[0].catalogue_version, terms)
        return catalogue
