"""Days and hours as they stand on paper: with the day of the week, for people come on a Friday, not on an 18th."""

from datetime import date, datetime

from shared.web.figures import show_day
from shared.web.translation import Translator


def weekday(day: date, say: Translator) -> str:
    """A day with its name: ``vendredi 18 décembre 2026``."""
    return show_day(day, "full", say.locale)


def hours(starts: datetime, ends: datetime, say: Translator) -> str:
    """From when to when, in local time; the day once where both are on it."""
    if starts.date() != ends.date():
        return say("from {starts} to {ends}", starts=starts, ends=ends)
    day = weekday(starts.date(), say)
    return say("{day}, from {starts} to {ends}", day=day, starts=starts.time(), ends=ends.time())
