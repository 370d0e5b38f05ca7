"""The lines of the printed order form: what is withdrawn moves no other, another list has another mark; families."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.orders.domain.families import pictogram_of
from services.orders.papers.form_lines import form_lines, form_mark
from services.orders.papers.languages import LOCALE, speaker
from services.orders.papers.poster import order_form_paper, poster_paper
from services.orders.queries.catalogue import CatalogueProduct
from services.orders.queries.centre_dates import CentreDates
from shared.papers.press import Paper
from shared.web.translation import Translator, messages_of

DEMO = Path(__file__).parents[3] / "deploy/demo/2026-12/products.csv"
FIRST, LAST, FETCHED = (date(2026, 12, day) for day in (1, 4, 18))
DATES = CentreDates("2026-12", "Décembre", "DUC", "Centre DUC", FIRST, LAST, None, FETCHED, "salle", None, None)


def product(code: str, name: str, category: str = "épicerie", *, on_sale: bool = True) -> CatalogueProduct:
    terms = {"unit": "kg", "step": 500, "vat_basis_points": 550, "ceiling_price_cents": 100, "stock_first": 0}
    marks = {"organic": False, "local": False, "on_sale": on_sale, "basis": "quantity", "rungs": ()}
    family = {"category": category, "pictogram": pictogram_of(category)}
    return CatalogueProduct(product=code, name=name, **family, **terms, **marks)  # type: ignore[arg-type]


SOLD = [product("RIZ", "Riz"), product("SAV", "Savon", "hygiène"), product("EPE", "Épeautre"), product("FAR", "Farine")]


def numbers(products: list[CatalogueProduct]) -> dict[str, int]:
    return {line.product.product: line.number for line in form_lines(products)}


def test_lines_are_numbered_by_family_and_name() -> None:
    assert numbers(SOLD) == {"EPE": 1, "FAR": 2, "RIZ": 3, "SAV": 4}
    assert numbers(SOLD[::-1]) == numbers(SOLD)


def test_what_is_withdrawn_after_printing_moves_no_line() -> None:
    withdrawn = [product("FAR", "Farine", on_sale=False) if one.product == "FAR" else one for one in SOLD]
    assert numbers(withdrawn) == numbers(SOLD)
    assert form_mark(form_lines(withdrawn)) == form_mark(form_lines(SOLD))


def test_a_list_with_other_numbers_has_another_mark() -> None:
    added = [*SOLD, product("BLE", "Blé")]
    assert numbers(added)["EPE"] == 2
    assert form_mark(form_lines(added)) != form_mark(form_lines(SOLD))
    assert len(form_mark(form_lines(SOLD))) == 4


@pytest.mark.parametrize("language", ["en", "ar", "tr"])
def test_families_of_the_demo_are_named_in_every_language(language: str) -> None:
    with DEMO.open(encoding="utf-8") as file:
        families = {row["category"] for row in csv.DictReader(file)}
    known = messages_of(LOCALE, language)
    assert sorted(family for family in families if family not in known) == []


@pytest.mark.parametrize("paper", [order_form_paper, poster_paper])
def test_a_form_names_a_family_as_the_catalogue_does_and_in_its_readers_language(
    paper: Callable[[CentreDates, list[CatalogueProduct], Translator], Paper],
) -> None:
    sold = [product("LEN", "Lentilles", "légumineuses"), product("AUT", "Autre chose", "divers")]

    def families(language: str) -> list[tuple[str, str, str]]:
        data: Any = paper(DATES, sold, speaker(language)).data
        return [(family["pictogram"], family["name"], family["rows"][0]["number"]) for family in data["families"]]

    assert families("tr") == [("box", "Divers", "1"), ("bean", "Légumineuses · Bakliyat", "2")]
    assert families("fr") == [("box", "Divers", "1"), ("bean", "Légumineuses", "2")]
