"""Whoever is admitted after the goods were bought takes nothing from those they were bought for."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.allocation import Claim, ShortagePolicy, Supply, allocate, left_over
from services.supply.domain.demand import Demanded, LateLine, without
from services.supply.domain.settlement import charge
from services.supply.domain.settlement_inputs import Ordered, Planned, Received, SettlementInputs
from services.supply.domain.settlement_run import Published, SettledLine, Settling
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio

CYCLE, PRODUCT, STEP, UNIT, CEILING = "2026-12", "FLOUR", 500, 1000, 145

wanted = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 12)), max_size=8)
deliveries = st.integers(0, 80).map(lambda steps: steps * 250)
policies = st.sampled_from(ShortagePolicy)

Claims = dict[UUID, Claim]


def claims(drawn: list[tuple[str, int]], first: int) -> Claims:
    """By order id; households numbered from ``first``."""
    return {UUID(int=n): Claim(centre, f"{n:06}", steps * STEP) for n, (centre, steps) in enumerate(drawn, first)}


planned_for = wanted.map(lambda drawn: claims(drawn, 1))
latecomers = wanted.map(lambda drawn: claims(drawn, 1_001))


def held(claim: Claim) -> int:
    return half_up_ratio(CEILING * claim.quantity, UNIT)


def alike(ordered: Claims) -> list[tuple[Claim, int]]:
    """One claim of each quantity, and how many there are."""
    by_quantity = {claim.quantity: claim for claim in ordered.values()}
    count = Counter(claim.quantity for claim in ordered.values())
    return [(claim, count[quantity]) for quantity, claim in by_quantity.items()]


def settle(
    ordered: Claims, late: Claims, received: int, policy: ShortagePolicy, before: Published | None = None
) -> SettledLine:
    """The one product of a run, its goods at one euro a kilo and a fee that the ceiling may not cover."""
    inputs = SettlementInputs(
        CYCLE,
        1,
        (Planned(PRODUCT, "ALMA", 0, 0, UNIT, STEP, CEILING, policy, Unit.KG),),
        (Received(1, "ALMA", PRODUCT, received, Decimal("1.00"), 550, None, None),),
        {"ALMA": 500},
        2_000,
        tuple(Ordered(PRODUCT, claim.quantity, lines, lines * held(claim)) for claim, lines in alike(ordered)),
        tuple(LateLine(PRODUCT, order, claim, held(claim)) for order, claim in late.items()),
        len(ordered) + len(late),
    )
    settling = Settling(inputs, before or Published())
    (line,) = settling.run(dict.fromkeys(settling.short, ordered)).lines
    return line


def got(line: SettledLine, ordered: Claims) -> Mapping[UUID, int]:
    """What each order got, as it is published: without a grant all of it, or nothing where there is no price."""
    nothing = line.settled.goods.final_price is None
    grants = {**line.grants, **line.late}
    return {order: grants.get(order, 0 if nothing else claim.quantity) for order, claim in ordered.items()}


@given(planned_for, latecomers, deliveries, policies)
def test_they_take_nothing_from_the_others_and_change_no_price(
    ordered: Claims, late: Claims, received: int, policy: ShortagePolicy
) -> None:
    alone, together = settle(ordered, {}, received, policy), settle(ordered, late, received, policy)
    assert got(together, ordered) == got(alone, ordered)
    assert together.settled.goods == alone.settled.goods
    assert together.settled.kept == alone.settled.kept - sum(got(together, late).values()) >= 0


@given(planned_for, latecomers, deliveries, policies)
def test_they_share_what_is_left_by_the_same_policy(
    ordered: Claims, late: Claims, received: int, policy: ShortagePolicy
) -> None:
    line = settle(ordered, late, received, policy)
    supply = Supply(CYCLE, PRODUCT, received, STEP, policy)
    rest = left_over(supply, sum(got(line, ordered).values()))
    assert list(got(line, late).values()) == allocate(rest, list(late.values()))
    some_short = line.settled.granted < sum(claim.quantity for claim in (ordered | late).values())
    assert (line.shortage is not None) is some_short


@given(planned_for, latecomers, st.lists(deliveries, min_size=2, max_size=3), policies)
def test_no_correction_raises_a_charge(
    ordered: Claims, late: Claims, corrected: list[int], policy: ShortagePolicy
) -> None:
    lines, before = [], Published()
    for received in corrected:
        line = settle(ordered, late, received, policy, before)
        before = Published(
            {PRODUCT: line.settled.goods.final_price},
            {PRODUCT: line.grants} if line.grants else {},
            {PRODUCT: line.late} if line.late else {},
        )
        lines.append(line)
    everyone = ordered | late
    charged = [
        {order: charge(line.settled.goods.final_price, n, UNIT) for order, n in got(line, everyone).items()}
        for line in lines
    ]
    assert all(charged[0][order] <= held(claim) for order, claim in everyone.items())
    for first, then in pairwise(charged):
        assert all(then[order] <= first[order] for order in everyone)


@given(planned_for, latecomers)
def test_the_demand_without_them_is_what_the_others_ordered(ordered: Claims, late: Claims) -> None:
    lines = [LateLine(PRODUCT, order, claim, held(claim)) for order, claim in late.items()]
    assert without(demanded(ordered | late), lines) == demanded(ordered)


def demanded(orders: Claims) -> tuple[Demanded, ...]:
    wants = list(orders.values())
    one = Demanded(PRODUCT, sum(claim.quantity for claim in wants), len(wants), sum(held(claim) for claim in wants))
    return (one,) if wants else ()
