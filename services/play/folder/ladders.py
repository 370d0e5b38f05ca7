"""What the rungs of one offer must have in common, and how a price ladder falls."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from services.play.folder.goods_rows import OfferRow
from services.play.folder.problem import Problem, shown


def ladders(rows: Iterable[OfferRow]) -> list[list[OfferRow]]:
    """The rungs by offer (supplier, product), each offer's by rising start."""

    def offer(row: OfferRow) -> tuple[str, str]:
        return (row.supplier, row.product)

    in_order = sorted(rows, key=lambda row: (*offer(row), row.start, row.line))
    return [list(rungs) for _, rungs in groupby(in_order, key=offer)]


def check_ladder(rungs: Sequence[OfferRow]) -> Iterator[Problem]:
    """The problems of one offer: its first rung, its common terms, a price that rises."""
    first = min(rungs, key=lambda rung: rung.line)
    name = f"{first.supplier}, {first.product}"
    if rungs[0].start != 0:
        yield _wrong(rungs[0], "from", shown(str(rungs[0].start)), f"0: the lowest rung of {name} starts at 0")
    for rung in rungs:
        for column in ("case_size", "max_cases", "basis"):
            ours, theirs = getattr(rung, column), getattr(first, column)
            if ours != theirs:
                yield _wrong(rung, column, _said(ours), f"{_said(theirs)} as on line {first.line}, the same offer")
    for lower, higher in pairwise(rungs):
        if higher.price_eur_ex_vat > lower.price_eur_ex_vat:
            found = shown(str(higher.price_eur_ex_vat))
            expected = f"at most {lower.price_eur_ex_vat}, the price from {lower.start} on line {lower.line}"
            yield _wrong(higher, "price_eur_ex_vat", found, expected)


def _said(value: object) -> str:
    return shown("" if value is None else str(value))


def _wrong(rung: OfferRow, column: str, found: str, expected: str) -> Problem:
    return Problem(rung.file, rung.line, column, found, expected)
