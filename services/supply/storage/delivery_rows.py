"""A delivery as rows: its header, the lines in force, each version as it was said."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, case, delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.audit import Audited, AuditKind, State, what_differs
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.domain.receiving import DeliveryLine
from services.supply.storage.audit_rows import note, written
from services.supply.storage.buying_tables import purchase_order_acknowledgements, purchase_orders
from services.supply.storage.receiving_tables import complete_orders, deliveries, delivery_lines, delivery_versions
from services.supply.storage.upsert import put

RECEIVED, WITHDRAWN = "received", "withdrawn"
FORETOLD = "foretold"
"""Of a version of the cycle's record that only incidents wrote: nobody entered what came."""


@dataclass(frozen=True, slots=True)
class Header:
    """A delivery without its lines; of the cycle's record (``rest_as_ordered``) no note, its day if it is said."""

    delivery_id: UUID
    cycle: str
    supplier: str
    note_number: str | None = None
    received_on: date | None = None
    rest_as_ordered: bool = False
    state: str = RECEIVED
    version: int = 1


async def stored_header(connection: AsyncConnection, delivery_id: UUID) -> Header | None:
    """The delivery of that id as it stands."""
    query = select(deliveries).where(deliveries.c.delivery_id == delivery_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else Header(**row)


async def version_said(connection: AsyncConnection, delivery_id: UUID, version: int) -> RowMapping | None:
    """A version as it was said: ``said``, ``recorded_by``, ``recorded_at``."""
    query = select(delivery_versions).where(
        delivery_versions.c.delivery_id == delivery_id, delivery_versions.c.version == version
    )
    return (await connection.execute(query)).mappings().one_or_none()


async def is_foretold(connection: AsyncConnection, delivery_id: UUID, version: int) -> bool:
    """Whether only incidents wrote this version."""
    stored = await version_said(connection, delivery_id, version)
    return stored is not None and FORETOLD in stored["said"]


async def write_delivery(
    connection: AsyncConnection,
    header: Header,
    lines: Sequence[DeliveryLine],
    recorded_by: UUID,
    *,
    foretold: bool = False,
) -> None:
    """Store a version of a delivery; the version before stays as it was said."""
    await put(connection, deliveries, asdict(header))
    of_delivery = delivery_lines.c.delivery_id == header.delivery_id
    await connection.execute(delete(delivery_lines).where(of_delivery))
    rows = [
        {"delivery_id": header.delivery_id, "line": number, **asdict(line)}
        for number, line in enumerate(lines, start=1)
    ]
    if rows:
        await connection.execute(insert(delivery_lines), rows)
    version = said(header, lines) | ({FORETOLD: True} if foretold else {})
    await _say(connection, header, version, recorded_by)


async def write_withdrawal(connection: AsyncConnection, header: Header, reason: str, recorded_by: UUID) -> None:
    """Store that a delivery counts no more; its lines stay to be read. Without any other its order is not complete."""
    withdrawn = replace(header, state=WITHDRAWN, version=header.version + 1)
    changed = update(deliveries).where(deliveries.c.delivery_id == header.delivery_id)
    await connection.execute(changed.values(state=withdrawn.state, version=withdrawn.version))
    await _say(connection, withdrawn, {"withdrawn_because": reason}, recorded_by)
    await _take_back_completion(connection, header)


def said(header: Header, lines: Sequence[DeliveryLine]) -> dict[str, Any]:
    """What a version says, comparable with what is sent again."""
    figures = {
        "note_number": header.note_number,
        "received_on": header.received_on,
        "lines": [asdict(line) for line in lines],
    }
    found: dict[str, Any] = json.loads(json.dumps(figures, default=str))
    return found


async def _take_back_completion(connection: AsyncConnection, header: Header) -> None:
    """An order of which no delivery is left is one of which nothing was entered: sent or acknowledged, as before."""
    other, order = deliveries.c, purchase_orders.c
    left = exists().where(other.cycle == header.cycle, other.supplier == header.supplier, other.state == RECEIVED)
    its_order = select(order.number).where(order.cycle == header.cycle, order.supplier == header.supplier)
    taken_back = delete(complete_orders).where(complete_orders.c.number.in_(its_order), ~left)
    numbers = list(await connection.scalars(taken_back.returning(complete_orders.c.number)))
    answer = purchase_order_acknowledgements.c
    answered = exists().where(answer.number == order.number, answer.amendment == order.amendment)
    before = case((answered, PurchaseOrderState.ACKNOWLEDGED.value), else_=PurchaseOrderState.SENT.value)
    delivered = order.number.in_(numbers), order.state == PurchaseOrderState.DELIVERED
    await connection.execute(update(purchase_orders).where(*delivered).values(state=before))


async def _say(connection: AsyncConnection, header: Header, version: dict[str, Any], recorded_by: UUID) -> None:
    row = {"delivery_id": header.delivery_id, "version": header.version, "said": version, "recorded_by": recorded_by}
    await connection.execute(insert(delivery_versions), row)
    before = await version_said(connection, header.delivery_id, header.version - 1)
    which = {"version": header.version, "note_number": header.note_number, "received_on": written(header.received_on)}
    was, became = what_differs(_goods(before["said"]) if before else {}, _goods(version))
    kind = AuditKind.DELIVERY_WITHDRAWN if header.state == WITHDRAWN else AuditKind.DELIVERY_RECORDED
    about = f"{header.cycle}/{header.supplier}"
    await note(connection, Audited(kind, about, recorded_by, was if before else None, {**which, **became}))


def _goods(version: Mapping[str, Any]) -> State:
    """What a version says of each product, in base units: in a good state, and damaged."""
    goods: Counter[str] = Counter()
    for line in version.get("lines", ()):
        goods[f"received {line['product']}"] += line["received"]
        goods[f"damaged {line['product']}"] += line["damaged"]
    return {name: quantity for name, quantity in goods.items() if quantity or name.startswith("received")}
