"""What households do: order, amend, cancel, pay for themselves or each other; and the late tray."""

from itertools import count
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from services.orders.commands.admit_late_order import Admission, admit_late_order
from services.orders.commands.cancel_order import cancel_order
from services.orders.commands.order_request import OrderRequest
from services.orders.commands.place_order import Placed, place_order
from services.orders.commands.record_payment import PaymentRequest, Recorded, record_payment
from services.orders.commands.refund_late_order import refund_late_order
from services.orders.domain.entry import PaymentMade
from services.orders.domain.ledger import Means
from services.orders.domain.pricing import AskedLine
from tests.property.network.books import GOODS, Books, Order, Payment, Purse
from tests.property.network.stage import COORDINATOR, TREASURER, Stage

WHO = st.integers(0, 3)
BROUGHT = st.sampled_from(["cash", "cheque", "card", "transfer"])
CENTS = st.one_of(st.none(), st.integers(1, 3_000))
LINES = st.fixed_dictionaries({product: st.integers(0, 8) for product in GOODS}).filter(
    lambda lines: any(lines.values())
)


class AtTheTable(RuleBasedStateMachine):
    """Rules of entry, each with what the model says must come of it."""

    stage: Stage
    books: Books

    def __init__(self) -> None:
        super().__init__()
        self.ids = count(1)

    def new_id(self) -> UUID:
        return UUID(int=next(self.ids))

    def step_is_done(self) -> None:
        if self.stage.tick():
            self.check_books()

    def check_books(self) -> None:
        """After every step: all accounts together are zero, nobody is below it, each is where the model has it."""
        accounts, purses = self.stage.look(self.stage.books())
        assert accounts == self.books.accounts()
        assert sum(accounts.values()) == 0
        assert purses == {purse.number: (purse.credit, purse.owed) for purse in self.books.purses}
        assert min(min(money) for money in purses.values()) >= 0

    def is_open(self, purse: Purse) -> bool:
        return purse.centre not in self.books.cycle.sealed

    def live(self, purse: Purse) -> Order | None:
        return purse.orders.get(self.books.cycle.code)

    @rule(who=WHO, steps=LINES, cents=CENTS, means=BROUGHT, pays=st.booleans())
    def order(self, who: int, steps: dict[str, int], cents: int | None, means: str, *, pays: bool) -> None:
        """Amend the household's live order, or place one, with money or without."""
        purse = self.books.purses[who]
        lines = {product: n * GOODS[product].step for product, n in steps.items() if n}
        live = self.live(purse)
        wanted = Order(live.id if live else self.new_id(), lines, "")
        paid = (max(0, wanted.total - (live.held if live else 0) - purse.credit) if cents is None else cents) * pays
        wanted.state = self.expected_state(purse, live, wanted, paid, pays=pays)
        payment = Payment(self.new_id(), purse, means, paid)
        got = self.send(purse, live, wanted, payment, None if cents is None else paid, pays=pays)
        assert got == wanted.state, (got, wanted.state)
        if wanted.state in {"confirmed", "waiting", "late"}:
            if pays and paid:
                self.books.receive(payment)
            purse.credit += paid + (live.held if live else 0) - wanted.held
            purse.orders[self.books.cycle.code] = wanted
            self.stage.seen["order amended"] += live is not None

    def expected_state(self, purse: Purse, live: Order | None, wanted: Order, paid: int, *, pays: bool) -> str:
        """The state that the order must get, or the code of its refusal."""
        if live and live.state == "late" and not self.is_open(purse):
            return "order_in_late_tray"
        if not self.is_open(purse):
            over = self.books.cycle.posted is not None
            return "cycle_over" if over else "late" if pays and live is None else "centre_sealed"
        if purse.credit + paid + (live.held if live else 0) >= wanted.total:
            return "confirmed"
        return "not_enough_paid" if live and live.state == "confirmed" else "waiting"

    def send(
        self, purse: Purse, live: Order | None, wanted: Order, payment: Payment, cents: int | None, *, pays: bool
    ) -> str:
        brought = (PaymentMade(payment.id, Means(payment.means), cents),) if pays else ()
        asked = tuple(AskedLine(product, quantity) for product, quantity in wanted.lines.items())
        base = self.version(live.id) if live else 0
        request = OrderRequest(wanted.id, purse.id, self.books.cycle.code, base, asked, brought)
        placed = self.stage.outcome(place_order(self.stage.desk, request, TREASURER))
        if not isinstance(placed, Placed):
            return placed
        self.stage.seen[f"order {placed.order.state}"] += 1
        return placed.order.state

    def version(self, order_id: UUID) -> int:
        """What the tablet shows: the version that an amendment builds on."""
        found = "SELECT version FROM household_orders WHERE id = :id"
        ((version,),) = self.stage.look(self.stage.rows(self.stage.orders, found, id=order_id))
        return int(version)

    @precondition(lambda self: any(map(self.live, self.books.purses)))
    @rule(who=WHO)
    def cancel(self, who: int) -> None:
        ordered = [purse for purse in self.books.purses if self.live(purse)]
        purse = ordered[who % len(ordered)]
        live = purse.orders[self.books.cycle.code]
        placed = self.stage.outcome(cancel_order(self.stage.desk, live.id, None, TREASURER))
        if not self.is_open(purse):
            assert placed == "centre_sealed"
            return
        assert isinstance(placed, Placed)
        purse.credit += live.held
        del purse.orders[self.books.cycle.code]

    @rule(who=WHO, means=st.one_of(BROUGHT, st.just("credit")), cents=CENTS, named=st.lists(WHO, unique=True))
    def pay(self, who: int, means: str, cents: int | None, named: list[int]) -> None:
        """For its own order, for neighbours', or for none: what no order takes is the payer's credit."""
        payer, code = self.books.purses[who], self.books.cycle.code
        purses = [self.books.purses[n] for n in named if code in self.books.purses[n].orders]
        ids = tuple(purse.orders[code].id for purse in purses)
        waiting = [purse for purse in purses if purse.orders[code].state == "waiting"]
        lacking = sum(max(0, purse.orders[code].total - purse.credit) for purse in waiting)
        payment = Payment(self.new_id(), payer, means, lacking if cents is None else cents)
        request = PaymentRequest(payment.id, payer.id, Means(means), cents, ids)
        got = self.stage.outcome(record_payment(self.stage.desk, request, TREASURER))
        if means == "credit" and payer.credit < payment.cents:
            assert got == "not_enough_credit"
            return
        covered = self.covered(payment, waiting)
        if not covered and (means == "credit" or not payment.cents):
            assert got == "nothing_to_pay"
            return
        assert isinstance(got, Recorded), got
        self.books.receive(payment)
        self.give(payment, covered)
        self.stage.seen["paid"] += 1

    def covered(self, payment: Payment, waiting: list[Purse]) -> list[tuple[Purse, int]]:
        """Whose orders the money suffices for, in the order named, and what the payer adds to each's own credit."""
        left, found = payment.cents, []
        for purse in waiting:
            own = purse.credit - (payment.cents if payment.means == "credit" and purse is payment.payer else 0)
            given = max(0, purse.orders[self.books.cycle.code].total - own)
            if given <= left:
                left -= given
                found.append((purse, given))
        return found

    def give(self, payment: Payment, covered: list[tuple[Purse, int]]) -> None:
        payment.payer.credit += payment.cents if payment.means != "credit" else 0
        for purse, given in covered:
            order = purse.orders[self.books.cycle.code]
            payment.payer.credit -= given
            purse.credit += given - order.total
            order.state = "confirmed"

    def late(self, who: int, which: int) -> tuple[Purse, Order, int] | None:
        """A late order of the household, in some cycle."""
        purse = self.books.purses[who]
        found = [n for n, cycle in enumerate(self.books.cycles) if cycle.code in purse.orders]
        late = [n for n in found if purse.orders[self.books.cycles[n].code].state == "late"]
        if not late:
            return None
        n = late[which % len(late)]
        return purse, purse.orders[self.books.cycles[n].code], n

    @precondition(lambda self: any(order.state == "late" for p in self.books.purses for order in p.orders.values()))
    @rule(who=WHO, which=st.integers(0, 3), admit=st.booleans())
    def empty_the_late_tray(self, who: int, which: int, *, admit: bool) -> None:
        """Admit a late order, or close it and leave its money with its household."""
        found = self.late(who, which)
        if found is None:
            return
        purse, order, n = found
        cycle = self.books.cycles[n]
        if not admit:
            self.stage.do(refund_late_order(self.stage.orders, order.id, self.stage.clock))
            del purse.orders[cycle.code]
            return
        got = self.stage.outcome(admit_late_order(self.stage.orders, order.id, COORDINATOR, self.stage.clock))
        if cycle.posted:
            assert got == "late_order_after_settlement"
        elif purse.credit < order.total:
            assert got == "late_order_lacks_credit"
        else:
            assert got == Admission(order.total, after_seal=cycle.is_sealed)
            purse.credit -= order.total
            order.state, cycle.touched = "confirmed", True
            self.stage.seen["admitted"] += 1
