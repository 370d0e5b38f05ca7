"""What the network asks of its members, as it stands now: read where it counts, never remembered."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.membership import MembershipRules, Needed
from services.orders.storage.membership_tables import membership_rules as table


async def membership_rules(connection: AsyncConnection) -> tuple[MembershipRules, int]:
    """The rules, with the version that whoever changes them builds on."""
    row = (await connection.execute(select(table))).one()
    return MembershipRules(tuple(row.fees_cents), Needed(row.needed)), row.version
