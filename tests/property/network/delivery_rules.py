"""What suppliers bring: the short way, one record for a whole cycle, or line by line, in parts and corrected."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from services.supply.commands.complete_order import complete_order
from services.supply.commands.receive_delivery import Delivery, receive_delivery
from services.supply.commands.record_deliveries import Record, RecordedLine, record_deliveries
from services.supply.commands.withdraw_delivery import Withdrawal, withdraw_delivery
from services.supply.domain.receiving import DeliveryLine
from tests.property.network.books import GOODS, SUPPLIERS, Cycle
from tests.property.network.cycle_rules import BROUGHT_ON, WholeCycles
from tests.property.network.received import Bought, CameLine, Delivered
from tests.property.network.stage import COORDINATOR

CAME = st.integers(0, 3)
SUPPLIER = st.sampled_from(SUPPLIERS)
SHARES = st.fixed_dictionaries({product: st.sampled_from([None, 0, 40, 90, 100, 130]) for product in GOODS})
SPOILT = (0, 40)
PARTS = st.fixed_dictionaries(
    {product: st.sampled_from([None, (100, 0), (60, 0), (50, 20), SPOILT]) for product in GOODS}
)
PRICES = st.fixed_dictionaries({product: st.sampled_from([70, 100, 100, 180]) for product in GOODS})
LOT = st.sampled_from([None, "L1", "L2"])
ORDER = "SELECT number FROM purchase_orders WHERE cycle = :cycle AND supplier = :supplier AND state <> 'cancelled'"
SAID = "SELECT supplier, version FROM deliveries WHERE cycle = :cycle AND rest_as_ordered"
RECEIVED = {
    "brought in part",
    "brought to the end",
    "delivery corrected",
    "delivery withdrawn",
    "brought after goods were lost",
}

Parts = dict[str, tuple[int, int] | None]
"""Of what was ordered of a product, the percentages that came in a good state and damaged."""


class WithDeliveries(WholeCycles):
    """Rules of receiving. Of a settled cycle, what is entered leads to a correction."""

    def bought(self, which: int) -> Cycle:
        found = [cycle for cycle in self.books.cycles if cycle.bought]
        return found[which % len(found)]

    def correct(self, cycle: Cycle) -> None:
        """What was settled is settled again, once all of it came."""
        if cycle.stage == "settled":
            self.settle(cycle)
            self.stage.seen["corrected"] += not cycle.receiving.open

    def order_of(self, cycle: Cycle, product: str) -> int:
        """The number of the order that has it."""
        ((number,),) = self.rows(ORDER, cycle=cycle.code, supplier=cycle.bought[product].supplier)
        return int(number)

    def nothing_more_comes(self, cycle: Cycle, supplier: str) -> None:
        """The supplier's order is complete; refused only while nothing of it was entered."""
        ((number,),) = self.rows(ORDER, cycle=cycle.code, supplier=supplier)
        got = self.stage.outcome(complete_order(self.stage.supply, number, COORDINATOR, self.stage.clock()))
        entered = cycle.receiving.entered(supplier)
        assert got == (cycle.code if entered else "nothing_received")
        cycle.receiving.complete |= {supplier} if entered else set()

    def when_sent(self, cycle: Cycle) -> None:
        """Settle; where more may come it is said first that nothing does."""
        waits = cycle.receiving.open
        self.settle(cycle)
        for supplier in sorted(waits):
            self.nothing_more_comes(cycle, supplier)

    @precondition(lambda self: any(cycle.bought for cycle in self.books.cycles))
    @rule(which=CAME, shares=SHARES, prices=PRICES)
    def record_what_came(self, which: int, shares: dict[str, int | None], prices: dict[str, int]) -> None:
        """Short, more, dearer, cheaper, not at all, or as ordered: whoever says it has seen what was said before."""
        cycle = self.bought(which)
        record = {
            product: Bought(one.supplier, one.quantity * share // 100, round(one.price * prices[product] / 100, 4))
            for product, one in sorted(cycle.bought.items())
            if (share := shares[product]) is not None
        }
        self.say_record(cycle, record)
        self.correct(cycle)

    def say_record(self, cycle: Cycle, record: dict[str, Bought]) -> None:
        """In the place of the one before; refused where goods were entered line by line."""
        lines = tuple(
            RecordedLine(one.supplier, DeliveryLine(product, one.quantity, invoiced_price=_euros(one.price)))
            for product, one in record.items()
        )
        said = Record(cycle.code, lines, dict(self.rows(SAID, cycle=cycle.code)))
        got = self.stage.outcome(record_deliveries(self.stage.supply, said, COORDINATOR))
        if any(cycle.receiving.by_line(one.supplier) for one in record.values()):
            assert got == "delivery_received_by_line"
        else:
            assert got is None
            cycle.receiving.foretold.clear()
            cycle.receiving.say_again(record)

    @precondition(lambda self: any(cycle.bought for cycle in self.books.cycles))
    @rule(which=CAME, supplier=SUPPLIER, parts=PARTS, lot=LOT, last=st.sampled_from([True, True, False]))
    def enter_a_delivery(self, which: int, supplier: str, parts: Parts, lot: str | None, *, last: bool) -> None:
        """A part of an order, some of it damaged; or its last part: what is missing then does not come.

        What the record says of the supplier is taken back before.
        """
        cycle = self.bought(which)
        lines = self.bring(cycle, supplier, parts, lot)
        if last and supplier in cycle.fees:
            self.nothing_more_comes(cycle, supplier)
            self.stage.seen["brought to the end"] += bool(lines)
        self.correct(cycle)

    def bring(self, cycle: Cycle, supplier: str, parts: Parts, lot: str | None) -> tuple[DeliveryLine, ...]:
        """What is entered of one delivery; nothing is where none of these products is asked of the supplier."""
        lines = _lines(cycle, supplier, parts, lot)
        if lines:
            new = Delivered(self.new_id(), supplier, _counted(lines))
            if cycle.receiving.recorded(supplier) and cycle.receiving.here(supplier):
                assert self.send_delivery(cycle, new, lines, base=0) == "delivery_in_record"
                record = cycle.receiving.recorded_of(cycle.bought)
                self.say_record(cycle, {product: one for product, one in record.items() if one.supplier != supplier})
            assert [self.send_delivery(cycle, new, lines, base=0) for _ in range(2)] == [True, False]
            self._takes_back_foretold(cycle, supplier)
            cycle.receiving.deliveries.append(new)
            self.stage.seen["brought in part"] += 1
        return lines

    def _takes_back_foretold(self, cycle: Cycle, supplier: str) -> None:
        """What is entered line by line says it now, not what incidents said before."""
        receiving = cycle.receiving
        self.stage.seen["brought after goods were lost"] += supplier in receiving.foretold
        receiving.say_again({product: one for product, one in receiving.record.items() if one.supplier != supplier})

    @precondition(lambda self: any(cycle.receiving.deliveries for cycle in self.books.cycles))
    @rule(which=CAME, parts=PARTS, lot=LOT, withdraw=st.booleans())
    def correct_a_delivery(self, which: int, parts: Parts, lot: str | None, *, withdraw: bool) -> None:
        """The last one is entered otherwise, or was a mistake; refused to who did not see its last version."""
        cycle = [cycle for cycle in self.books.cycles if cycle.receiving.deliveries][-1]
        one = cycle.receiving.deliveries[-1 - which % len(cycle.receiving.deliveries)]
        lines = _lines(cycle, one.supplier, parts, lot)
        if withdraw:
            self.withdraw(cycle, one)
        elif lines:
            assert self.send_delivery(cycle, one, lines, base=one.version + 1) == "delivery_changed"
            got = self.send_delivery(cycle, one, lines, base=one.version)
            if cycle.receiving.recorded(one.supplier) and cycle.receiving.here(one.supplier):
                assert got == "delivery_in_record"
                return
            assert got is False
            self._takes_back_foretold(cycle, one.supplier)
            one.lines, one.version, one.stands = _counted(lines), one.version + 1, True
            self.stage.seen["delivery corrected"] += 1
        self.correct(cycle)

    def withdraw(self, cycle: Cycle, one: Delivered) -> None:
        """Said twice it is done once."""
        asked = Withdrawal(cycle.code, one.id, one.version - (not one.stands), "another order's")
        for _ in range(2):
            self.stage.do(withdraw_delivery(self.stage.supply, asked, COORDINATOR))
        if one.stands:
            cycle.receiving.withdraw(one)
            self.stage.seen["delivery withdrawn"] += 1

    def send_delivery(self, cycle: Cycle, one: Delivered, lines: tuple[DeliveryLine, ...], *, base: int) -> bool | str:
        sent = Delivery(one.id, cycle.code, one.supplier, f"BL-{one.id}", BROUGHT_ON, lines, base)
        return self.stage.outcome(receive_delivery(self.stage.supply, sent, COORDINATOR))


def _lines(cycle: Cycle, supplier: str, parts: Parts, lot: str | None) -> tuple[DeliveryLine, ...]:
    """Of each product two lots: the first has all that is damaged."""
    found = []
    for product, one in sorted(cycle.bought.items()):
        part = parts[product]
        if one.supplier == supplier and part is not None:
            good, damaged = (one.quantity * percent // 100 for percent in part)
            found.append(DeliveryLine(product, good // 3, lot, damaged=damaged))
            found.append(DeliveryLine(product, good - good // 3, "L3"))
    return tuple(found)


def _counted(lines: tuple[DeliveryLine, ...]) -> list[CameLine]:
    return [CameLine(line.product, line.received) for line in lines]


def _euros(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)
