"""What becomes of stock between settlements: counted, lost, entered otherwise, sent to a centre and back."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.supply.commands.count_lots import CountedLot, StockCount, count_lots
from services.supply.commands.count_stock import StockLot, count_stock
from services.supply.commands.lose_stock import StockLoss, lose_stock
from services.supply.commands.transfer_stock import StockTransfer, transfer_stock
from services.supply.domain.stock_movements import LossReason
from shared.contracts.event import Event
from shared.contracts.group_orders import GoodsSold, GoodsSoldV2
from shared.contracts.stock import StockAdjusted, StockAdjustedV2
from shared.kernel.ids import group_order_id
from tests.property.network.books import CENTRES, half_up
from tests.property.network.stage import COORDINATOR
from tests.property.network.treasury_rules import CENTRE, WithTheMoney

WHICH = st.integers(0, 9)
PERCENT = st.sampled_from([0, 1, 50, 99, 100, 130])
NOT_MOVED = {"stock_promised", "stock_not_there", "stock_not_at_centre"}
LOTS = "SELECT product, lot, quantity, value_cents FROM stock_lots ORDER BY product, lot"
STANDING = (
    "SELECT product, lot, sum(m.quantity)::bigint, sum(m.value_cents)::bigint FROM stock_movements m "
    "JOIN stock_lots USING (product, lot) WHERE centre = :centre GROUP BY product, lot, best_before "
    "ORDER BY product, best_before NULLS LAST, lot"
)
WORTH = "SELECT coalesce(sum(value_cents), 0)::bigint FROM stock_movements"


def by_cause(event: StockAdjusted) -> Counter[str]:
    sold = {"sold": event.sold} if isinstance(event, StockAdjustedV2) else {}
    return Counter(sold | {change.cause.value: change.value for change in event.changes})


class InStock(NamedTuple):
    """A lot in the warehouse or at a centre, in base units and cents."""

    product: str
    lot: str
    quantity: int
    value: int

    def part(self, quantity: int) -> int:
        """What that much of it is worth; all of it, all that it is worth."""
        if quantity == self.quantity:
            return self.value
        return half_up(Fraction(self.value * quantity, self.quantity)) if self.quantity else 0


class WithTheStock(WithTheMoney):
    """Rules of the warehouse. ``told``: what was said last of each lot, by cause."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[tuple[str, str], Counter[str]] = {}

    def rows(self, statement: str, **parameters: object) -> list[Any]:
        return self.stage.look(self.stage.rows(self.stage.supply, statement, **parameters))

    def collect(self) -> None:
        self.stage.look(self.stage.to_supply.collect())
        self.said_to_orders()

    def said_to_orders(self) -> list[Event]:
        """What supply said since the last time but of stock, of which it said only that settlements did otherwise."""
        new = self.stage.look(self.stage.to_orders.collect())
        for event in new:
            if isinstance(event, StockAdjusted):
                self.check_told(event, "settled")
                self.stage.seen["stock was gone"] += 1
        return [event for event in new if not isinstance(event, StockAdjusted)]

    def check_told(self, event: StockAdjusted, cause: str, cents: int | None = None) -> None:
        """Nothing of it changed but this cause, by so many cents."""
        now = by_cause(event)
        before = self.told.get((event.product, event.lot), Counter())
        changed = {name: now[name] - before[name] for name in {*now, *before} if now[name] != before[name]}
        assert changed.keys() <= {cause}
        assert cents is None or changed.get(cause, 0) == cents
        self.told[event.product, event.lot] = now

    def check_said(self, cause: str, cents: int) -> None:
        """One lot was told, for this."""
        (event,) = self.stage.look(self.stage.to_orders.collect())
        assert isinstance(event, StockAdjusted)
        self.check_told(event, cause, cents)

    def hear_of_stock(self, poll: list[Event]) -> None:
        """What orders must book of a poll: the newest of each lot."""
        for event in poll:
            if isinstance(event, StockAdjusted):
                self.books.hear_of_stock((event.product, event.lot), event.version, by_cause(event))

    def check_worth(self) -> None:
        """Once orders heard all, it has what the stock is worth; but for runs of which it still lacks an order."""
        not_posted = 0
        for cycle in self.books.cycles:
            last = cycle.runs.get(max(cycle.runs, default=0))
            not_posted += last.books["stock"] if last else 0
            not_posted -= cycle.posted.books["stock"] if cycle.posted else 0
        assert self.rows(WORTH) == [(self.books.moved["stock"] + not_posted,)]

    def standing(self, centre: str) -> list[InStock]:
        return [InStock(*row) for row in self.rows(STANDING, centre=centre)]

    def some_lot(self, which: int, centre: str | None = None) -> InStock | None:
        self.said_to_orders()
        lots = [InStock(*row) for row in self.rows(LOTS)] if centre is None else self.standing(centre)
        return lots[which % len(lots)] if lots else None

    @rule(which=WHICH, percent=PERCENT, centre=st.sampled_from([None, *CENTRES]))
    def count_a_lot(self, which: int, percent: int, centre: str | None) -> None:
        """What is found beyond the books is worth what the rest of it is; nothing there, nothing worth."""
        lot = self.some_lot(which, centre)
        if lot is None:
            return
        found = lot.quantity * percent // 100
        count = StockCount(self.new_id(), (CountedLot(lot.product, lot.lot, found),), "inventory", COORDINATOR, centre)
        for is_new in (True, False):
            _, done = self.stage.do(count_lots(self.stage.supply, self.stage.clock(), count))
            assert done is is_new
        more = found - lot.quantity
        self.check_said("counted", lot.part(more) if more > 0 else -lot.part(-more))
        self.stage.seen["stock counted"] += 1

    @rule(which=WHICH, percent=PERCENT, reason=st.sampled_from(LossReason))
    def lose_stock(self, which: int, percent: int, reason: LossReason) -> None:
        """Promised to a plan or not: a settlement then can't use it."""
        lot = self.some_lot(which)
        quantity = lot.quantity * percent // 100 if lot else 0
        if lot is None or not quantity:
            return
        loss = StockLoss(self.new_id(), lot.product, lot.lot, quantity, reason, COORDINATOR)
        got = self.stage.outcome(lose_stock(self.stage.supply, self.stage.clock(), loss))
        if quantity > lot.quantity:
            assert got == "stock_not_there"
            return
        self.check_said("lost" if reason is LossReason.OTHER else reason.value, -lot.part(quantity))
        self.stage.seen["stock lost"] += 1

    @rule(which=WHICH, percent=PERCENT, value=st.integers(0, 3_000))
    def correct_a_lot(self, which: int, percent: int, value: int) -> None:
        lot = self.some_lot(which)
        if lot is not None:
            now = StockLot(lot.product, lot.lot, lot.quantity * percent // 100, value, None)
            self.stage.do(count_stock(self.stage.supply, now, self.stage.clock(), COORDINATOR))
            self.check_said("entered", value - lot.value)

    @rule(which=WHICH, percent=PERCENT, centre=CENTRE, back=st.booleans())
    def send_or_bring_back(self, which: int, percent: int, centre: str, *, back: bool) -> None:
        """Worth the same wherever it stands: nothing is said."""
        lot = self.some_lot(which)
        quantity = lot.quantity * percent // 100 if lot else 0
        if lot is not None and quantity:
            sent = StockTransfer(self.new_id(), lot.product, lot.lot, quantity, centre, back, COORDINATOR)
            got = self.stage.outcome(transfer_stock(self.stage.supply, self.stage.clock(), sent))
            assert not isinstance(got, str) or got in NOT_MOVED
            assert self.stage.look(self.stage.to_orders.collect()) == []

    @rule(which=WHICH, percent=PERCENT, centre=CENTRE, mistake=st.booleans())
    def sell_at_a_centre(self, which: int, percent: int, centre: str, *, mistake: bool) -> None:
        """Of the lots that stand there, the one that expires first first; what is sold beyond them moves nothing.

        Taken back as a mistake, each lot has again what it gave.
        """
        lot = self.some_lot(which, centre)
        if lot is None:
            return
        lots = [one for one in self.standing(centre) if one.product == lot.product]
        grams = max(1, sum(one.quantity for one in lots) * percent // 100)
        code = self.books.cycle.code
        sale = GoodsSold(
            version=1,
            group_order_id=group_order_id(code, centre),
            cycle=code,
            centre=centre,
            sale_id=self.new_id(),
            product=lot.product,
            quantity=grams,
            order_id=None,
        )
        given: dict[str, int] = {}
        for one in lots:
            taken = min(grams, one.quantity)
            grams -= taken
            if taken:
                given[one.lot] = one.part(taken)
        self.say_of_lots(sale, {lot: -cents for lot, cents in given.items()})
        if mistake:
            self.say_of_lots(GoodsSoldV2(**{**dict(sale), "version": 2, "quantity": 0}), given)
        self.stage.seen["stock sold"] += 1

    def say_of_lots(self, sale: GoodsSold, cents: Mapping[str, int]) -> None:
        """Tell supply of a sale, twice: each of these lots is told once to have changed by so much."""
        for _ in range(2):
            self.stage.do(self.stage.to_supply.say(sale))
        said = {}
        for event in self.stage.look(self.stage.to_orders.collect()):
            assert isinstance(event, StockAdjusted)
            said[event.lot] = event
        assert said.keys() == cents.keys()
        for lot, event in said.items():
            self.check_told(event, "sold", cents[lot])
