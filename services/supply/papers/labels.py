"""Labels for bags: product, weight, lot, best-before date, allergens, and a code to scan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from services.supply.domain.bag_lots import GoodsLot, first_to_end, lots_of_bags
from services.supply.papers.heads import by_product, loose
from services.supply.queries.bags import Bags
from services.supply.queries.stops import CycleHead
from shared.kernel.quantity import Quantity
from shared.papers.press import Data, Paper
from shared.papers.qr import qr_svg
from shared.papers.sheet import shown
from shared.web.figures import show_printed_day
from shared.web.translation import Translator

TEMPLATE = Path(__file__).parent / "labels.typ"


class LabelSheet(StrEnum):
    """What labels are printed on: A4 sheets of 24 (70 × 37 mm) or 65 (38.1 × 21.2 mm), or a roll (62 × 38 mm)."""

    A4_24 = "24"
    A4_65 = "65"
    ROLL = "roll"


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one bag; it names a centre, never a household."""

    product: str
    name: str
    centre: str
    size: Quantity
    allergens: str
    lots: tuple[GoodsLot, ...]


def labels_of(bags: Sequence[Bags], lots: Mapping[str, Sequence[GoodsLot]]) -> Iterator[Label]:
    """A label for each bag, in the order of the repacking sheet's products."""
    for same in by_product(loose(bags)):
        product = same[0].product
        single = [one for bag in same for one in [bag] * bag.number]
        of_each = lots_of_bags((one.size.base for one in single), lots.get(product, ()))
        for one, its in zip(single, of_each, strict=True):
            yield Label(product, one.name, one.centre, one.size, one.allergens, its)


def labels_paper(
    head: CycleHead, labels: Sequence[Label], on: LabelSheet, say: Translator, *, skipped: int = 0
) -> Paper:
    """The labels; the first ``skipped`` places of an A4 sheet are left empty: they were used before."""
    codes: dict[str, str] = {}
    data: dict[str, Data] = {
        "language": say.language,
        "title": say("Labels: {cycle}", cycle=head.name),
        "on": on.value,
        "skipped": skipped if on is not LabelSheet.ROLL else 0,
        "labels": [_label(head, label, codes, say) for label in labels],
        "codes": list(codes),
        "drawn": list(codes.values()),
        "words": {
            "code": say("Code to scan"),
            "allergens": say("Allergens:"),
        },
    }
    return Paper(TEMPLATE, data, head.delivery)


def _label(head: CycleHead, label: Label, codes: dict[str, str], say: Translator) -> dict[str, Data]:
    names = " + ".join(dict.fromkeys(lot.lot for lot in label.lots))
    best_before = first_to_end(label.lots)
    code = f"VRAC:{head.cycle}:{label.product}:{names}".rstrip(":")
    codes.setdefault(code, qr_svg(code))
    return {
        "name": label.name,
        "size": shown(label.size, say),
        "centre": label.centre,
        "cycle": head.cycle,
        "lot": say("Lot {lot}", lot=names) if names else say("Lot: see the sack"),
        "best_before": say("Best before {day}", day=show_printed_day(best_before, say.locale)) if best_before else None,
        "allergens": label.allergens or None,
        "code": list(codes).index(code),
    }
