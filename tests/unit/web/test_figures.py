"""Figures as people read them."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date

from shared.kernel.money import Money
from shared.kernel.quantity import Quantity, Unit
from shared.papers.days import weekday
from shared.web.figures import show, show_ago, show_divided, show_percent, show_printed_day
from shared.web.translation import SHARED_LOCALE, Catalogues


@pytest.mark.parametrize(
    ("language", "owed", "lost"),
    [("fr", "−0,70\xa0€", "−2,5 kg"), ("en", "−€0.70", "−2.5 kg"), ("ar", "\u200f\u200e−0.70\xa0€", "\u200e−2.5 kg")],
)
def test_less_than_nothing_has_a_minus_sign_and_no_hyphen(language: str, owed: str, lost: str) -> None:
    say = Catalogues(SHARED_LOCALE).of(language)
    assert show("", Money(-70), say) == owed
    assert show("owed_cents", -70, say) == owed
    assert show("", Quantity(-2500, Unit.KG), say) == lost


@pytest.mark.parametrize(
    ("price", "french"),
    [
        ("1.2000", "1,20\xa0€"),
        ("1.2", "1,20\xa0€"),
        ("3", "3,00\xa0€"),
        ("1.2345", "1,2345\xa0€"),
        ("1234.5", "1\u202f234,50\xa0€"),
    ],
)
def test_a_price_has_the_decimals_of_money_at_least(price: str, french: str) -> None:
    catalogues = Catalogues(SHARED_LOCALE)
    assert show("price_now", Decimal(price), catalogues.of("fr")) == french
    assert show("price_now", Decimal("1.0500"), catalogues.of("en")) == "€1.05"
    assert show("weight", Decimal("1.2"), catalogues.of("fr")) == "1,2"


def test_minutes_are_hours_as_their_reader_writes_numbers() -> None:
    catalogues = Catalogues(SHARED_LOCALE)
    assert [show_divided(450, 60, catalogues.of(one).locale) for one in ("fr", "en")] == ["7,5", "7.5"]
    assert show_divided(480, 60, catalogues.of("fr").locale) == "8"


@pytest.mark.parametrize(
    ("ago", "french"),
    [
        (timedelta(seconds=3), "il y a 1\xa0min"),
        (timedelta(minutes=4, seconds=59), "il y a 4\xa0min"),
        (timedelta(minutes=119), "il y a 1\xa0h"),
        (timedelta(hours=47), "il y a 1\xa0j"),
        (timedelta(days=50), "il y a 50\xa0j"),
    ],
)
def test_how_long_ago_something_was_is_rounded_down(ago: timedelta, french: str) -> None:
    catalogues = Catalogues(SHARED_LOCALE)
    assert show_ago(ago, catalogues.of("fr").locale) == french
    assert show_ago(timedelta(hours=2), catalogues.of("ar").locale) == "قبل ساعتين"


@pytest.mark.parametrize(("language", "share", "whole"), [("fr", "12,4\xa0%", "40\xa0%"), ("en", "12.4%", "40%")])
def test_a_share_is_written_as_its_reader_writes_it(language: str, share: str, whole: str) -> None:
    locale = Catalogues(SHARED_LOCALE).of(language).locale
    assert (show_percent(1_235, locale), show_percent(4_000, locale), show_percent(None, locale)) == (share, whole, "–")


@pytest.mark.parametrize(("language", "written"), [("fr", "1er févr. 2027"), ("en", "Feb 1, 2027")])
def test_a_printed_day_is_taken_for_no_other(language: str, written: str) -> None:
    assert show_printed_day(date(2027, 2, 1), Catalogues(SHARED_LOCALE).of(language).locale) == written


@pytest.mark.parametrize("language", ["fr", "en", "ar", "tr"])
def test_only_french_counts_only_the_first_of_a_month(language: str) -> None:
    say = Catalogues(SHARED_LOCALE).of(language)
    for day in (date(2024, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1)):
        as_cldr_has_it = [format_date(day, width, locale=say.locale) for width in ("full", "long", "medium")]
        if language == "fr" and day.day == 1:
            as_cldr_has_it = [re.sub(r"\b1 ", "1er ", text, count=1) for text in as_cldr_has_it]
        assert [weekday(day, say), show("", day, say), show_printed_day(day, say.locale)] == as_cldr_has_it


def test_the_first_of_a_month_is_said_as_it_is_read_aloud() -> None:
    say = Catalogues(SHARED_LOCALE).of("fr")
    assert weekday(date(2026, 12, 1), say) == "mardi 1er décembre 2026"
    assert show("", date(2026, 12, 1), say) == "1er décembre 2026"
    assert show("", datetime(2026, 12, 1, 9, 30), say) == "1er décembre 2026 09:30"  # noqa: DTZ001 - as above
    assert [weekday(date(2026, 12, day), say) for day in (11, 21)] == [
        "vendredi 11 décembre 2026",
        "lundi 21 décembre 2026",
    ]


@pytest.mark.parametrize(
    ("pieces", "arabic"),
    [
        (0, "0 قطعة"),
        (1, "قطعة واحدة"),
        (2, "قطعتان"),
        (3, "3 قطع"),
        (10, "10 قطع"),
        (11, "11 قطعة"),
        (100, "100 قطعة"),
        (103, "103 قطع"),
        (-2, "\u200e−2 قطعة"),
    ],
)
def test_arabic_counts_pieces_in_its_own_forms_as_the_receipt_does(pieces: int, arabic: str) -> None:
    assert show("", Quantity(pieces, Unit.PIECE), Catalogues(SHARED_LOCALE).of("ar")) == arabic
