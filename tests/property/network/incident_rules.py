"""What goes wrong with orders that were sent: another tariff, other cases, or a supplier that is left for it."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services.supply.commands.propose_incident import propose_incident
from services.supply.commands.report_incident import Confirmed, report_incident
from services.supply.domain.happened import Happened, SaidPack, SaidPrice
from services.supply.domain.incident import IncidentKind
from services.supply.domain.price_list_cells import PricePer
from tests.property.network.books import GOODS, Cycle
from tests.property.network.cycle_rules import WholeCycles
from tests.property.network.stage import COORDINATOR

PRODUCT = st.sampled_from(sorted(GOODS))
PRICE = st.sampled_from(["0.9", "1.1234", "2.40", "4"])
KIND = st.sampled_from(["another tariff", "another tariff", "other cases", "left"])
LONGEST = 6
"""Steps from one settlement to the orders of the next cycle."""


class WithIncidents(WholeCycles):
    """Rules of incidents. Nobody else sells what a supplier brings: of one that is left nothing comes."""

    @rule(kind=KIND, product=PRODUCT, price=PRICE, fee=st.sampled_from([0, 450, 700]), cases=st.integers(1, 5))
    def something_goes_wrong(self, kind: str, product: str, price: str, fee: int, cases: int) -> None:
        cycle = self._sent()
        if cycle is None or product not in cycle.bought:
            return
        if kind == "other cases":
            self._other_cases(cycle, product, cases)
        else:
            self._another_tariff(cycle, product, Decimal(price), fee, leave=kind == "left")

    def _another_tariff(self, cycle: Cycle, product: str, price: Decimal, fee: int, *, leave: bool) -> None:
        supplier, (quantity, before) = GOODS[product].supplier, cycle.bought[product]
        said = (SaidPrice(product, price, PricePer.UNIT),)
        number, tariff = self._order_of(supplier), IncidentKind.TARIFF
        happened = Happened(number, tariff, "dearer", prices=said, delivery=fee, leave=leave)
        if not self._is_done(happened, supplier, changes=(before, cycle.fees[supplier]) != (Fraction(price), fee)):
            return
        if leave:
            cycle.bought = {one: sold for one, sold in cycle.bought.items() if GOODS[one].supplier != supplier}
            del cycle.fees[supplier]
        else:
            cycle.bought[product], cycle.fees[supplier] = (quantity, Fraction(price)), fee
        self.stage.seen["left" if leave else "another tariff"] += 1

    def _other_cases(self, cycle: Cycle, product: str, cases: int) -> None:
        """As much as they hold; at which price and for which fee its ladder and terms say."""
        supplier, size = GOODS[product].supplier, 4 * GOODS[product].unit
        number, pack = self._order_of(supplier), SaidPack(product, size, cases)
        line = "SELECT case_size, cases, price FROM purchase_order_lines WHERE number = :number AND product = :product"
        ((*before, _),) = self.rows(line, number=number, product=product)
        happened = Happened(number, IncidentKind.PACKAGING, "smaller sacks", packs=(pack,))
        if self._is_done(happened, supplier, changes=before != [size, cases]):
            ((*after, price),) = self.rows(line, number=number, product=product)
            ((fee,),) = self.rows("SELECT delivery_cents FROM purchase_orders WHERE number = :number", number=number)
            assert after == [size, cases]
            cycle.bought[product], cycle.fees[supplier] = (size * cases, Fraction(price)), fee
            self.stage.seen["other cases"] += 1

    def _sent(self) -> Cycle | None:
        """The cycle once its orders are sent: some calm weeks may pass until then."""
        for seed in range(LONGEST):
            if self.books.cycle.stage == "sent":
                return self.books.cycle
            self.go_on(1, "in order", seed, hears=True)
        return None

    def _order_of(self, supplier: str) -> int:
        found = (
            "SELECT number FROM purchase_orders WHERE cycle = :cycle AND supplier = :supplier AND state <> 'cancelled'"
        )
        ((number,),) = self.rows(found, cycle=self.books.cycle.code, supplier=supplier)
        return int(number)

    def _is_done(self, happened: Happened, supplier: str, *, changes: bool) -> bool:
        """Proposed and confirmed: refused only where something came already, or nothing changes."""
        now = self.stage.clock()
        proposing = propose_incident(self.stage.supply, happened, now.date())
        got = self.stage.outcome(proposing)
        if any(GOODS[product].supplier == supplier for product in self.books.cycle.came):
            assert got == "amendment_received"
            return False
        if not changes:
            assert got == "incident_changes_nothing"
            return False
        assert not isinstance(got, str)
        asked = Confirmed(self.new_id(), happened, got.token)
        reporting = report_incident(self.stage.supply, asked, COORDINATOR, now, now.date())
        assert self.stage.outcome(reporting) is True
        return True
