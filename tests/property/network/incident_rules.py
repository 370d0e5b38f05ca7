"""What goes wrong with orders that were sent: other terms, another day, or nothing of it comes (docs/incidents.md)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.supply.commands.advance_purchase_order import Approval, approve_purchase_order, send_purchase_order
from services.supply.commands.amend_purchase_order import AmendmentAsked, amend_purchase_order
from services.supply.commands.propose_incident import Proposal, propose_incident
from services.supply.commands.report_incident import Confirmed, report_incident
from services.supply.domain.happened import Happened, SaidPack, SaidPrice
from services.supply.domain.incident import IncidentKind
from services.supply.domain.price_list_cells import PricePer
from shared.contracts.distributions import DistributionScheduled
from tests.property.network.books import GOODS, Cycle, half_up
from tests.property.network.cycle_rules import BROUGHT_ON
from tests.property.network.delivery_rules import SPOILT, WithDeliveries
from tests.property.network.stage import COORDINATOR

WHICH = st.integers(0, len(GOODS) - 1)
KINDS = st.lists(
    st.sampled_from(
        [
            "another_tariff",
            "another_fee",
            "other_cases",
            "amended",
            "another_day",
            "left",
            "cancelled",
            "spoilt",
        ]
    ),
    min_size=2,
    max_size=4,
    unique=True,
)
PRICE = st.sampled_from(["0.9", "1.1234", "2.40", "4"])
WENT_WRONG = {"another_tariff", "another_fee", "other_cases", "amended", "another_day", "cancelled", "spoilt"}
WENT_WRONG |= {"bought elsewhere", "bought once the rest was here", "wrong after goods were lost"}
LONGEST = 6
"""Steps from one settlement to the orders of the next cycle."""
STARTS = "SELECT centre, distribution_starts::date FROM cycle_centres WHERE cycle = :cycle"
CASES = (
    "SELECT case_size, cases FROM purchase_order_lines JOIN purchase_orders USING (number) "
    "WHERE cycle = :cycle AND product = :product AND state <> 'cancelled'"
)
AMENDMENT = "SELECT amendment FROM purchase_orders WHERE number = :number"
ANY_GAP = 10**6
DRAFTS = "SELECT number, plan FROM purchase_orders WHERE cycle = :cycle AND state = 'draft' ORDER BY number"


class Said(NamedTuple):
    """A price a display unit, cents of a fee, how many cases or days."""

    price: str
    fee: int
    number: int


class WithIncidents(WithDeliveries):
    """Rules of incidents of a whole order. What is not brought, one other supplier may have: only in replacement."""

    @rule(kinds=KINDS, which=WHICH, said=st.builds(Said, PRICE, st.sampled_from([0, 450, 700]), st.integers(1, 5)))
    def an_order_goes_wrong(self, kinds: list[str], which: int, said: Said) -> None:
        """In some ways, one after the other, each confirmed as it was proposed."""
        cycle = self._sent()
        for n, kind in enumerate(kinds):
            if cycle is not None and cycle.bought:
                product = sorted(cycle.bought)[(which + n) % len(cycle.bought)]
                self.stage.seen[kind] += self._goes_wrong(cycle, product, kind, said)
                self.step_is_done()

    def _goes_wrong(self, cycle: Cycle, product: str, kind: str, said: Said) -> bool:
        """Whether it was not refused."""
        ways: dict[str, Callable[[], bool]] = {
            "another_tariff": lambda: self._another_tariff(cycle, product, said.price, None),
            "another_fee": lambda: self._another_tariff(cycle, product, None, said.fee),
            "other_cases": lambda: self._other_cases(cycle, product, said.number),
            "amended": lambda: self._amended(cycle, product, said.number),
            "another_day": lambda: self._another_day(cycle, product, said.number),
            "left": lambda: self._left(cycle, product, SaidPrice(product, Decimal(said.price), PricePer.UNIT)),
            "cancelled": lambda: self._cancelled(cycle, product, keep_short=said.number == 1, alone=said.number == 3),
            "spoilt": lambda: self._spoilt(cycle, product, complete=said.number % 2 == 0),
        }
        return ways[kind]()

    def _another_tariff(self, cycle: Cycle, product: str, price: str | None, fee: int | None) -> bool:
        before = cycle.bought[product]
        said = () if price is None else (SaidPrice(product, Decimal(price), PricePer.UNIT),)
        now = before if price is None else before._replace(price=Fraction(price))
        number = self.order_of(cycle, product)
        happened = Happened(number, IncidentKind.TARIFF, "dearer", prices=said, delivery=fee)
        changes = now != before or fee not in {None, cycle.fees[before.supplier]}
        if self.is_done(happened, self._terms_refused(cycle, product, changes=changes)) is None:
            return False
        expected = cycle.bought | {product: now}
        self.read_orders(cycle)
        assert cycle.bought == expected
        assert fee in {None, cycle.fees[before.supplier]}
        return True

    def _other_cases(self, cycle: Cycle, product: str, cases: int) -> bool:
        """As much as they hold; at which price and for which fee its ladder and terms say."""
        size, before = 4 * GOODS[product].unit, cycle.bought
        ((*ordered,),) = self.rows(CASES, cycle=cycle.code, product=product)
        pack = SaidPack(product, size, cases)
        happened = Happened(self.order_of(cycle, product), IncidentKind.PACKAGING, "smaller sacks", packs=(pack,))
        if self.is_done(happened, self._terms_refused(cycle, product, changes=ordered != [size, cases])) is None:
            return False
        self.read_orders(cycle)
        now = cycle.bought[product]
        assert cycle.bought == before | {product: before[product]._replace(quantity=size * cases, price=now.price)}
        return True

    def _amended(self, cycle: Cycle, product: str, cases: int) -> bool:
        """By hand: so many cases, at which price and for which fee the ladder it was ordered from and terms say."""
        number, before = self.order_of(cycle, product), cycle.bought
        (((size, ordered),), ((after,),)) = (
            self.rows(CASES, cycle=cycle.code, product=product),
            self.rows(AMENDMENT, number=number),
        )
        asked = AmendmentAsked(self.new_id(), number, after, "so agreed", ((product, cases),), ANY_GAP)
        refused = "amendment_changes_nothing" if ordered == cases else None
        if product in cycle.receiving.record:
            refused = "amendment_lowered"
        if cycle.receiving.here(before[product].supplier):
            refused = "amendment_received"
        for is_new in (True, False):
            amending = amend_purchase_order(self.stage.supply, asked, COORDINATOR, self.stage.clock())
            assert self.stage.outcome(amending) == (refused or is_new)
        if refused is not None:
            return False
        self.read_orders(cycle)
        now = cycle.bought[product]
        assert cycle.bought == before | {product: before[product]._replace(quantity=size * cases, price=now.price)}
        return True

    def _another_day(self, cycle: Cycle, product: str, days: int) -> bool:
        """Centres that would hand out before the day after it do so on that day; whoever fetches there is told."""
        day, number = BROUGHT_ON + timedelta(days=days), self.order_of(cycle, product)
        quiet = self.quiet
        happened = Happened(number, IncidentKind.WRONG_DATE, "the lorry", new_date=day)
        supplier = cycle.bought[product].supplier
        all_here = cycle.receiving.here(supplier) and supplier not in cycle.receiving.open
        proposal = self.is_done(happened, "incident_all_here" if all_here else None)
        if proposal is None:
            return False
        first = day + timedelta(days=1)
        moved = {centre for centre, on in cycle.hands_out.items() if on < first and centre not in cycle.left_out}
        cycle.hands_out |= dict.fromkeys(moved, first)
        assert dict(self.rows(STARTS, cycle=cycle.code)) == cycle.hands_out
        said = self.said_to_orders()
        assert {event.centre for event in said if isinstance(event, DistributionScheduled)} == moved
        assert len(said) == len(moved)
        touched = {purse.number for purse, _ in self.books.confirmed(cycle).values() if purse.centre in moved}
        assert not quiet or {one.household for one in proposal.households} == touched
        return True

    def _left(self, cycle: Cycle, product: str, said: SaidPrice) -> bool:
        """It would come at another price, which is too much: it need not come."""
        number, changes = self.order_of(cycle, product), cycle.bought[product].price != Fraction(said.price)
        happened = Happened(number, IncidentKind.TARIFF, "too dear", prices=(said,), leave=True)
        if self.is_done(happened, self._terms_refused(cycle, product, changes=changes)) is None:
            return False
        self._bought_elsewhere(cycle, _of_same_supplier(cycle, product))
        return True

    def _cancelled(self, cycle: Cycle, product: str, *, keep_short: bool, alone: bool) -> bool:
        """Nothing of it comes, or all but this product does; what is kept short is bought nowhere."""
        kept, only = (product,) if keep_short else (), (product,) if alone else ()
        number, lost = self.order_of(cycle, product), {product} if alone else _of_same_supplier(cycle, product)
        happened = Happened(number, IncidentKind.CANCELLED, "the mill burnt down", keep_short=kept, only=only)
        supplier, nothing_came = cycle.bought[product].supplier, not cycle.came[product].quantity
        lowered = alone and product in cycle.receiving.record
        refused = None if alone and nothing_came else self._refused(cycle, product, lowered=lowered)
        if self.is_done(happened, refused) is None:
            return False
        self._bought_elsewhere(cycle, lost)
        if supplier not in cycle.fees:
            cycle.receiving.complete.add(supplier)
        assert not cycle.bought.keys() & {*kept}
        return True

    def _spoilt(self, cycle: Cycle, product: str, *, complete: bool) -> bool:
        """All of an order is here, and nothing of this product can be handed out; more may come, or nothing more."""
        supplier = cycle.bought[product].supplier
        self.bring(cycle, supplier, {one: SPOILT if one == product else (100, 0) for one in GOODS}, "L1")
        if complete:
            self.nothing_more_comes(cycle, supplier)
        before = self.stage.seen["bought elsewhere"]
        done = self._cancelled(cycle, product, keep_short=False, alone=True)
        self.stage.seen["bought once the rest was here"] += self.stage.seen["bought elsewhere"] - before
        return done

    def _bought_elsewhere(self, cycle: Cycle, lost: set[str]) -> None:
        """The other supplier gets an order, or is asked for more: within its offer and the ceiling; all else stands."""
        before = cycle.bought
        self._send_drafts(cycle)
        self.read_orders(cycle)
        assert cycle.bought.keys() <= before.keys()
        for product, was in before.items():
            now, goods = cycle.bought.get(product), GOODS[product]
            if product not in lost:
                assert now == was
            elif now is not None:
                (offer,) = [
                    one for one in (goods.usual, goods.instead) if one and one.supplier == now.supplier != was.supplier
                ]
                assert (now.quantity % offer.case, now.price) == (0, offer.price(now.quantity))
                assert half_up(now.price * (10_000 + goods.vat) / 100) <= goods.ceiling
                self.stage.seen["bought elsewhere"] += 1

    def _send_drafts(self, cycle: Cycle) -> None:
        now = self.stage.clock()
        for number, plan in self.rows(DRAFTS, cycle=cycle.code):
            self.stage.do(self.accept_all(cycle))
            asked = Approval(number, plan, COORDINATOR)
            self.stage.do(approve_purchase_order(self.stage.supply, asked, now))
            self.stage.do(send_purchase_order(self.stage.supply, number, COORDINATOR, now))

    def _sent(self) -> Cycle | None:
        """The cycle once its orders are sent: some calm weeks may pass until then."""
        for seed in range(LONGEST):
            if self.books.cycle.stage == "sent":
                return self.books.cycle
            self.go_on(1, "in order", seed, hears=True)
        return None

    def _refused(self, cycle: Cycle, product: str, *, changes: bool = True, lowered: bool = False) -> str | None:
        """Where something came already, an incident says of how much of it will come, or nothing changes."""
        supplier = cycle.bought[product].supplier
        if cycle.receiving.here(supplier):
            return "amendment_received"
        if lowered:
            return "amendment_lowered"
        self.stage.seen["wrong after goods were lost"] += supplier in cycle.receiving.foretold
        return None if changes else "incident_changes_nothing"

    def _terms_refused(self, cycle: Cycle, product: str, *, changes: bool) -> str | None:
        """Other terms change an order whole."""
        supplier = cycle.bought[product].supplier
        lowered = any(one.supplier == supplier for one in cycle.receiving.recorded_of(cycle.bought).values())
        return self._refused(cycle, product, changes=changes, lowered=lowered)

    def is_done(self, happened: Happened, refused: str | None) -> Proposal | None:
        """Proposed, confirmed, and confirmed again to no effect; unless it must be refused."""
        now = self.stage.clock()
        got = self.stage.outcome(propose_incident(self.stage.supply, happened, now.date()))
        if refused is not None:
            assert got == refused
            return None
        assert isinstance(got, Proposal), got
        asked = Confirmed(self.new_id(), happened, got.token)
        for is_new in (True, False):
            reporting = report_incident(self.stage.supply, asked, COORDINATOR, now, now.date())
            assert self.stage.outcome(reporting) is is_new
        return got


def _of_same_supplier(cycle: Cycle, product: str) -> set[str]:
    return {one for one, bought in cycle.bought.items() if bought.supplier == cycle.bought[product].supplier}
