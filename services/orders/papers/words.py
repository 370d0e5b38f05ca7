"""What several papers say the same way: prices per unit, when and where to fetch, why something lacks."""

from datetime import date, datetime

from shared.contracts.settlements import ReasonCode
from shared.kernel.money import Money
from shared.kernel.quantity import Quantity, Unit
from shared.papers.days import hours, weekday
from shared.papers.sheet import shown
from shared.web.translation import Translator

WHY: dict[ReasonCode, str] = {
    ReasonCode.NOT_BOUGHT: "It was not bought this time. Your money is back on your account.",
    ReasonCode.NOT_DELIVERED: "The supplier did not deliver it. Your money is back on your account.",
    ReasonCode.SHORT_PRO_RATA: "There were {available} for {demand} ordered: everyone got a part.",
    ReasonCode.SHORT_EQUAL: "There were {available} for {demand} ordered: everyone got the same share in turn.",
    ReasonCode.SHORT_LOTTERY: "There were {available} for {demand} ordered: lots were drawn.",
    ReasonCode.ADMITTED_LATE: "The order came late: it got what was left over. Your money is back on your account.",
    ReasonCode.CENTRE_LEFT_OUT: "The orders of your centre could not be bought. Your money is back on your account.",
    ReasonCode.CYCLE_ABANDONED: "Nothing was bought this time. Your money is back on your account.",
}
"""Shorter than on screens: a slip has room for one line."""


UNDATED = date(2026, 1, 1)
"""What a paper bears whose cycle announced no day yet."""


def why(code: str, demand: Quantity, available: Quantity, say: Translator) -> str:
    """Why less came than was ordered."""
    return say(WHY[ReasonCode(code)], demand=demand, available=available)


def price(cents: int, unit: str, say: Translator) -> str:
    """A price per kilogram, litre or piece."""
    per = say("piece") if Unit(unit) is Unit.PIECE else unit
    return f"{shown(Money(cents), say)}\u00a0/\u00a0{per}"


def when_to_fetch(starts: datetime | None, ends: datetime | None, day: date | None, say: Translator) -> str:
    """As exactly as it is known."""
    if starts is not None and ends is not None:
        return hours(starts, ends, say)
    return say("your centre will tell you") if day is None else weekday(day, say)


def named(number: str, label: str) -> str:
    """A household on its own paper."""
    return f"{number} · {label}" if label else number
