"""The SQL that entry sends, with its parameters, without sending it: what pgbench then runs alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.cycle import CYCLE, Basket
from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.order_request import OrderRequest
from services.orders.commands.place_order import place_order
from services.orders.domain.author import Author
from services.orders.domain.entry import PaymentMade
from services.orders.domain.ledger import Means
from services.orders.domain.pricing import AskedLine
from shared.kernel.ids import uuid7

_THE_STATEMENT = "WITH RECURSIVE located"


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement with ``$1`` … in it, and the parameters of one order as PostgreSQL reads them from text."""

    statement: str
    parameters: tuple[str, ...]


class _CaughtError(Exception):
    """Stops the order where its statement would be sent."""


async def capture(engine: AsyncEngine, baskets: Sequence[Basket]) -> list[Sent]:
    """What entering each basket would send."""
    caught: list[Sent] = []

    def catch(*args: Any) -> None:  # noqa: ANN401 - SQLAlchemy's event passes what it passes
        _, _, statement, parameters, *_ = args
        if statement.startswith(_THE_STATEMENT):
            caught.append(Sent(statement, tuple(_text(value) for value in parameters)))
            raise _CaughtError

    desk = OrderDesk.on(engine)
    event.listen(engine.sync_engine, "before_cursor_execute", catch)
    try:
        for basket in baskets:
            await _until_sent(desk, basket)
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", catch)
    if len(caught) != len(baskets):
        raise RuntimeError(
            f"{len(baskets)} orders made {len(caught)} statements: the bench no longer knows entry's SQL"
        )
    return caught


async def _until_sent(desk: OrderDesk, basket: Basket) -> None:
    lines = tuple(AskedLine(product, grams) for product, grams in basket.lines.items())
    paid = (PaymentMade(uuid7(), Means.CASH, None),)
    request = OrderRequest(uuid7(), basket.household, CYCLE, 0, lines, paid)
    try:
        await place_order(desk, request, Author(uuid7(), None))
    except _CaughtError:
        return


def _text(value: object) -> str:
    """A parameter as PostgreSQL's text input takes it."""
    match value:
        case bool():
            return "t" if value else "f"
        case bytes():
            return f"\\x{value.hex()}"
        case datetime():
            return value.isoformat()
        case list():
            return f"{{{','.join(_element(each) for each in value)}}}"
        case None:
            raise ValueError("pgbench can't send NULL")
        case _:
            return str(value)


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    escaped = _text(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
