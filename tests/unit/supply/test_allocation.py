from hashlib import sha256

import pytest

from services.supply.domain.allocation import Claim, ShortagePolicy, Shortfall, Supply, allocate, shortfall

CLAIMS = [
    Claim("DUC", "000001", 3_000),
    Claim("DUC", "000002", 1_000),
    Claim("MIN", "000003", 2_000),
    Claim("MIN", "000004", 4_000),
]


def supply(available: int, policy: ShortagePolicy) -> Supply:
    return Supply("2026-12", "NOI-CER", available, 500, policy)


@pytest.mark.parametrize("policy", ShortagePolicy)
def test_everyone_gets_all_when_it_suffices(policy: ShortagePolicy) -> None:
    assert allocate(supply(10_000, policy), CLAIMS) == [3_000, 1_000, 2_000, 4_000]
    assert allocate(supply(10_499, policy), CLAIMS) == [3_000, 1_000, 2_000, 4_000]


@pytest.mark.parametrize("policy", ShortagePolicy)
def test_nothing_is_shared_when_there_is_nothing(policy: ShortagePolicy) -> None:
    assert allocate(supply(0, policy), CLAIMS) == [0, 0, 0, 0]
    assert allocate(supply(499, policy), CLAIMS) == [0, 0, 0, 0]


def test_pro_rata_shares_over_centres_then_households() -> None:
    granted = allocate(supply(5_000, ShortagePolicy.PRO_RATA), CLAIMS)
    assert (sum(granted[:2]), sum(granted[2:])) == (2_000, 3_000)
    assert granted == [1_500, 500, 1_000, 2_000]


def test_equal_gives_a_step_each_in_turn() -> None:
    assert allocate(supply(4_000, ShortagePolicy.EQUAL), CLAIMS) == [1_000, 1_000, 1_000, 1_000]
    assert allocate(supply(7_000, ShortagePolicy.EQUAL), CLAIMS) == [2_000, 1_000, 2_000, 2_000]


def test_the_last_steps_of_an_equal_round_go_in_the_order_of_the_draw() -> None:
    granted = allocate(supply(5_000, ShortagePolicy.EQUAL), CLAIMS)
    wanting = [claim for claim in CLAIMS if claim.quantity > 1_000]
    first, second, last = sorted(wanting, key=lambda claim: draw(claim.household))
    got = {claim.household: quantity for claim, quantity in zip(CLAIMS, granted, strict=True)}
    assert [got[claim.household] for claim in (first, second, last)] == [1_500, 1_500, 1_000]


def test_the_lottery_gives_all_or_nothing_in_the_order_of_the_draw() -> None:
    granted = allocate(supply(5_000, ShortagePolicy.LOTTERY), CLAIMS)
    left, expected = 5_000, {}
    for claim in sorted(CLAIMS, key=lambda claim: draw(claim.household)):
        expected[claim.household] = claim.quantity if claim.quantity <= left else 0
        left -= expected[claim.household]
    assert granted == [expected[claim.household] for claim in CLAIMS]


def draw(identifier: str) -> str:
    """The rule, written out."""
    return sha256(f"2026-12|NOI-CER|{identifier}".encode()).hexdigest()


@pytest.mark.parametrize(
    ("available", "bought", "reason"),
    [
        (500, True, Shortfall.SHORT_LOTTERY),
        (500, False, Shortfall.SHORT_LOTTERY),
        (0, True, Shortfall.NOT_DELIVERED),
        (0, False, Shortfall.NOT_BOUGHT),
    ],
)
def test_a_shortfall_has_its_reason(available: int, reason: Shortfall, *, bought: bool) -> None:
    assert shortfall(supply(available, ShortagePolicy.LOTTERY), bought=bought) is reason
