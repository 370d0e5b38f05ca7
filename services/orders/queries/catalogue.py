"""A cycle's catalogue as it is sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.families import EDITION, pictogram_of
from services.orders.storage.cycle_tables import catalogue_entries, cycles


@dataclass(frozen=True, slots=True)
class CatalogueRung:
    """From ``starts_at`` of the basis on, a display unit costs about ``about_price_cents``."""

    starts_at: int
    about_price_cents: int


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """One product as sold in the cycle; prices per display unit with VAT and delivery, quantities in base units.

    Its ``pictogram`` is its family's.
    """

    product: str
    name: str
    category: str
    pictogram: str
    unit: str
    step: int
    vat_basis_points: int
    ceiling_price_cents: int
    organic: bool
    local: bool
    on_sale: bool
    stock_first: int
    basis: str
    rungs: tuple[CatalogueRung, ...]


async def catalogue_etag(connection: AsyncConnection, cycle: str) -> str | None:
    """What the catalogue is known by, as it is stored and drawn; ``None`` if there is none."""
    etag = await connection.scalar(select(cycles.c.catalogue_etag).where(cycles.c.code == cycle))
    return f'"{etag}-{EDITION}"' if etag else None


async def catalogue(connection: AsyncConnection, cycle: str) -> Sequence[CatalogueProduct]:
    """Every product of the cycle's catalogue, by category and name as they are stored."""
    table = catalogue_entries.c
    found = select(catalogue_entries).where(table.cycle == cycle).order_by(table.category, table.name, table.product)
    return [_product(row) for row in await connection.execute(found)]


def _product(row: Any) -> CatalogueProduct:  # noqa: ANN401 - a row of the table
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    del values["cycle"]
    rungs = tuple(CatalogueRung(rung["starts_at"], rung["indicative_price"]) for rung in row.rungs)
    return CatalogueProduct(**(values | {"pictogram": pictogram_of(row.category), "rungs": rungs}))
