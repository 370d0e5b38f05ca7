"""What is told of messages that supply could not apply: what kind, of what, since when; never what they say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.contracts.event import Event
from shared.contracts.registry import EVENT_TYPES
from shared.contracts.users import AccessRevoked
from shared.kernel.refusal import Refused
from shared.messaging.guard import Guard
from shared.messaging.subscription import Subscription
from shared.messaging.triage import discard, replay
from shared.web.dead_letter_words import WORDS
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner
from tests.fixtures.records import record_of
from tests.fixtures.shared_routes import SharedRoutes
from tests.fixtures.supply_buying import DUC, MIN
from tests.fixtures.supply_cycle import CYCLE, cycle_sealed, group_order_sealed, hear, opened, seal
from tests.fixtures.supply_http import client_of

LETTERS = "/v1/dead-letters"
SEALED = cycle_sealed(seal("DUC", DUC), seal("MIN", MIN))
ORDER = replace(record_of(DUC[0]), value=b'{"label": "Madame Secret"}')
STRANGER = replace(record_of(SEALED), key=b"<b>Madame Secret</b>")
UNREADABLE = replace(record_of(SEALED), headers=())
WITHDRAWN = record_of(AccessRevoked(version=1, user_id=UUID(int=7), before=datetime(2026, 12, 1, tzinfo=UTC)))


async def cannot(_connection: AsyncConnection, _events: Sequence[Event]) -> None:
    raise Refused("not_yet")


def guarded(engine: AsyncEngine) -> Guard:
    """A service that can apply nothing."""
    return Guard(engine, "supply", [Subscription(EVENT_TYPES, cannot)])


async def told(client: httpx.AsyncClient, **query: int) -> dict[str, Any]:
    answer = await client.get(LETTERS, params=query)
    assert answer.status_code == 200, answer.text
    assert "Secret" not in answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_kind_and_of_what_is_told_and_never_what_it_says(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    assert await told(coordinator) == {"waiting": 0, "items": [], "next": None}
    await opened(coordinator)
    await hear(supply_engine, group_order_sealed("DUC", DUC))
    await guarded(supply_engine).handle([ORDER, record_of(SEALED), STRANGER, UNREADABLE, WITHDRAWN])
    found = await told(coordinator)
    kinds = {one["kind"]: one for one in found["items"]}
    assert (found["waiting"], len(kinds)) == (5, 4)
    order = kinds["HouseholdOrderConfirmed"]
    assert (order["cycle"], order["cycle_name"], order["centre"]) == (CYCLE, "Cycle de décembre 2026", "DUC")
    assert {one["cycle"] for one in found["items"] if one["kind"] == "CycleSealed"} == {CYCLE, None}
    assert {kinds[name]["centre"] for name in (None, "AccessRevoked")} == {None}
    assert all(datetime.fromisoformat(one["since"]) for one in found["items"])


async def test_they_come_page_by_page_and_are_gone_once_somebody_decided(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    await guarded(supply_engine).handle([record_of(SEALED), WITHDRAWN, UNREADABLE])
    first = await told(coordinator, limit=2)
    last = await told(coordinator, limit=2, after=first["next"])
    assert ([len(page["items"]) for page in (first, last)], last["next"], last["waiting"]) == ([2, 1], None, 3)
    of = {one["kind"]: one["number"] for one in first["items"] + last["items"]}

    async def applied(_connection: AsyncConnection, _events: Sequence[Event]) -> None:
        """Its cause is gone."""

    mended = Guard(supply_engine, "supply", [Subscription(EVENT_TYPES, applied)])
    await replay(supply_engine, mended, of["CycleSealed"])
    await discard(supply_engine, of[None])
    assert [one["kind"] for one in (await told(coordinator))["items"]] == ["AccessRevoked"]


async def test_only_those_who_look_after_the_network_are_told(app: SharedRoutes, signer: SessionSigner) -> None:
    for role, status in ((Role.OPERATOR, 200), (Role.COORDINATOR, 200), (Role.TREASURER, 200), (Role.VOLUNTEER, 403)):
        async with client_of(app, signer, Actor(UUID(int=9), frozenset({role}), frozenset({"DUC"}))) as client:
            assert (await client.get(LETTERS)).status_code == status
            page = await client.get("/dead-letters", headers={"accept": "text/html"})
            assert page.status_code == status


def test_every_event_has_its_words() -> None:
    assert WORDS.keys() == {event.fact() for event in EVENT_TYPES}
