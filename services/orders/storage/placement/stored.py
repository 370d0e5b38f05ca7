"""The rows of an accepted order: itself, its lines, its payments, its event."""

from sqlalchemy import CTE, ColumnElement, Text, case, cast, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql

from services.orders.domain.entry import OrderState
from services.orders.storage.messaging_tables import outbox
from services.orders.storage.order_tables import household_order_lines, household_orders
from services.orders.storage.payment_tables import payments
from services.orders.storage.placement import sent

_OF_PLACE = ("group_order_id", "cycle", "centre", "household_id")
_OF_REQUEST = ("version", "state", "late_reason", "total_cents", "digest", "base_version", "request_hash")
_OF_MONEY = ("paid_cents", "credit_after_cents")


def stored_orders(accepted: CTE) -> tuple[CTE, ...]:
    """New orders inserted: an id or a household that has one already fails the whole statement. Others updated."""
    found = accepted.c
    held = case((found.state == OrderState.CONFIRMED, found.total_cents), else_=0)
    given: dict[str, ColumnElement[object]] = {name: found[name] for name in (*_OF_REQUEST, *_OF_MONEY)}
    given |= {"held_cents": held, "rate_basis_points": found.rate}
    placed = {"id": found.order_id, "placed_at": found.at} | {name: found[name] for name in _OF_PLACE} | given
    new = select(*placed.values()).where(found.expected_version == 0)
    again = update(household_orders).where(household_orders.c.id == found.order_id, found.expected_version > 0)
    return (
        insert(household_orders).from_select(list(placed), new).cte("new_orders"),
        again.values(given).cte("amended_orders"),
    )


def stored_lines(accepted: CTE) -> tuple[CTE, ...]:
    """The order's lines as they are now: those not asked for any more are dropped."""
    line, kept = sent.lines.c, household_order_lines.c
    still_asked = exists().where(line.n == accepted.c.n, line.product == kept.product)
    dropped = delete(household_order_lines).where(
        kept.order_id == accepted.c.order_id, accepted.c.expected_version > 0, ~still_asked
    )
    columns = ["order_id", "product", "quantity", "ceiling_price_cents", "held_cents"]
    values = select(accepted.c.order_id, line.product, line.quantity, line.ceiling_price_cents, line.held_cents)
    asked = postgresql.insert(household_order_lines).from_select(
        columns, values.join_from(accepted, sent.lines, line.n == accepted.c.n)
    )
    changed = {name: asked.excluded[name] for name in columns[2:]}
    written = asked.on_conflict_do_update(index_elements=columns[:2], set_=changed)
    return dropped.cte("dropped_lines"), written.cte("written_lines")


def stored_payments(received: CTE) -> CTE:
    """Each payment with the transaction that booked it: an id that is booked already fails the whole statement."""
    columns = [
        *("id", "payer_household_id", "means", "amount_cents", "not_before"),
        *("till", "order_ids", "transaction_id", "received_at"),
    ]
    got = received.c
    rows = select(
        *(got.payment_id, got.household_id, got.means, got.amount_cents, got.not_before),
        *(got.centre, postgresql.array([got.order_id]), got.transaction_id, got.at),
    )
    return insert(payments).from_select(columns, rows).cte("stored_payments")


def stored_events(accepted: CTE) -> CTE:
    """``HouseholdOrderConfirmed`` of the confirmed ones, with what only their locked rows know."""
    found = accepted.c
    known = func.jsonb_build_object(
        *("group_order_id", found.group_order_id, "centre", found.centre),
        *("household", found.number, "label", found.label),
    )
    payload = func.convert_to(cast(found.event_payload.op("||")(known), Text), "UTF8")
    rows = select(
        *(found.event_id, found.event_topic, cast(found.group_order_id, Text), found.event_type),
        *(found.event_headers, payload),
    ).where(found.state == OrderState.CONFIRMED)
    columns = ["id", "topic", "key", "type", "headers", "payload"]
    return insert(outbox).from_select(columns, rows.order_by(found.n)).cte("stored_events")
