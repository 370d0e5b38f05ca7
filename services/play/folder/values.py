"""How a cell is read: text in, a value in the system's own units out, or what was expected there.

Numbers have a decimal point, at most nine digits before it, and nothing else: no thousands
separator, no exponent, no sign but the leading minus of a quantity that a household asks for.
Each reader raises ``ValueError`` with what it expected, in words that stand behind “expected”.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from shared.kernel.rounding import half_up

_NUMBER = re.compile(r"\d{1,9}(\.\d{1,12})?")
_SIGNED_NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?")
_CODE = re.compile(r"[^\W_][^\\|\x00-\x1f\x7f]{0,63}")
_EMAIL = re.compile(r"[^@\s]{1,100}@[^@\s]{1,100}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_WINDOW = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/(\d{2}:\d{2})")

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


class ShortagePolicy(StrEnum):
    """How a shortage of a product is shared out (docs/rules.md, allocation)."""

    PRO_RATA = "pro_rata"
    EQUAL = "equal"
    LOTTERY = "lottery"


class Means(StrEnum):
    """How a household pays at the table."""

    CASH = "cash"
    CHEQUE = "cheque"
    CARD = "card"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one day in which a volunteer can come, local time."""

    starts: datetime
    ends: datetime


def read_number(text: str, expected: str, *, decimals: int = 12) -> Decimal:
    """A number of at least 0 with at most so many decimals."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(expected)
    number = Decimal(text)
    if number != round(number, decimals):
        raise ValueError(expected)
    return number


def read_cents(text: str) -> int:
    """Euros with at most two decimals, as cents."""
    return int(read_number(text, "an amount in euros of at least 0, like 12.50", decimals=2) * 100)


def read_positive_cents(text: str) -> int:
    """Euros above 0 with at most two decimals, as cents."""
    return _above_zero(read_cents(text), "an amount in euros above 0, like 1.45")


def read_price(text: str) -> Decimal:
    """A supplier's price: euros with at most four decimals."""
    return read_number(text, "a price in euros of at least 0 with at most 4 decimals, like 1.0525", decimals=4)


def read_quantity(text: str) -> Decimal:
    """A quantity of at least 0 in display units (kg, l, piece)."""
    return read_number(text, "a quantity of at least 0 in the product's unit, like 2.5")


def read_positive_quantity(text: str) -> Decimal:
    """A quantity above 0 in display units (kg, l, piece)."""
    return _above_zero(read_quantity(text), "a quantity above 0 in the product's unit, like 2.5")


def read_ordered_quantity(text: str) -> Decimal:
    """What a household asked for: any number. Whether it may be had is for the system to say."""
    if not _SIGNED_NUMBER.fullmatch(text):
        raise ValueError("a quantity in the product's unit, like 2.5")
    return Decimal(text)


def read_count(text: str) -> int:
    """A whole number of at least 0."""
    return int(read_number(text, "a whole number of at least 0, like 7", decimals=0))


def read_positive_count(text: str) -> int:
    """A whole number above 0."""
    return _above_zero(read_count(text), "a whole number above 0, like 3")


def read_size(text: str) -> int:
    """How many people a household is."""
    size = read_count(text)
    if not 1 <= size <= 100:
        raise ValueError("a number of people from 1 to 100, like 4")
    return size


def read_days(text: str) -> int:
    """A number of days, at most a hundred years."""
    days = read_count(text)
    if days > 36_500:
        raise ValueError("a number of days of at most 36500, like 270")
    return days


def read_percent(text: str) -> int:
    """A percentage from 0 to 100 with at most two decimals, as hundredths of a percent."""
    return _percent(text, 100)


def read_wide_percent(text: str) -> int:
    """A percentage that may pass 100, such as a surplus: 0 to 1000, as hundredths of a percent."""
    return _percent(text, 1000)


def read_minutes(text: str) -> int:
    """Hours with at most two decimals, as whole minutes rounded half-up."""
    expected = "hours from 0 to 9999 with at most 2 decimals, like 4.5"
    hours = read_number(text, expected, decimals=2)
    if hours > 9999:
        raise ValueError(expected)
    return half_up(Fraction(hours) * 60)


def read_flag(text: str) -> bool:
    """Yes or no, as 1 or 0."""
    if text not in {"0", "1"}:
        raise ValueError("1 for yes or 0 for no")
    return text == "1"


def read_date(text: str) -> date:
    """A day, year first."""
    return _calendar(text, _DAY, date.fromisoformat, "a date like 2026-12-04")


def read_moment(text: str) -> datetime:
    """A day and time of the network's own clock, without a zone."""
    return _calendar(text, _MOMENT, datetime.fromisoformat, "a local date and time like 2026-12-18T14:00")


def read_code(text: str) -> str:
    """A code: what the network calls a thing in its files, on its papers and in addresses."""
    if not _CODE.fullmatch(text):
        raise ValueError("a code of 1 to 64 characters that starts with a letter or digit, without \\ or |")
    return text


def read_windows(text: str) -> tuple[Window, ...]:
    """Windows of a day joined by ``+``; none when the cell is empty."""
    return tuple(_window(part) for part in text.split("+")) if text else ()


def read_codes(text: str) -> tuple[str, ...]:
    """Codes joined by ``+``, in alphabetical order, each once; none when the cell is empty."""
    return tuple(sorted({read_code(part) for part in text.split("+")})) if text else ()


def read_factor(text: str) -> Decimal:
    """A factor of at least 0, such as how many times its price a shortage counts."""
    return read_number(text, "a number of at least 0 with at most 4 decimals, like 3", decimals=4)


def read_email(text: str) -> str:
    """An address that purchase orders can be sent to."""
    if not _EMAIL.fullmatch(text):
        raise ValueError("an e-mail address like orders@supplier.example")
    return text


def read_nothing(text: str) -> None:
    """A column that is not played yet must be left empty."""
    if text:
        raise ValueError("an empty cell: tariffs are not played yet, they come in a later version")


def text_of(longest: int, *, shortest: int = 1) -> Callable[[str], str]:
    """A reader of free text of so many characters."""

    def read(text: str) -> str:
        if not shortest <= len(text) <= longest or _CONTROL.search(text):
            raise ValueError(f"a text of {shortest} to {longest} characters on one line")
        return text

    return read


def one_of(choices: type[Choice]) -> Callable[[str], Choice]:
    """A reader of one word out of a closed list."""

    def read(text: str) -> Choice:
        if text not in set(choices):
            raise ValueError("one of " + ", ".join(choices))
        return choices(text)

    return read


def or_nothing(read: Callable[[str], Value]) -> Callable[[str], Value | None]:
    """The same reader, for a cell that may be left empty."""
    return lambda text: read(text) if text else None


def _above_zero(value: Value, expected: str) -> Value:
    if value == 0:
        raise ValueError(expected)
    return value


def _percent(text: str, most: int) -> int:
    expected = f"a percentage from 0 to {most} with at most 2 decimals, like 5.5"
    percent = read_number(text, expected, decimals=2)
    if percent > most:
        raise ValueError(expected)
    return int(percent * 100)


def _calendar(text: str, form: re.Pattern[str], parse: Callable[[str], Value], expected: str) -> Value:
    if not form.fullmatch(text):
        raise ValueError(expected)
    try:
        return parse(text)
    except ValueError:
        raise ValueError(f"{expected}, a day and hour that exist") from None


def _window(text: str) -> Window:
    expected = "windows like 2026-12-15T08:00/13:00 joined by +, each ending after it starts"
    found = _WINDOW.fullmatch(text)
    if not found:
        raise ValueError(expected)
    try:
        day, starts, ends = date.fromisoformat(found[1]), time.fromisoformat(found[2]), time.fromisoformat(found[3])
    except ValueError:
        raise ValueError(expected) from None
    if ends <= starts:
        raise ValueError(expected)
    return Window(datetime.combine(day, starts), datetime.combine(day, ends))
