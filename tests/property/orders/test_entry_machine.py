"""Whatever a table does, in any order: the money in PostgreSQL is where a small model says it is."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.cancel_order import cancel_order
from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.order_request import OrderRequest
from services.orders.commands.place_order import Placed, place_order
from services.orders.commands.record_payment import PaymentRequest, record_payment
from services.orders.commands.register_centre import Centre, register_centre
from services.orders.commands.register_household import Household, register_household
from services.orders.commands.seal_group_order import seal_group_order
from services.orders.domain.author import Author
from services.orders.domain.entry import PaymentMade
from services.orders.domain.ledger import Means
from services.orders.domain.pricing import AskedLine
from services.orders.queries.ledger import broken_links
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_entries
from services.orders.storage.order_tables import household_orders
from shared.contracts.cycles import CycleOpened
from shared.database import create_engine
from shared.kernel.clock import system_clock
from shared.kernel.ids import group_order_id, uuid7
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused
from tests.fixtures.orders_story import apply, entry, opened

T = TypeVar("T")
SOAP_CENTS = 320
TREASURER = Author(UUID(int=9), None)
WHO = st.integers(0, 2)
PIECES = st.integers(1, 4)
CENTS = st.one_of(st.none(), st.integers(1, 1_500))


@dataclass
class Purse:
    """What the model knows of a household."""

    id: UUID
    number: str
    credit: int = 0
    order: UUID | None = None
    """Its live order."""
    state: str = ""
    pieces: int = 0

    @property
    def held(self) -> int:
        return self.pieces * SOAP_CENTS if self.state == "confirmed" else 0


class World:
    """One database for all runs of the machine: each run has a cycle and a centre of its own."""

    def __init__(self, url: str) -> None:
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._numbers = count()
        self.engine = create_engine(url, application_name="machine")
        self.desk = OrderDesk.on(self.engine)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def begin(self) -> tuple[str, list[Purse]]:
        """A new centre, also the code of its cycle, with three households."""
        return self.do(self._begin(f"R{next(self._numbers)}"))

    async def _begin(self, code: str) -> tuple[str, list[Purse]]:
        await register_centre(self.desk, Centre(code, code, "", active=True))
        said = opened(code, catalogue=[entry("SAV", unit=Unit.PIECE, step=1, ceiling_price=SOAP_CENTS)])
        await apply(self.engine, CycleOpened.model_validate(said.model_dump() | {"cycle": code}))
        purses = [Purse(uuid7(), f"{code}-{n}") for n in range(3)]
        for purse in purses:
            await register_household(self.desk, Household(purse.id, purse.number, code, "", 1), None)
        return code, purses

    def close(self) -> None:
        self.do(self.engine.dispose())
        self._runner.close()


class Entry(RuleBasedStateMachine):
    """A table at one centre. The model: a purse a household, the money that was brought, whether it is sealed."""

    world: World

    @initialize()
    def open(self) -> None:
        self.code, self.purses = self.world.begin()
        self.brought = 0
        self.sealed = False
        self.steps = 0
        self.last: tuple[OrderRequest, Placed] | None = None
        self.versions: dict[UUID, int] = {}

    def _outcome(self, work: Coroutine[Any, Any, T]) -> T | str:
        """What came of it: its result, or the code of the refusal."""
        try:
            return self.world.do(work)
        except Refused as refusal:
            return refusal.code

    def _send(self, purse: Purse, order_id: UUID, pieces: int, base: int, cents: int | None, *, pays: bool) -> str:
        payments = (PaymentMade(uuid7(), Means.CASH, cents),) if pays else ()
        request = OrderRequest(order_id, purse.id, self.code, base, (AskedLine("SAV", pieces),), payments)
        placed = self._outcome(place_order(self.world.desk, request, TREASURER))
        if not isinstance(placed, Placed):
            return placed
        self.last = (request, placed)
        self.versions[order_id] = placed.order.version
        return placed.order.state

    def _settle(self, purse: Purse, state: str, pieces: int, due: int, cents: int | None, *, pays: bool) -> None:
        """What a successful request does to the model; ``due`` is what it needs beyond what is held."""
        paid = (max(0, due - purse.credit) if cents is None else cents) if pays else 0
        self.brought += paid
        purse.credit += paid - (due if state == "confirmed" else 0)
        purse.state, purse.pieces = state, pieces

    @rule(who=WHO, pieces=PIECES, cents=CENTS, pays=st.booleans(), another=st.integers(0, 4))
    def order(self, who: int, pieces: int, cents: int | None, another: int, *, pays: bool) -> None:
        """Amend the household's live order, or place one; sometimes a second one."""
        purse = self.purses[who]
        if purse.order is None or another == 4:
            self._place(purse, pieces, cents, pays=pays)
        else:
            self._amend(purse, purse.order, pieces, cents, pays=pays)

    def _place(self, purse: Purse, pieces: int, cents: int | None, *, pays: bool) -> None:
        order_id, due = uuid7(), pieces * SOAP_CENTS
        outcome = self._send(purse, order_id, pieces, 0, cents, pays=pays)
        if purse.order is not None:
            assert outcome == "second_order"
        elif self.sealed:
            assert outcome == ("late" if pays else "centre_sealed")
        else:
            enough = pays and (cents is None or purse.credit + cents >= due)
            assert outcome == ("confirmed" if enough or purse.credit >= due else "waiting")
        if outcome in {"confirmed", "waiting", "late"}:
            purse.order = order_id
            self._settle(purse, outcome, pieces, due, cents, pays=pays)

    def _amend(self, purse: Purse, order_id: UUID, pieces: int, cents: int | None, *, pays: bool) -> None:
        due = pieces * SOAP_CENTS - purse.held
        outcome = self._send(purse, order_id, pieces, self.versions[order_id], cents, pays=pays)
        if purse.state == "late":
            assert outcome == "order_not_open"
        elif self.sealed:
            assert outcome == "centre_sealed"
        elif purse.credit >= due or (pays and (cents is None or purse.credit + cents >= due)):
            assert outcome == "confirmed"
        else:
            assert outcome == ("not_enough_paid" if purse.state == "confirmed" else "waiting")
        if outcome in {"confirmed", "waiting"}:
            self._settle(purse, outcome, pieces, due, cents, pays=pays)

    @precondition(lambda self: self.last is not None)
    @rule()
    def send_the_last_again(self) -> None:
        """The same answer, and nothing is booked twice; a version that was superseded is refused."""
        assert self.last is not None
        request, placed = self.last
        if self.versions[request.order_id] != placed.order.version:
            return
        again = self.world.do(place_order(self.world.desk, request, TREASURER))
        assert again == replace(placed, is_new=False)

    @rule(who=WHO)
    def cancel(self, who: int) -> None:
        purse = self.purses[who]
        if purse.order is None:
            return
        placed = self._outcome(cancel_order(self.world.desk, purse.order, None, TREASURER))
        if self.sealed:
            assert placed == "centre_sealed"
            return
        assert isinstance(placed, Placed)
        self.versions[purse.order] = placed.order.version
        purse.credit += purse.held
        purse.order, purse.state, purse.pieces = None, "", 0

    @rule(who=WHO, cents=st.integers(1, 2_500), named=st.permutations([0, 1, 2]))
    def pay_for_neighbours(self, who: int, cents: int, named: list[int]) -> None:
        payer, orders = self.purses[who], [self.purses[n] for n in named if self.purses[n].order]
        ids = tuple(purse.order for purse in orders if purse.order)
        request = PaymentRequest(uuid7(), payer.id, Means.CARD, cents, ids)
        self.world.do(record_payment(self.world.desk, request, TREASURER))
        assert not self.world.do(record_payment(self.world.desk, request, TREASURER)).is_new
        self.brought += cents
        for purse in (purse for purse in orders if purse.state == "waiting"):
            due = purse.pieces * SOAP_CENTS
            given = max(0, due - purse.credit)
            if given <= cents:
                cents -= given
                purse.credit += given - due
                purse.state = "confirmed"
                self.versions[purse.order or payer.id] = -1
        payer.credit += cents
        self._read_versions()

    def _read_versions(self) -> None:
        found = select(household_orders.c.id, household_orders.c.version).where(household_orders.c.cycle == self.code)
        self.versions = {row.id: row.version for row in self.world.do(_rows(self.world.engine, found))}

    @precondition(lambda self: self.steps > 12 and not self.sealed)
    @rule()
    def seal(self) -> None:
        group = group_order_id(self.code, self.code)
        self.world.do(seal_group_order(self.world.engine, group, system_clock))
        self.sealed = True
        for purse in (purse for purse in self.purses if purse.state == "waiting"):
            purse.order, purse.state, purse.pieces = None, "", 0
        self._read_versions()

    @invariant()
    def money_is_where_the_model_says(self) -> None:
        if not hasattr(self, "purses"):
            return
        self.steps += 1
        found = select(households.c.number, households.c.credit_cents).where(households.c.centre == self.code)
        assert dict(self.world.do(_rows(self.world.engine, found))) == {
            purse.number: purse.credit for purse in self.purses
        }
        assert sum(purse.credit + purse.held for purse in self.purses) == self.brought

    def teardown(self) -> None:
        if hasattr(self, "purses"):
            self.world.do(self._check_ledger())

    async def _check_ledger(self) -> None:
        entry_of = ledger_entries.c
        found = select(entry_of.account, func.sum(entry_of.amount_cents)).group_by(entry_of.account)
        mine = found.where(entry_of.account.startswith(f"household:{self.code}-"))
        accounts = {account: int(cents) for account, cents in await _rows(self.world.engine, mine) if cents}
        expected = {f"household:{purse.number}:credit": -purse.credit for purse in self.purses}
        expected |= {f"household:{purse.number}:held": -purse.held for purse in self.purses}
        assert accounts == {account: cents for account, cents in expected.items() if cents}
        async with self.world.engine.connect() as connection:
            assert await broken_links(connection) == []


async def _rows(engine: AsyncEngine, statement: Any) -> list[Any]:
    async with engine.connect() as connection:
        return list((await connection.execute(statement)).all())


def test_order_entry_agrees_with_its_model(orders_database: str) -> None:
    world = World(orders_database)
    machine = type("EntryHere", (Entry,), {"world": world})
    bounds = settings(
        max_examples=12,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    try:
        run_state_machine_as_test(machine, settings=bounds)
    finally:
        world.close()
