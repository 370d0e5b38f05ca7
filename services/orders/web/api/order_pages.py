"""The page of a list of orders that is asked for."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.orders.queries.order_pages import OrderPage
from shared.kernel.refusal import Refused
from shared.web.paging import Paging


def id_after(after: str | None) -> UUID | None:
    """The id that a page starts after.

    Raises:
        Refused: ``page_unknown``.
    """
    try:
        return None if after is None else UUID(after)
    except ValueError:
        raise Refused("page_unknown", after=after) from None


async def _order_page(paging: Paging) -> OrderPage:
    return OrderPage(id_after(paging.after), paging.limit)


OrderPaging = Annotated[OrderPage, Depends(_order_page)]
