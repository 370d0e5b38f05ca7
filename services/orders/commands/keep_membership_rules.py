"""The coordinator changes what the network asks of its members.

Isolation: READ COMMITTED with the one row locked: of two who change it at once the second is told.
"""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.audit import Audited, AuditKind, State
from services.orders.domain.membership import MembershipRules
from services.orders.queries.membership import membership_rules
from services.orders.storage.audit_rows import note
from services.orders.storage.membership_tables import membership_rules as table
from shared.database import retry
from shared.kernel.refusal import Refused


async def keep_membership_rules(desk: OrderDesk, wanted: MembershipRules, version: int, by: UUID) -> None:
    """Store them in place of those of this version; those that stand already stay as they are.

    Raises:
        Refused: ``membership_rules_changed``: by somebody else, since that version.
    """

    async def work(connection: AsyncConnection) -> None:
        await connection.execute(select(table.c.version).with_for_update())
        before, stands = await membership_rules(connection)
        if wanted == before:
            return
        if version != stands:
            raise Refused("membership_rules_changed")
        await connection.execute(update(table).values(version=stands + 1, **_state(wanted)))
        kept = Audited(AuditKind.MEMBERSHIP_RULES_KEPT, "membership", by, _state(before), _state(wanted))
        await note(connection, kept, desk.clock())

    await retry(desk.engine, work)


def _state(rules: MembershipRules) -> State:
    return {"fees_cents": list(rules.fees), "needed": rules.needed.value}
