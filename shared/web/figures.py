"""How the figures of a sentence are written in the reader's language."""

import re
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal, format_percent, get_decimal_symbol

from shared.kernel.money import CENTS_PER_EURO, Money
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.rounding import half_up_ratio

_PIECE = {"fr": ("pièce", "pièces"), "en": ("piece", "pieces"), "ar": ("قطعة", "قطعة"), "tr": ("adet", "adet")}

_ARABIC_PIECES = {"one": "قطعة واحدة", "two": "قطعتان", "few": "{number} قطع"}
"""One and two are words, three to ten have the plural; all others the word of above."""

_DAY = re.compile(r"\bd\b")

_UNITS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))


class Speaker(Protocol):
    """Says a msgid in the language of a locale."""

    @property
    def locale(self) -> Locale:
        """How its readers write numbers and dates."""
        ...

    def __call__(self, msgid: str, /) -> str:
        """The msgid in its language."""
        ...


def word_of(code: StrEnum) -> str:
    """The msgid of a code such as a role or a state: the code itself, in words."""
    return code.value.replace("_", " ")


def show_code(code: StrEnum, say: Speaker) -> str:
    """A role, a state or the like in words; a unit as what is counted in it."""
    if not isinstance(code, Unit):
        return say(word_of(code))
    return str(code) if code.base != 1 else _PIECE.get(say.locale.language, _PIECE["en"])[1]


@lru_cache(maxsize=10_000)  # a tenth of the time of an order at the table: the same amounts come again
def show_money(cents: int, locale: Locale) -> str:
    """An amount of cents as people write it: ``3,20 €``, ``−0,70 €``."""
    return _with_minus(format_currency(Decimal(cents) / CENTS_PER_EURO, "EUR", locale=locale), locale)


@lru_cache(maxsize=1_000)  # as above: every order of a centre is fetched on the same day
def show_moment(moment: date | time, locale: Locale) -> str:
    """A day, a time of day, or both."""
    if isinstance(moment, datetime):
        return str(format_datetime(moment, _counted(moment, "d MMMM y HH:mm", locale), locale=locale))
    if isinstance(moment, date):
        return show_day(moment, "long", locale)
    return f"{moment:%H:%M}"


def show_day(day: date, width: str, locale: Locale) -> str:
    """A day as long as CLDR's ``full``, ``long`` or ``medium`` has it: ``mardi 1er décembre 2026``."""
    return str(format_date(day, _counted(day, locale.date_formats[width].pattern, locale), locale=locale))


def _counted(day: date, pattern: str, locale: Locale) -> str:
    """The pattern for this day: French counts the first of a month, and only that one, which CLDR does not know."""
    return _DAY.sub("d'er'", pattern) if locale.language == "fr" and day.day == 1 else pattern


@lru_cache(maxsize=10_000)  # as above: a hall's pick list has few sizes and thousands of lines
def show_quantity(quantity: Quantity, locale: Locale) -> str:
    """A quantity in its display unit: ``2,5 kg``."""
    whole = Decimal(quantity.base) / quantity.unit.base
    number = _with_minus(format_decimal(whole, locale=locale, decimal_quantization=False), locale)
    if quantity.unit.base != 1:
        return f"{number} {quantity.unit}"
    if locale.language == "ar" and (few := _ARABIC_PIECES.get(locale.plural_form(max(0, quantity.base)))):
        return few.format(number=number)
    singular, plural = _PIECE.get(locale.language, _PIECE["en"])
    return f"{number} {singular if quantity.base == 1 else plural}"


def show_price(price: Decimal, locale: Locale) -> str:
    """A price in euros, written as money but with up to four decimals where it has them: ``1,20 €``, ``0,9375 €``."""
    pattern = locale.currency_formats["standard"].pattern.replace("0.00", "0.00##")
    return str(format_currency(price, "EUR", pattern, locale, currency_digits=False))


def show_divided(number: int, by: int, locale: Locale) -> str:
    """A whole number in a larger unit, to a thousandth of it: 450 minutes as ``7,5`` hours."""
    return _with_minus(format_decimal(Decimal(number) / by, locale=locale), locale)


def decimal_comma(locale: Locale) -> str:
    """What a number that stands in a field already has before its decimals; both are read (``words.js``)."""
    return "," if get_decimal_symbol(locale) == "," else "."


def show_percent(basis_points: int | None, locale: Locale) -> str:
    """A share in basis points, to a tenth of a percent: ``12,3 %``; a dash where there is none."""
    if basis_points is None:
        return "–"
    share = Decimal(half_up_ratio(basis_points, 10)) / 1000
    return _with_minus(format_percent(share, locale=locale, decimal_quantization=False), locale)


def show_printed_day(day: date, locale: Locale) -> str:
    """A day where there is little room, its month as a word where the language has one: ``1 févr. 2027``."""
    return show_day(day, "medium", locale)


def show_ago(ago: timedelta, locale: Locale) -> str:
    """How long ago something was, rounded down in the largest unit that it fills: ``il y a 4 min``."""
    unit = next((unit for unit in _UNITS if ago >= unit), _UNITS[-1])
    number = max(ago // unit, 1)
    said = format_timedelta(-number * unit, locale=locale, add_direction=True, threshold=number, format="short")
    return str(said)  # with a lower threshold it would be said in weeks and months


def _with_minus(number: str, locale: Locale) -> str:
    """A number with the sign that is as wide as a figure, which no line ends after, in place of a hyphen.

    Among letters from right to left a mark keeps it before its figures, as browsers have it.
    """
    mark = "\N{LEFT-TO-RIGHT MARK}" if locale.text_direction == "rtl" else ""
    return number.replace("-", f"{mark}\N{MINUS SIGN}")


def show(name: str, value: Any, say: Speaker) -> str:  # noqa: ANN401, PLR0911 - a case for each kind of figure
    """One figure as text. Whole ``…_cents`` are money, a decimal with ``price`` in its name a price, codes words."""
    locale = say.locale
    match value:
        case bool() | None:
            return str(value)
        case int() if name.endswith("_cents"):
            return show_money(value, locale)
        case Decimal() if "price" in name:
            return show_price(value, locale)
        case int() | Decimal():
            return format_decimal(value, locale=locale, decimal_quantization=False)
        case Money():
            return show_money(value.cents, locale)
        case Quantity():
            return show_quantity(value, locale)
        case date() | time():
            return show_moment(value, locale)
        case list() | tuple() | AbstractSet():
            shown = [show(name, item, say) for item in value]
            return ", ".join(sorted(shown) if isinstance(value, AbstractSet) else shown)
        case StrEnum():
            return show_code(value, say)
        case _:
            return str(value)
