"""What closes a cycle: seals, what each service hears when, and the coordinator from closing to settlement."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from services.orders.commands.reopen_group_order import Reopening, reopen_group_order
from services.orders.commands.seal_group_order import seal_group_order
from services.supply.commands.abandon_cycle import Abandonment, abandon_cycle
from services.supply.commands.accept_choice import Acceptance, accept_choice
from services.supply.commands.advance_purchase_order import Approval, approve_purchase_order, send_purchase_order
from services.supply.commands.close_cycle import close_cycle
from services.supply.commands.create_purchase_orders import create_purchase_orders
from services.supply.commands.draft_cycle import CycleTerms, Draft, SoldProduct, draft_cycle
from services.supply.commands.leave_out_centre import LeftOutCentre, leave_out_centre, take_centre_back
from services.supply.commands.make_plan import make_plan
from services.supply.commands.open_cycle import open_cycle
from services.supply.commands.settle_cycle import settle_cycle
from services.supply.queries.choices import choices
from shared.contracts.cycles import CycleClosing, CycleSettled
from shared.contracts.event import Event
from shared.contracts.group_orders import HouseholdOrderCancelled, HouseholdOrderConfirmed
from shared.contracts.settlements import HouseholdOrderSettled
from shared.kernel.ids import group_order_id
from tests.property.network.books import CENTRES, GOODS, Cycle
from tests.property.network.received import Bought
from tests.property.network.settled import checked_run
from tests.property.network.stage import COORDINATOR, WAYS
from tests.property.network.stock_rules import WithTheStock
from tests.property.network.treasury_rules import CENTRE

WAY = st.sampled_from(WAYS)
SEED = st.integers(0, 999)
BROUGHT_ON, FETCHED = date(2026, 12, 15), date(2026, 12, 18)
ASKED = (
    "SELECT supplier, delivery_cents, product, quantity, price FROM purchase_orders "
    "JOIN purchase_order_lines USING (number) WHERE cycle = :cycle AND state <> 'cancelled'"
)
GOODS_OF_RUN = "SELECT product, received, stock_used FROM settled_products WHERE cycle = :cycle AND run = :run"
NOT_YET = {"cycle_not_sealed", "centres_not_proved"}


class WholeCycles(WithTheStock):
    """Rules of cycles: what both services say of one and the same cycle.

    ``said``: the events of each settlement run, by cycle and number; ``heard``: all that orders has heard.
    """

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[tuple[str, int], list[Event]] = {}
        self.heard: set[tuple[str, str, int]] = set()

    @property
    def quiet(self) -> bool:
        """Whether each service heard all that the other said."""
        self.collect()
        return not (self.stage.to_orders.waiting or self.stage.to_supply.waiting)

    @precondition(lambda self: self.books.confirmed(self.books.cycle))
    @rule(centre=CENTRE, reopen=st.sampled_from([False, False, True]), reason=st.sampled_from(["forgot one", " "]))
    def seal_or_reopen(self, centre: str, reason: str, *, reopen: bool) -> None:
        cycle = self.books.cycle
        group = group_order_id(cycle.code, centre)
        if not reopen:
            self.stage.do(seal_group_order(self.stage.orders, group, self.stage.clock))
            self.stage.seen["sealed"] += centre not in cycle.sealed
            self.books.seal(cycle, centre)
        else:
            asked = Reopening(group, reason, COORDINATOR)
            got = self.stage.outcome(reopen_group_order(self.stage.orders, asked, self.stage.clock))
            expected = "reopening_needs_reason" if not reason.strip() else None
            assert got == ("cycle_sealed" if cycle.is_sealed else expected)
            if got is None:
                self.books.reopen(cycle, centre)

    @rule(way=WAY, seed=SEED, without=st.one_of(st.none(), CENTRE))
    def hand_over(self, way: str, seed: int, without: str | None) -> None:
        """Each hears the other, in some way; the orders of one centre may still be on their way."""
        self.collect()
        kept = [event for event in self.stage.to_supply.waiting if without and _is_order_of(event, without)]
        if any(event not in kept for event in self.stage.to_supply.waiting):
            self.books.cycle.touched = True
        for poll in self.stage.to_supply.polls(way, seed, kept):
            self.stage.do(self.stage.to_supply.hand_over(poll))
        for poll in self.stage.to_orders.polls(way, seed):
            self.stage.do(self.stage.to_orders.hand_over(poll))
            self.heard_by_orders(poll)
            self.step_is_done()
        self.check_worth()

    def heard_by_orders(self, poll: list[Event]) -> None:
        """What orders must do with a poll: seal what is left, post a run of which nothing is missing."""
        self.heard |= {_name(event) for event in poll}
        self.hear_of_stock(poll)
        for event in poll:
            if isinstance(event, CycleClosing):
                for centre in CENTRES:
                    self.books.seal(self.named(event.cycle), centre)
        runs = {(e.cycle, e.run) for e in poll if isinstance(e, HouseholdOrderSettled | CycleSettled)}
        for code, number in sorted(runs, reverse=True):
            run = self.named(code).runs[number]
            if self.heard >= {_name(event) for event in self.said[code, number]}:
                self.books.post(self.named(code), run)

    def named(self, code: str) -> Cycle:
        return next(cycle for cycle in self.books.cycles if cycle.code == code)

    def begin_cycle(self, seed: int) -> None:
        """The next cycle, open in both services; mostly some order on its first morning."""
        cycle = Cycle(f"C{len(self.books.cycles) + 1}", hands_out=dict.fromkeys(CENTRES, FETCHED))
        terms = CycleTerms(
            *(cycle.code, cycle.code, date(2026, 11, 30), date(2026, 12, 4), BROUGHT_ON, FETCHED),
            *(Decimal(3), 2_000, 60_000, 2_000),
        )
        sold = tuple(SoldProduct(product, goods.ceiling) for product, goods in GOODS.items())
        self.stage.do(draft_cycle(self.stage.supply, Draft(terms, (), sold)))
        self.stage.do(open_cycle(self.stage.supply, self.stage.clock, cycle.code))
        self.books.cycles.append(cycle)
        self.hand_over("in order", 0, None)
        if seed % 5:
            self.first_morning(seed)

    @rule(steps=st.integers(1, 3), way=WAY, seed=SEED, hears=st.sampled_from([True, True, False]))
    def go_on(self, steps: int, way: str, seed: int, *, hears: bool) -> None:
        """The coordinator goes on with the cycle, by a few steps."""
        for _ in range(steps):
            if hears and not self.quiet:
                self.hand_over(way, seed, None)
            cycle = self.books.cycle
            if cycle.stage == "settled":
                self.begin_cycle(seed)
            else:
                getattr(self, f"when_{cycle.stage}")(cycle)
            self.step_is_done()

    @rule(way=WAY, seed=SEED)
    def go_far(self, way: str, seed: int) -> None:
        """A calm week: both hear each other, nothing comes in between."""
        self.go_on(4, way, seed, hears=True)

    def first_morning(self, seed: int) -> None:
        """Most households order and pay."""
        random = Random(seed)  # noqa: S311 - a repeatable morning
        for who in random.sample(range(len(self.books.purses)), 1 + seed % 4):
            steps = {product: random.randrange(9) for product in GOODS}
            self.order(who, steps | {"FLOUR": 1 + steps["FLOUR"]}, None, random.choice(["cash", "cheque"]), pays=True)
            self.step_is_done()

    def when_open(self, cycle: Cycle) -> None:
        self.stage.do(close_cycle(self.stage.supply, self.stage.clock, cycle.code))
        cycle.stage = "closed"

    def when_closed(self, cycle: Cycle) -> None:
        """Plan: refused only while something is not here; and what is planned is what was ordered."""
        quiet = self.quiet
        got = self.stage.outcome(make_plan(self.stage.supply, cycle.code, COORDINATOR))
        if isinstance(got, str):
            assert got in NOT_YET
            assert not quiet or set(CENTRES) - cycle.sealed or cycle.left_out
            return
        cycle.stage, cycle.touched = "planned", False
        if quiet:
            demand: dict[str, int] = {}
            for purse, order in self.books.confirmed(cycle).values():
                for product, quantity in order.lines.items() if purse.centre not in cycle.left_out else ():
                    demand[product] = demand.get(product, 0) + quantity
            found = "SELECT product, demand FROM plan_lines WHERE cycle = :cycle AND plan = :plan AND demand > 0"
            assert dict(self.rows(found, cycle=cycle.code, plan=got)) == demand
        self.stage.seen["planned"] += 1

    def when_planned(self, cycle: Cycle) -> None:
        """Accept what the plan asks, draft its orders."""
        self.stage.do(self.accept_all(cycle))
        if not self.back_to_planning(cycle, self.stage.outcome(create_purchase_orders(self.stage.supply, cycle.code))):
            found = "SELECT number FROM purchase_orders WHERE cycle = :cycle AND state <> 'cancelled' ORDER BY number"
            cycle.purchase_orders = [number for (number,) in self.rows(found, cycle=cycle.code)]
            cycle.stage = "drafted"

    async def accept_all(self, cycle: Cycle) -> None:
        ((plan,),) = await self.stage.rows(
            self.stage.supply, "SELECT max(plan) FROM plans WHERE cycle = :cycle", cycle=cycle.code
        )
        async with self.stage.supply.connect() as connection:
            asked = await choices(connection, cycle.code, plan, 0)
        for choice in asked:
            accepted = Acceptance(cycle.code, plan, choice.kind, choice.subject, "so be it", COORDINATOR)
            await accept_choice(self.stage.supply, accepted)

    def back_to_planning(self, cycle: Cycle, got: object) -> bool:
        """Whether what the plan was made from has changed: then it must be made again, and only then."""
        if not isinstance(got, str):
            return False
        assert got in {"plan_outdated", "purchase_order_outdated", *NOT_YET}
        assert cycle.touched
        cycle.stage = "closed"
        return True

    def when_drafted(self, cycle: Cycle) -> None:
        for number in cycle.purchase_orders:
            ((plan,),) = self.rows("SELECT plan FROM purchase_orders WHERE number = :number", number=number)
            asked = Approval(number, plan, COORDINATOR)
            approving = approve_purchase_order(self.stage.supply, asked, self.stage.clock())
            if self.back_to_planning(cycle, self.stage.outcome(approving)):
                return
        cycle.stage = "approved"

    def when_approved(self, cycle: Cycle) -> None:
        for number in cycle.purchase_orders:
            self.stage.do(send_purchase_order(self.stage.supply, number, COORDINATOR, self.stage.clock()))
        self.read_orders(cycle)
        cycle.stage = "sent"

    def read_orders(self, cycle: Cycle) -> None:
        """What suppliers are asked for now."""
        found = self.rows(ASKED, cycle=cycle.code)
        cycle.bought = {product: Bought(supplier, n, Fraction(price)) for supplier, _, product, n, price in found}
        cycle.fees = {supplier: fee for supplier, fee, *_ in found}

    def when_sent(self, cycle: Cycle) -> None:
        self.settle(cycle)

    @precondition(lambda self: any(cycle.runs for cycle in self.books.cycles))
    @rule(which=st.integers(0, 3))
    def settle_again(self, which: int) -> None:
        """With what was admitted since, else it is the run there is."""
        settled = [cycle for cycle in self.books.cycles if cycle.runs]
        self.settle(settled[which % len(settled)])

    def settle(self, cycle: Cycle) -> None:
        """Refused only while something is not here or not bought; then proved by the model's own arithmetic."""
        before, quiet = max(cycle.runs, default=0), self.quiet
        choice = Abandonment(cycle.code, "no lorry", COORDINATOR)
        abandoning = abandon_cycle(self.stage.supply, self.stage.clock, choice)
        settling = settle_cycle(self.stage.supply, self.stage.clock, cycle.code, COORDINATOR)
        chosen, other = (abandoning, settling) if cycle.abandoned else (settling, abandoning)
        other.close()
        got = self.stage.outcome(chosen)
        new = self.said_to_orders()
        if got == "receiving_not_complete":
            assert cycle.receiving.open
            return
        if isinstance(got, str):
            assert got in {*NOT_YET, "plan_outdated"}
            assert not quiet or cycle.touched
            cycle.stage = "closed" if got == "plan_outdated" else cycle.stage
            return
        assert not cycle.receiving.open
        cycle.stage = "settled"
        if got == before:
            assert not new
            return
        self.said[cycle.code, got] = new
        cycle.runs[got] = checked_run(self.books, cycle, new, self.goods(cycle, got), complete=quiet)
        self.stage.seen["settled"] += 1

    def goods(self, cycle: Cycle, run: int) -> dict[str, int]:
        """What a run had to hand out, in base units: what came, and what it took from stock."""
        found = self.rows(GOODS_OF_RUN, cycle=cycle.code, run=run)
        came = {} if cycle.abandoned else {product: one.quantity for product, one in cycle.came.items()}
        assert all(received == came.get(product, 0) for product, received, _ in found)
        return {product: received + stock_used for product, received, stock_used in found}

    @precondition(lambda self: self.books.cycle.stage in {"closed", "planned", "drafted"})
    @rule(really=st.integers(0, 3))
    def abandon(self, really: int) -> None:
        """Buy nothing: everybody's money comes back. Not often: there is more to see in a cycle that is bought."""
        cycle = self.books.cycle
        if really != 3:
            return
        choice = Abandonment(cycle.code, "no lorry", COORDINATOR)
        quiet = self.quiet
        got = self.stage.outcome(abandon_cycle(self.stage.supply, self.stage.clock, choice))
        new = self.said_to_orders()
        if isinstance(got, str):
            assert got in NOT_YET
            assert not quiet or not cycle.is_sealed or cycle.left_out
            return
        cycle.stage, cycle.abandoned = "settled", True
        self.said[cycle.code, got] = new
        cycle.runs[got] = checked_run(self.books, cycle, new, self.goods(cycle, got), complete=quiet)
        self.stage.seen["abandoned"] += 1

    @precondition(lambda self: self.books.cycle.stage in {"closed", "planned", "drafted"})
    @rule(centre=CENTRE, back=st.booleans())
    def leave_a_centre_out(self, centre: str, *, back: bool) -> None:
        """Whose orders are not here, and take it back when they are."""
        cycle = self.books.cycle
        if not self.quiet:
            self.hand_over("in order", 0, centre)
        if back and centre in cycle.left_out:
            self.stage.do(take_centre_back(self.stage.supply, cycle.code, centre))
            cycle.left_out.discard(centre)
            cycle.touched = True
            return
        choice = LeftOutCentre(cycle.code, centre, "nobody answers", COORDINATOR)
        got = self.stage.outcome(leave_out_centre(self.stage.supply, choice))
        assert got in {None, "centre_proved", "cycle_not_sealed"}
        if got is None and centre not in cycle.left_out:
            assert not self.quiet
            cycle.left_out.add(centre)
            cycle.touched = True
            self.stage.seen["left out"] += 1


def _is_order_of(event: Event, centre: str) -> bool:
    return isinstance(event, HouseholdOrderConfirmed | HouseholdOrderCancelled) and event.centre == centre


def _name(event: Event) -> tuple[str, str, int]:
    """What tells two events of a settlement apart, and any other from them."""
    return event.type_name(), str(getattr(event, "order_id", event.key)), event.version
