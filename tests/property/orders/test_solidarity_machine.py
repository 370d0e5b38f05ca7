"""Whatever tables do with households at any rate, and however it is settled: the fund's money is where it should be."""

import asyncio
from collections.abc import Coroutine
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.commands.cancel_order import cancel_order
from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.order_request import OrderRequest
from services.orders.commands.place_order import Placed, place_order
from services.orders.commands.receive_donation import Donation, receive_donation
from services.orders.commands.record_payment import PaymentRequest, Recorded, record_payment
from services.orders.commands.register_centre import Centre, register_centre
from services.orders.commands.register_household import Household, register_household
from services.orders.domain.author import Author
from services.orders.domain.entry import PaymentMade
from services.orders.domain.ledger import SOLIDARITY_FUND, SOLIDARITY_HELD, Means
from services.orders.domain.pricing import AskedLine
from services.orders.domain.tariffs import fund_holds_cents, own_cents
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_entries
from services.orders.storage.order_tables import household_orders
from services.orders.storage.solidarity_tables import solidarity_fund
from shared.contracts.cycles import CycleClosing, CycleOpened
from shared.contracts.settlements import HouseholdOrderSettled, SettledLine
from shared.database import create_engine
from shared.kernel.ids import group_order_id, uuid7
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused
from tests.fixtures.orders_story import apply, control, entry, opened
from tests.fixtures.tariffs import give_tariff

T = TypeVar("T")
SOAP_CENTS = 333
AUTHOR = Author(UUID(int=9), None)
PERCENT = (0, 30, 50, 120)
WHO = st.integers(0, len(PERCENT) - 1)
TOLD = ("nothing", "its part", "the full price")


class World:
    """One database for all runs of the machine: each run has a cycle and a centre of its own, all share the fund."""

    def __init__(self, url: str) -> None:
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._numbers = count()
        self.engine = create_engine(url, application_name="machine")
        self.desk = OrderDesk.on(self.engine)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def begin(self) -> tuple[str, list[UUID]]:
        return self.do(self._begin(f"S{next(self._numbers)}"))

    async def _begin(self, code: str) -> tuple[str, list[UUID]]:
        await register_centre(self.desk, Centre(code, code, "", active=True))
        said = opened(code, catalogue=[entry("SAV", unit=Unit.PIECE, step=1, ceiling_price=SOAP_CENTS)])
        await apply(self.engine, CycleOpened.model_validate(said.model_dump() | {"cycle": code}))
        found = [uuid7() for _ in PERCENT]
        for n, (household, percent) in enumerate(zip(found, PERCENT, strict=True)):
            await register_household(self.desk, Household(household, f"{code}-{n}", code, "", 1), None)
            await give_tariff(self.engine, household, percent)
        return code, found

    def rows(self, statement: Any) -> list[Any]:
        return self.do(_rows(self.engine, statement))

    def accounts(self) -> dict[str, int]:
        account = ledger_entries.c.account
        found = select(account, func.sum(ledger_entries.c.amount_cents)).group_by(account)
        return {name: int(cents) for name, cents in self.rows(found)}

    def fund(self) -> int:
        return sum(row.balance_cents for row in self.rows(select(solidarity_fund.c.balance_cents)))

    def close(self) -> None:
        self.do(self.engine.dispose())
        self._runner.close()


async def _rows(engine: AsyncEngine, statement: Any) -> list[Any]:
    async with engine.connect() as connection:
        return list((await connection.execute(statement)).all())


class Solidarity(RuleBasedStateMachine):
    """Four households at 0, 30, 50 and 120 %, a fund of a few euros."""

    world: World

    @initialize()
    def open(self) -> None:
        self.code, self.households = self.world.begin()

    def _outcome(self, work: Coroutine[Any, Any, T]) -> T | str:
        try:
            return self.world.do(work)
        except Refused as refusal:
            return refusal.code

    def _live(self, who: int) -> Any:
        table = household_orders.c
        mine = select(household_orders).where(table.household_id == self.households[who])
        found = self.world.rows(mine.where(table.state.in_(("confirmed", "waiting"))))
        return found[0] if found else None

    @rule(cents=st.integers(1, 700))
    def donate(self, cents: int) -> None:
        self.world.do(receive_donation(self.world.desk, Donation(uuid7(), cents, Means.CHEQUE, None, "X"), AUTHOR))

    @rule(who=WHO, pieces=st.integers(1, 4), pays=st.booleans(), offline=st.booleans(), told=st.sampled_from(TOLD))
    def order(self, who: int, pieces: int, *, pays: bool, offline: bool, told: str) -> None:
        """Placed or amended, with money or without, told its part, the full price or nothing.

        Refused, or left waiting, only as money lacks or the fund is too low; never more is held than was told.
        """
        before, fund, credit = self._live(who), self.world.fund(), self._credit(who)
        total, rate = pieces * SOAP_CENTS, PERCENT[who] * 100
        own = own_cents(total, rate)
        told_cents = {"nothing": None, "its part": own, "the full price": total}[told]
        paid = (own or 1) if pays and offline else 0
        payments = (PaymentMade(uuid7(), Means.CASH, paid or None),) if pays else ()
        order_id, version = (before.id, before.version) if before else (uuid7(), 0)
        request = OrderRequest(
            *(order_id, self.households[who], self.code, version, (AskedLine("SAV", pieces),), payments),
            offline=offline,
            told_cents=told_cents,
        )
        outcome = self._outcome(place_order(self.world.desk, request, AUTHOR))
        held = before is not None and before.state == "confirmed"
        own_before = before.own_cents if held else 0
        fund_before = fund_holds_cents(before.total_cents, before.rate_basis_points) if held else 0
        low = fund_holds_cents(total, rate) - fund_before > fund
        if not isinstance(outcome, Placed):
            assert outcome in {"solidarity_fund_low", "not_enough_paid"}
            assert outcome == "not_enough_paid" or (low and told != "the full price")
            assert (self.world.fund(), self._credit(who)) == (fund, credit)
            return
        placed = outcome.order
        if placed.state != "confirmed":
            assert not held
            assert self.world.fund() == fund
            assert self._credit(who) == credit + placed.paid_cents
            assert placed.missing_cents > 0 or (low and offline and told != "the full price")
            return
        assert placed.own_cents == (total if told == "the full price" and (low or own > total) else own)
        assert told_cents is None or placed.own_cents <= told_cents
        assert self.world.fund() == fund + fund_before - (0 if placed.own_cents >= total else total - placed.own_cents)
        assert self._credit(who) == credit + placed.paid_cents + own_before - placed.own_cents

    def _credit(self, who: int) -> int:
        found = select(households.c.credit_cents).where(households.c.id == self.households[who])
        return int(self.world.rows(found)[0].credit_cents)

    @rule(who=WHO, offline=st.booleans())
    def pay(self, who: int, *, offline: bool) -> None:
        """A waiting order is confirmed, or the fund is too low: taken offline its money is booked all the same."""
        order, fund = self._live(who), self.world.fund()
        if order is None or order.state != "waiting":
            return
        request = PaymentRequest(uuid7(), self.households[who], Means.CARD, order.own_cents or 1, (order.id,))
        outcome = self._outcome(record_payment(self.world.desk, request, AUTHOR, offline=offline))
        low = fund_holds_cents(order.total_cents, order.rate_basis_points) > fund
        if isinstance(outcome, Recorded):
            assert outcome.orders[order.id].state == ("waiting" if low else "confirmed")
            assert offline or not low
        else:
            assert (outcome, low, offline) == ("solidarity_fund_low", True, False)

    @rule(who=WHO)
    def cancel(self, who: int) -> None:
        order = self._live(who)
        if order is not None:
            self.world.do(cancel_order(self.world.desk, order.id, None, AUTHOR))

    @invariant()
    def every_cent_is_where_it_should_be(self) -> None:
        if not hasattr(self, "code"):
            return
        accounts, order = self.world.accounts(), household_orders.c
        assert sum(accounts.values()) == 0
        assert accounts.get(SOLIDARITY_FUND, 0) == -self.world.fund() <= 0
        confirmed = self.world.rows(
            select(household_orders, households.c.number)
            .join(households, households.c.id == order.household_id)
            .where(order.cycle == self.code, order.state == "confirmed")
        )
        of_fund = 0
        for row in confirmed:
            own, fund = own_cents(row.total_cents, row.rate_basis_points), 0
            assert accounts.get(f"household:{row.number}:held", 0) == -own
            fund = fund_holds_cents(row.total_cents, row.rate_basis_points)
            assert own + fund == max(row.held_cents, own)
            of_fund += fund
        assert accounts.get(SOLIDARITY_HELD, 0) == -of_fund

    def teardown(self) -> None:
        """The cycle is settled, then corrected: nothing is held any more, its clearing is even."""
        if not hasattr(self, "code"):
            return
        self.world.do(apply(self.world.engine, CycleClosing(version=9, cycle=self.code)))
        for run, share in ((1, 8), (2, 5)):
            self.world.do(self._settle(run, share))
            accounts = self.world.accounts()
            assert sum(accounts.values()) == 0
            assert accounts.get(SOLIDARITY_FUND, 0) == -self.world.fund() <= 0
        ours = (SOLIDARITY_HELD, f"household:{self.code}-", f"cycle:{self.code}:")
        left = {name: cents for name, cents in accounts.items() if name.startswith(ours) and cents}
        assert [name for name in left if not name.endswith(":credit")] == []

    async def _settle(self, run: int, tenths: int) -> None:
        table = household_orders.c
        found = await _rows(
            self.world.engine,
            select(household_orders).where(table.cycle == self.code, table.state == "confirmed"),
        )
        orders = [_settled(row, run, row.held_cents * tenths // 10) for row in found]
        said = control(run, orders).model_copy(update={"cycle": self.code})
        await apply(self.world.engine, *orders, said)


def _settled(row: Any, run: int, charged: int) -> HouseholdOrderSettled:
    line = SettledLine(product="SAV", granted=1, final_price=charged, charged=charged, reason=None)
    return HouseholdOrderSettled(
        version=run,
        group_order_id=group_order_id(row.cycle, row.centre),
        cycle=row.cycle,
        centre=row.centre,
        order_id=row.id,
        run=run,
        lines=[line],
        held=row.held_cents,
        charged=charged,
    )


def test_households_and_the_fund_share_every_cent(orders_database: str) -> None:
    world = World(orders_database)
    machine = type("SolidarityHere", (Solidarity,), {"world": world})
    bounds = settings(
        max_examples=10,
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
