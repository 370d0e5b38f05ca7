"""How a supplier's price list is to be read, as the coordinator said."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.domain.ladder import Basis
from services.supply.domain.price_list import PriceListColumns
from services.supply.domain.price_list_cells import ListUnit, PricePer
from services.supply.storage.price_list_tables import price_list_columns
from shared.kernel.refusal import Refused


async def columns_of(engine: AsyncEngine, supplier: str) -> PriceListColumns:
    """The columns of a supplier's price list.

    Raises:
        Refused: ``price_list_columns_unknown``: nobody said them yet.
    """
    query = select(price_list_columns).where(price_list_columns.c.supplier == supplier)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        raise Refused("price_list_columns_unknown", supplier=supplier)
    unit = None if row["case_unit"] is None else ListUnit(row["case_unit"])
    enums = {"case_unit": unit, "basis": Basis(row["basis"]), "price_per": PricePer(row["price_per"])}
    return PriceListColumns(**{**row, **enums})
