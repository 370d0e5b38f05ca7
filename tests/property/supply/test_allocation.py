"""Who gets what of a product that is short: all of it and no more, the same for equals, whatever came first."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from services.supply.domain.allocation import Claim, ShortagePolicy, Supply, allocate, parts
from services.supply.domain.settlement_inputs import HandPart, Ordered, Planned, Received, SettlementInputs
from services.supply.domain.settlement_run import Published, SettledLine, Settling
from shared.kernel.quantity import Unit

CYCLE, PRODUCT, STEP = "2026-12", "FLOUR", 500

claims = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 8)), min_size=1, max_size=12).map(
    lambda drawn: [Claim(centre, f"{n:06}", steps * STEP) for n, (centre, steps) in enumerate(drawn)]
)
available = st.integers(0, 90).map(lambda steps: steps * 250)
policies = st.sampled_from(ShortagePolicy)


@given(claims, available, policies)
def test_parts_sum_to_what_there_is_and_nobody_is_above_their_demand(
    wanted: list[Claim], there: int, policy: ShortagePolicy
) -> None:
    got = allocate(Supply(CYCLE, PRODUCT, there, STEP, policy), wanted)
    assert all(0 <= part <= claim.quantity for part, claim in zip(got, wanted, strict=True))
    if policy is not ShortagePolicy.LOTTERY:
        assert sum(got) == min(there // STEP * STEP, sum(claim.quantity for claim in wanted))


@given(claims, available, policies)
def test_equals_are_treated_alike_but_for_the_draw(wanted: list[Claim], there: int, policy: ShortagePolicy) -> None:
    """Who ordered the same where they share: at most a step apart, more for the earlier; a lottery: all or none."""
    supply = Supply(CYCLE, PRODUCT, there, STEP, policy)
    alike = defaultdict(list)
    for claim, part in zip(wanted, parts(supply, wanted), strict=True):
        shares_in = claim.centre if policy is ShortagePolicy.PRO_RATA else ""
        alike[shares_in, claim.quantity].append((supply.turn(claim.household), part.quantity))
    for (_, quantity), got in alike.items():
        in_turn = [part for _, part in sorted(got)]
        if policy is ShortagePolicy.LOTTERY:
            assert set(in_turn) <= {0, quantity}
        else:
            assert in_turn[0] - in_turn[-1] <= STEP
        assert in_turn == sorted(in_turn, reverse=True)


@given(claims, available)
def test_a_centre_has_its_share_to_within_a_step(wanted: list[Claim], there: int) -> None:
    total = sum(claim.quantity for claim in wanted)
    assume(there < total)
    of_centre: dict[str, int] = defaultdict(int)
    demand: dict[str, int] = defaultdict(int)
    for claim, part in zip(
        wanted, parts(Supply(CYCLE, PRODUCT, there, STEP, ShortagePolicy.PRO_RATA), wanted), strict=True
    ):
        of_centre[claim.centre] += part.quantity
        demand[claim.centre] += claim.quantity
    for centre, got in of_centre.items():
        assert abs(got - Fraction(there // STEP * STEP * demand[centre], total)) < STEP


@given(claims, available, policies, st.data())
def test_a_part_by_hand_leaves_the_rest_to_the_policy(
    wanted: list[Claim], there: int, policy: ShortagePolicy, data: st.DataObject
) -> None:
    orders = {UUID(int=n): claim for n, claim in enumerate(wanted, start=1)}
    chosen = data.draw(st.sampled_from(sorted(orders)))
    most = min(there, orders[chosen].quantity) // STEP
    by_hand = HandPart(PRODUCT, chosen, data.draw(st.integers(0, most)) * STEP, "decided")
    line = settle(orders, there, policy, by_hand)
    others = {order: claim for order, claim in orders.items() if order != chosen}
    rest = Supply(CYCLE, PRODUCT, there - by_hand.quantity, STEP, policy)
    expected = dict(zip(others, allocate(rest, list(others.values())), strict=True)) if there else {}
    assert line.grants == (expected | {chosen: by_hand.quantity} if there else {})
    assert line.settled.granted + line.settled.kept == there
    assert line.settled.granted == sum(line.grants.values())


def settle(orders: dict[UUID, Claim], received: int, policy: ShortagePolicy, *by_hand: HandPart) -> SettledLine:
    """The one line of a run in which this came, at one euro a kilo."""
    inputs = SettlementInputs(
        CYCLE,
        1,
        (Planned(PRODUCT, "ALMA", 0, 0, 1000, STEP, 145, policy, Unit.KG),),
        (Received(1, "ALMA", PRODUCT, received, Decimal("1.00"), 550, None, None),),
        {"ALMA": 0},
        2_000,
        tuple(Ordered(PRODUCT, claim.quantity, 1, claim.quantity) for claim in orders.values()),
        (),
        len(orders),
        by_hand=by_hand,
    )
    settling = Settling(inputs, Published())
    (line,) = settling.run(dict.fromkeys(settling.short, orders)).lines
    return line
