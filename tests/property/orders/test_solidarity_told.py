"""Whatever centres' orders come to, no sum that is told of the solidarity fund, or follows, is of few."""

from dataclasses import replace
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
    others = draw(few)
    return FundPart(orders, orders * 100, others, draw(st.integers(0, orders)), draw(st.integers(0, others)))


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
        cells = [part for part in (rest, *(parts[code] for code in named)) if part.moved + part.others_moved]
        for count in range(1, len(cells) + 1):
            for some in map(total, combinations(cells, count)):
                assert min(some.moved, some.others_moved) >= FEWEST_TOLD


@given(centres, st.integers(1, 2 * FEWEST_TOLD - 1), st.data())
def test_which_side_a_few_corrected_orders_are_on_changes_nothing(
    parts: dict[str, FundPart], few_moved: int, data: st.DataObject
) -> None:
    unmoved = {code: replace(part, moved=0, others_moved=0) for code, part in parts.items()}
    code = data.draw(st.sampled_from(sorted(parts)))
    moved = data.draw(st.integers(0, few_moved))
    corrected = unmoved | {code: replace(unmoved[code], moved=moved, others_moved=few_moved - moved)}
    assert tells_of_few(corrected, told_centres(parts) or ())
    assert not tells_of_few(unmoved, told_centres(parts) or ())


def test_the_event_refuses_less_than_the_rule_tells() -> None:
    assert solidarity.FEWEST_TOLD == FEWEST_TOLD
