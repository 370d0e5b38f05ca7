"""A label for each bag: which lot it is from, what a label must say, and no household on it."""

from datetime import date
from typing import Any

import pytest

from services.supply.domain.bag_lots import GoodsLot, first_to_end, lots_of_bags
from services.supply.papers.labels import Label, LabelSheet, labels_of, labels_paper
from services.supply.queries.bags import Bags
from services.supply.queries.stops import CycleHead
from services.supply.web.sentences import LOCALE
from shared.kernel.quantity import Quantity, Unit
from shared.papers.press import DoesNotFit, compile_paper
from shared.web.translation import Catalogues

HEAD = CycleHead("2026-12", "Décembre", date(2026, 12, 15), date(2026, 12, 18))
OLD, NEW = GoodsLot("A", date(2027, 2, 1), 3_000), GoodsLot("B", date(2027, 9, 1), 50_000)
FRENCH = Catalogues(LOCALE).of("fr")


def bags(size: int, number: int, unit: Unit = Unit.KG, centre: str = "DUC", allergens: str = "gluten") -> Bags:
    return Bags("FAR", "Farine de blé T65", centre, Quantity(size, unit), number, None, allergens)


def printed(labels: list[Label], on: LabelSheet = LabelSheet.A4_24, *, skipped: int = 0) -> Any:
    return labels_paper(HEAD, labels, on, FRENCH, skipped=skipped).data


def test_bags_are_filled_from_one_lot_after_the_other() -> None:
    filled = [[lot.lot for lot in its] for its in lots_of_bags([2_000, 2_000, 2_000], [OLD, NEW])]
    assert filled == [["A"], ["A", "B"], ["B"]]
    assert list(lots_of_bags([2_000], [])) == [()]
    assert [[lot.lot for lot in its] for its in lots_of_bags([3_000, 1], [OLD])] == [["A"], []]


def test_a_bag_of_two_lots_bears_the_earlier_date() -> None:
    assert (first_to_end([NEW, OLD]), first_to_end([GoodsLot("C", None, 1)])) == (OLD.best_before, None)


def test_there_is_a_label_for_each_bag_that_is_weighed_and_none_for_pieces() -> None:
    labels = list(labels_of([bags(2_000, 2), bags(500, 1, centre="MIN"), bags(3, 4, Unit.PIECE)], {"FAR": [OLD, NEW]}))
    assert [(label.centre, label.size.base, len(label.lots)) for label in labels] == [
        ("DUC", 2_000, 1),
        ("DUC", 2_000, 2),
        ("MIN", 500, 1),
    ]


def test_a_label_says_what_it_must() -> None:
    data = printed(list(labels_of([bags(2_000, 2)], {"FAR": [OLD, NEW]})))
    first, second = data["labels"]
    assert first == {
        "name": "Farine de blé T65",
        "size": "2\u00a0kg",
        "centre": "DUC",
        "cycle": "2026-12",
        "lot": "Lot A",
        "best_before": "À consommer de préférence avant le 1er févr. 2027",
        "allergens": "gluten",
        "code": 0,
    }
    assert (second["lot"], second["best_before"]) == ("Lot A + B", first["best_before"])
    assert data["codes"] == ["VRAC:2026-12:FAR:A", "VRAC:2026-12:FAR:A + B"]


def test_a_date_is_written_in_the_language_of_the_label() -> None:
    (label,) = labels_of([bags(2_000, 1)], {"FAR": [OLD]})
    data: Any = labels_paper(HEAD, [label], LabelSheet.ROLL, Catalogues(LOCALE).of("en")).data
    assert data["labels"][0]["best_before"] == "Best before Feb 1, 2027"


def test_what_nobody_entered_is_left_to_write() -> None:
    (label,) = printed(list(labels_of([bags(2_000, 1, allergens="")], {})))["labels"]
    assert (label["lot"], label["best_before"], label["allergens"]) == ("Lot : voir le sac", None, None)


LONGEST = {
    "name": "Mélange croustillant aux graines torréfiées et aux fruits secs " * 4,
    "allergens": "gluten (blé, orge), fruits à coque (amandes, noisettes, noix de cajou), sésame, soja, lait " * 3,
}
"""As long as a product may have them: 200 letters each."""


def long_label(name: int = 200, allergens: int = 200) -> Label:
    words = {"name": LONGEST["name"][:name].strip(), "allergens": LONGEST["allergens"][:allergens].strip()}
    return Label("FAR", centre="DUC", size=Quantity(2_500, Unit.KG), lots=(OLD, NEW), **words)


@pytest.mark.parametrize("on", [LabelSheet.A4_24, LabelSheet.ROLL])
def test_the_longest_words_are_on_the_label_whole(on: LabelSheet) -> None:
    assert compile_paper(labels_paper(HEAD, [long_label()], on, FRENCH)).count(b"/Type/Page/") == 1


def test_on_a_small_label_the_code_gives_way_to_allergens_and_what_has_no_room_is_refused() -> None:
    labels = (long_label(20, 20), long_label(40, 60))
    alone, crowded = (compile_paper(labels_paper(HEAD, [one], LabelSheet.A4_65, FRENCH)) for one in labels)
    assert [pdf.count(b"/Alt") for pdf in (alone, crowded)] == [1, 0]
    with pytest.raises(DoesNotFit, match="Mélange croustillant"):
        compile_paper(labels_paper(HEAD, [long_label()], LabelSheet.A4_65, FRENCH))


@pytest.mark.parametrize(("on", "labels", "pages"), [("24", 23, 2), ("24", 22, 1), ("65", 63, 1), ("roll", 3, 3)])
def test_as_many_fit_on_a_sheet_as_it_has_places(on: str, labels: int, pages: int) -> None:
    found = list(labels_of([bags(2_000, labels)], {"FAR": [OLD, NEW]}))
    pdf = compile_paper(labels_paper(HEAD, found, LabelSheet(on), FRENCH, skipped=2))
    assert pdf.count(b"/Type/Page/") == pages


def test_places_that_were_used_before_are_skipped_on_sheets_only() -> None:
    labels = list(labels_of([bags(2_000, 1)], {}))
    assert (printed(labels, skipped=5)["skipped"], printed(labels, LabelSheet.ROLL, skipped=5)["skipped"]) == (5, 0)
