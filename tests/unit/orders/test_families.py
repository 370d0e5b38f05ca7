"""Families of products are drawn by their French name, on screens and paper alike; one nobody knows is a box."""

import csv
import re
from pathlib import Path

import pytest

from services.orders.domain.families import PICTOGRAMS, pictogram_of
from services.orders.papers.languages import LOCALE
from shared.web.translation import read_messages

ROOT = Path(__file__).parents[3]
ICONS = ROOT / "shared/web/static/icons.svg"
DEMO = ROOT / "deploy/demo/2026-12/products.csv"


def test_every_pictogram_is_drawn() -> None:
    assert set(PICTOGRAMS) <= set(re.findall(r'<symbol id="([a-z]+)"', ICONS.read_text(encoding="utf-8")))


def test_no_two_families_of_the_demo_are_drawn_alike() -> None:
    with DEMO.open(encoding="utf-8") as file:
        families = {row["category"] for row in csv.DictReader(file)}
    assert len({pictogram_of(family) for family in families}) == len(families)


def test_every_family_that_papers_name_in_each_language_has_its_pictogram() -> None:
    families = read_messages(LOCALE / "ar/LC_MESSAGES/families.po").texts
    assert len(families) > 10
    assert [family for family in families if pictogram_of(family) == "box"] == []


@pytest.mark.parametrize(
    ("family", "pictogram"),
    [
        ("Légumes secs", "bean"),
        ("fruits et légumes", "apple"),
        ("FRUITS SECS", "nut"),
        ("épices", "leaf"),
        ("épicerie sèche", "wheat"),
        ("Thés et cafés", "cup"),
        ("théières", "box"),
        ("produits laitiers", "cheese"),
        ("poissons", "box"),
        ("conserves de légumes", "can"),
        ("", "box"),
    ],
)
def test_a_family_is_drawn_by_how_its_words_begin(family: str, pictogram: str) -> None:
    assert pictogram_of(family) == pictogram
