"""Less came than was counted: short, damaged, or in packs that can't be handed out; after a settlement too."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from services.supply.domain.happened import Happened
from services.supply.domain.incident import IncidentKind
from tests.property.network.books import Cycle
from tests.property.network.delivery_rules import CAME
from tests.property.network.incident_rules import CASES, WHICH, WithIncidents

KINDS = (IncidentKind.SHORT, IncidentKind.DAMAGED, IncidentKind.PACKAGING)
LOST = {"lost of a delivery"} | {f"lost: {kind}" for kind in KINDS}


class WithLosses(WithIncidents):
    """A rule of incidents of single lines."""

    @precondition(lambda self: any(cycle.bought for cycle in self.books.cycles))
    @rule(cycles_ago=CAME, which=WHICH, kinds=st.permutations(KINDS), percent=st.sampled_from([10, 50, 100, 120]))
    def goods_are_lost(self, cycles_ago: int, which: int, kinds: list[IncidentKind], percent: int) -> None:
        """Of one product after the other; refused while more may come, or of more than came."""
        cycle = self.bought(cycles_ago)
        for n, kind in enumerate(kinds):
            self._is_lost(cycle, sorted(cycle.bought)[(which + n) % len(cycle.bought)], kind, percent)
            self.step_is_done()

    def _is_lost(self, cycle: Cycle, product: str, kind: IncidentKind, percent: int) -> None:
        """What is not there is not invoiced."""
        came, before = cycle.came[product], cycle.invoices()
        less, happened = self._happened(cycle, product, kind, max(1, came.quantity * percent // 100))
        more_to_come = came.supplier in cycle.receiving.open
        refused = "incident_more_than_came" if less > came.quantity else None
        proposal = self.is_done(happened, "incident_receiving_open" if more_to_come else refused)
        if proposal is None:
            return
        by_line = bool(cycle.receiving.by_line(came.supplier))
        cycle.receiving.lose(product, came, less)
        assert sum(cycle.invoices().values()) - sum(before.values()) == proposal.costs_more
        self.stage.seen[f"lost: {kind}"] += 1
        self.stage.seen["lost of a delivery"] += by_line
        self.correct(cycle)

    def _happened(self, cycle: Cycle, product: str, kind: IncidentKind, less: int) -> tuple[int, Happened]:
        """How much less there is by it, and what is said of it: whole cases where packs are unusable."""
        number = self.order_of(cycle, product)
        if kind is not IncidentKind.PACKAGING:
            return less, Happened(number, kind, "mice", lines=((product, less),))
        ((size, _),) = self.rows(CASES, cycle=cycle.code, product=product)
        return size, Happened(number, kind, "wet bags", unusable=((product, 1),))
