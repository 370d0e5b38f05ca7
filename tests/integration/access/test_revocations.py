"""Revoked access is the same in both services, in whatever order it is heard."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.storage.access_tables import revoked_access
from shared.contracts.users import AccessRevoked
from shared.database import transaction
from shared.web.revocations import RevokedAccess
from shared.web.roles import Actor, Role
from shared.web.tokens import Session, microseconds

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


async def test_the_latest_revocation_of_a_user_counts(supply_engine: AsyncEngine) -> None:
    for order in permutations(range(3)):
        actor = Actor(uuid4(), frozenset({Role.VOLUNTEER}), frozenset({"north"}))
        heard = [
            AccessRevoked(user_id=actor.user_id, before=NOON + timedelta(minutes=n), version=n + 1) for n in range(3)
        ]
        applying = RevokedAccess(revoked_access)
        for n in (*order, *order):
            async with transaction(supply_engine) as connection:
                await applying.apply(connection, [heard[n], heard[0]])
        elsewhere = RevokedAccess(revoked_access)
        await elsewhere.refresh(supply_engine)
        last = NOON + timedelta(minutes=2)
        assert elsewhere.covers(Session(actor, microseconds(last), microseconds(last)))
        assert not elsewhere.covers(Session(actor, microseconds(last) + 1, microseconds(last)))
