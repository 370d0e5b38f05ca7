"""Whatever centres' orders come to, no sum that is told of the solidarity fund, or follows, is of few."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from services.orders.domain.solidarity_told import FEWEST_TOLD, FundPart, tells_of_few, told_centres, total
from shared.contracts import solidarity
from shared.contracts.solidarity import SolidarityAtCentre, SolidarityFigure

few = st.one_of(st.integers(0, 8), st.integers(0, 30))


@st.composite
def centre(draw: st.DrawFn) -> FundPart:
    orders = draw(few)
    return FundPart(orders, orders * 100, draw(few), draw(st.integers(0, orders)))


centres = st.dictionaries(st.sampled_from("ABCDEFG"), centre(), min_size=1)


@given(centres)
def test_every_sum_that_follows_is_of_five_orders_or_of_none(parts: dict[str, FundPart]) -> None:
    named = told_centres(parts)
    if named is None:
        assert not total(parts.values()).may_be_told
        return
    rest = [part for code, part in parts.items() if code not in named]
    cells = [*(parts[code] for code in named), *([total(rest)] if total(rest).orders else [])]
    assert all(cell.may_be_told for cell in cells)
    for count in range(1, len(cells) + 1):  # all that is known are sums of these
        assert all(total(some).orders >= FEWEST_TOLD for some in combinations(cells, count))


@given(centres)
def test_a_centre_that_is_not_named_stands_beside_another_or_has_nothing(parts: dict[str, FundPart]) -> None:
    named = told_centres(parts)
    if named is not None and named:
        charged = [part for code, part in parts.items() if code not in named and part.orders + part.others]
        assert len(charged) != 1 or not charged[0].orders


@given(centres)
def test_a_centre_is_left_out_only_for_itself_or_for_a_smaller_one(parts: dict[str, FundPart]) -> None:
    named = told_centres(parts)
    if named and len(named) < len(parts):
        rest = {code: part for code, part in parts.items() if code not in named}
        assert max(named, key=lambda code: (parts[code].orders, code)) in named
        fitting = [code for code, part in rest.items() if part.may_be_told]
        assert all((parts[one].orders, one) < (parts[other].orders, other) for one in fitting for other in named)


@given(centres)
def test_what_is_told_is_accepted_by_the_event(parts: dict[str, FundPart]) -> None:
    named = told_centres(parts)
    if named is not None:
        whole = total(parts.values())
        at = [SolidarityAtCentre(centre=code, orders=parts[code].orders, cents=parts[code].cents) for code in named]
        figure = SolidarityFigure(orders=whole.orders, cents=whole.cents, centres=at)
        assert figure.rest == total(part for code, part in parts.items() if code not in named).orders


@given(centres)
def test_of_a_correction_that_may_be_told_no_difference_is_of_few(parts: dict[str, FundPart]) -> None:
    named = told_centres(parts)
    if named is not None and not tells_of_few(parts, named):
        rest = total(part for code, part in parts.items() if code not in named)
        changed = [*(parts[code].changed for code in named), rest.changed]
        assert not any(1 <= number < FEWEST_TOLD for number in (*changed, sum(changed)))


def test_the_event_refuses_less_than_the_rule_tells() -> None:
    assert solidarity.FEWEST_TOLD == FEWEST_TOLD
