"""Both services on two databases, through their commands; what each says is handed to the other as a test likes."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, TypeVar
from uuid import UUID

import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.author import Author
from services.orders.events import subscriptions as heard_by_orders
from services.orders.queries.ledger import broken_links
from services.orders.queries.sealed_sessions import broken_sessions
from services.supply.events import subscriptions as heard_by_supply
from services.supply.storage.access_tables import revoked_access
from shared.contracts.event import Event
from shared.contracts.registry import BY_TYPE_NAME
from shared.database import create_engine, transaction
from shared.kernel.clock import HeldClock
from shared.kernel.refusal import Refused
from shared.messaging.guard import Guard
from shared.web.revocations import RevokedAccess
from tests.fixtures.compiled_once import compiled_once
from tests.fixtures.records import record_of

T = TypeVar("T")

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
COORDINATOR = UUID(int=1)
TREASURER = Author(UUID(int=9), None)
WAYS = ("in order", "one by one", "twice", "backwards", "shuffled", "shuffled one by one")

_FILLED = text(
    "SELECT format('SELECT %L WHERE EXISTS (SELECT FROM %I)', tablename, tablename) FROM pg_tables "
    "WHERE schemaname = 'public' AND tablename NOT IN "
    "('alembic_version', 'network_settings', 'membership_rules', 'offered_languages')"
)
_SAID = text("SELECT sequence, type, payload FROM outbox WHERE sequence > :after ORDER BY sequence")
_BOOKS = text(
    "SELECT (SELECT coalesce(jsonb_object_agg(account, cents), '{}') FROM (SELECT account, sum(amount_cents) AS cents "
    "FROM ledger_entries GROUP BY account HAVING sum(amount_cents) <> 0)), "
    "(SELECT jsonb_object_agg(number, jsonb_build_array(credit_cents, owed_cents)) FROM households), "
    "EXISTS (SELECT FROM ledger_entries GROUP BY transaction_id HAVING sum(amount_cents) <> 0)"
)
_BELOW_ZERO = text("SELECT count(*) FROM stock_lots WHERE quantity < 0 OR value_cents < 0")
_BY_NOBODY = text("SELECT DISTINCT kind FROM ledger_transactions WHERE by IS NULL AND kind <> 'stock_sold'")
"""Sales of stock are told here as if orders had said them: it made none of them."""
_DEAD = text("SELECT reason FROM dead_letters")


class Post:
    """What one service said and the other has not heard, or has."""

    def __init__(self, said_by: AsyncEngine, guard: Guard) -> None:
        self._said_by = said_by
        self._guard = guard
        self._read = 0
        self.waiting: list[Event] = []
        self.heard: list[Event] = []

    async def collect(self) -> list[Event]:
        """What was said since the last time; it waits to be heard."""
        async with looked_at(self._said_by).connect() as connection:
            rows = (await connection.execute(_SAID, {"after": self._read})).all()
        self._read = rows[-1].sequence if rows else self._read
        new = [BY_TYPE_NAME[row.type].model_validate_json(row.payload) for row in rows]
        self.waiting += new
        return new

    async def say(self, event: Event) -> None:
        """As if the other had said it; it may be heard again."""
        await self.hand_over([event])
        self.heard.append(event)

    async def hand_over(self, poll: Sequence[Event]) -> None:
        await self._guard.handle([record_of(event) for event in poll])

    def polls(self, way: str, seed: int, kept_back: Sequence[Event] = ()) -> list[list[Event]]:
        """All that waits but what is kept back, and some that was heard before, to be handed over poll by poll."""
        random = Random(seed)  # noqa: S311 - a repeatable shuffle
        new = [event for event in self.waiting if event not in kept_back]
        again = random.sample(self.heard, min(2, len(self.heard)))
        self.heard += new
        self.waiting = list(kept_back)
        return [poll for poll in _polls(new + again, way, random) if poll]


def _polls(events: list[Event], way: str, random: Random) -> Iterable[list[Event]]:
    if way.startswith("shuffled"):
        events = random.sample(events, len(events))
    if way == "backwards":
        events = events[::-1]
    if way.endswith("one by one"):
        return [[event] for event in events]
    return [events, events] if way == "twice" else [events]


class Stage:
    """Two databases for all runs of a machine, emptied before each; ``seen`` counts what happened in all of them."""

    def __init__(self, orders_url: str, supply_url: str) -> None:
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
        self.orders, self.supply = (
            compiled_once(create_engine(url, pool_size=2, application_name="machine", statement_seconds=None))
            for url in (orders_url, supply_url)
        )
        self.seen: Counter[str] = Counter()
        self.steps = 0
        self.acted = False
        """Whether anything was done, or refused, since the last step."""

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        self.acted = True
        return self.look(work)

    def look(self, work: Coroutine[Any, Any, T]) -> T:
        """Of work that only reads."""
        return self._runner.get_loop().run_until_complete(work)

    def outcome(self, work: Coroutine[Any, Any, T]) -> T | str:
        """What came of it: its result, or the code of the refusal."""
        try:
            return self.do(work)
        except Refused as refusal:
            self.seen[refusal.code] += 1
            return refusal.code

    def begin(self) -> None:
        """Empty databases and a new desk, at noon."""
        for engine in (self.orders, self.supply):
            self.do(_empty(engine))
        self.clock = HeldClock(NOON)
        self.desk = OrderDesk.on(self.orders, self.clock)
        supply = Guard(self.supply, "supply", heard_by_supply(RevokedAccess(revoked_access), self.clock))
        self.to_supply = Post(self.orders, supply)
        self.to_orders = Post(self.supply, Guard(self.orders, "orders", heard_by_orders(self.clock)))

    def tick(self) -> bool:
        """Whether there was a step: nobody counts a state twice, nor a rule that found nothing to do."""
        acted, self.acted = self.acted, False
        self.steps += acted
        self.clock.advance(timedelta(seconds=acted))
        return acted

    async def books(self) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
        """The trial balance, and each household's credit and debt as its row says; no transaction is off balance."""
        async with looked_at(self.orders).connect() as connection:
            accounts, purses, unbalanced = (await connection.execute(_BOOKS)).one()
        assert not unbalanced
        return accounts, {number: tuple(money) for number, money in purses.items()}

    async def check_at_the_end(self) -> None:
        """What `vrac ledger verify` computes, who booked each, the warehouse, and that no event was put aside."""
        async with self.orders.connect() as connection:
            assert await broken_links(connection) == []
            assert await broken_sessions(connection) == []
            assert list(await connection.scalars(_BY_NOBODY)) == []
        async with self.supply.connect() as connection:
            assert await connection.scalar(_BELOW_ZERO) == 0
        for engine in (self.orders, self.supply):
            async with engine.connect() as connection:
                assert list(await connection.scalars(_DEAD)) == []

    async def rows(self, engine: AsyncEngine, statement: str, **parameters: object) -> list[Any]:
        async with looked_at(engine).connect() as connection:
            return list(await connection.execute(text(statement), parameters))

    def close(self) -> None:
        for engine in (self.orders, self.supply):
            self.do(engine.dispose())
        self._runner.close()


@cache
def looked_at(engine: AsyncEngine) -> AsyncEngine:
    """The engine without a transaction around each statement: whoever only looks spares two round trips."""
    return engine.execution_options(isolation_level="AUTOCOMMIT")


async def _empty(engine: AsyncEngine) -> None:
    """As it was migrated, but for sequences. The ledger refuses to be emptied: only who owns the server can, as here.

    What has rows has few: deleted sooner than every table is truncated.
    """
    async with transaction(engine) as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        every = " UNION ALL ".join(await connection.scalars(_FILLED))
        for table in (await connection.scalars(text(every))).all():
            await connection.execute(text(f'DELETE FROM "{table}"'))  # noqa: S608 - a name from the catalogue
        if engine.url.database and engine.url.database.endswith("_orders"):
            await connection.execute(text("INSERT INTO tills (code) VALUES ('')"))
