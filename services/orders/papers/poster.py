"""For the wall and the table: the poster of a cycle with its prices and dates, and the form to order on by pen."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from services.orders.papers.form_lines import FormLine, form_lines, form_mark
from services.orders.papers.words import price, when_to_fetch
from services.orders.queries.catalogue import CatalogueProduct
from services.orders.queries.centre_dates import CentreDates
from shared.kernel.quantity import Quantity, Unit
from shared.papers.days import weekday
from shared.papers.press import Data, Paper
from shared.papers.sheet import shown
from shared.web.translation import Translator

POSTER = Path(__file__).parent / "poster.typ"
FORM = Path(__file__).parent / "order_form.typ"


def poster_paper(dates: CentreDates, products: Iterable[CatalogueProduct], say: Translator) -> Paper:
    """What is sold, for how much at most and how little if many order; until when, and when to fetch."""
    data: dict[str, Data] = {
        "language": say.language,
        "title": dates.cycle_name,
        "where": list(_where(dates, say)),
        "steps": [list(step) for step in _steps(dates, say)],
        "lead": say("Let us order together: the more we are, the less it costs."),
        "headings": [say("Product"), say("Price at most"), say("If many order, about")],
        "families": _families(form_lines(products), say),
        "notes": say("Prices with VAT and delivery. You pay when you order, and never more than the price at most."),
    }
    return Paper(POSTER, data, dates.distribution)


def order_form_paper(dates: CentreDates, products: Iterable[CatalogueProduct], say: Translator) -> Paper:
    """A form for when nothing else works: filled by pen, keyed in later by the numbers of its lines."""
    lines = form_lines(products)
    data: dict[str, Data] = {
        "language": say.language,
        "facts": [
            list(_where(dates, say)),
            [say("To order"), _ordering(dates, say)],
            [say("To fetch"), _fetching(dates, say)],
            [say("Mark"), form_mark(lines)],
        ],
        "title": say("Order form"),
        "running": f"{dates.centre_name} · {dates.cycle_name}",
        "headings": [say("No."), say("Code"), say("Product"), say("Sold by"), say("Price at most"), say("How much")],
        "families": _families(lines, say),
        "fields": [say("Member number"), say("Name")],
        "payment": [say("Paid"), say("cash"), say("cheque"), say("card"), say("from my account")],
        "total": say("Total at most"),
        "taken": say("Taken by, date"),
        "agreed": say("Signature"),
    }
    return Paper(FORM, data, dates.distribution)


def _steps(dates: CentreDates, say: Translator) -> tuple[tuple[str, str, str], ...]:
    """What a household does, in turn: a pictogram, a word, when."""
    return (
        ("basket", say("You order"), _ordering(dates, say)),
        ("coins", say("You pay"), say("when you order")),
        ("bag", say("You fetch"), _fetching(dates, say)),
    )


def _where(dates: CentreDates, say: Translator) -> tuple[str, str]:
    return say("Where"), " · ".join(dict.fromkeys(one for one in (dates.centre_name, dates.place) if one))


def _ordering(dates: CentreDates, say: Translator) -> str:
    opens, closes = _day(dates.opens, say), _day(dates.closes or dates.last_day, say)
    return say("from {opens} until {closes}", opens=opens, closes=closes)


def _fetching(dates: CentreDates, say: Translator) -> str:
    return when_to_fetch(dates.starts, dates.ends, dates.distribution, say)


def _day(at: date | datetime, say: Translator) -> str:
    if isinstance(at, datetime):
        return say("{day} at {time}", day=weekday(at.date(), say), time=at.time())
    return weekday(at, say)


def _families(lines: Iterable[FormLine], say: Translator) -> list[Data]:
    sold = [line for line in lines if line.product.on_sale]
    by_family: list[tuple[str, Sequence[FormLine]]] = [
        (family, list(same)) for family, same in groupby(sold, key=lambda line: line.product.category)
    ]
    return [
        {
            "pictogram": same[0].product.pictogram,
            "name": _family(family, say),
            "rows": [{"number": str(line.number), **_product(line.product, say)} for line in same],
        }
        for family, same in by_family
    ]


def _family(name: str, say: Translator) -> str:
    """As the catalogue has it, and beside it in the reader's language where the papers know the family."""
    written = name[:1].upper() + name[1:]
    translated = say(name.casefold())
    return written if translated == name.casefold() else f"{written} · {translated}"


def _product(product: CatalogueProduct, say: Translator) -> dict[str, Data]:
    about = min((rung.about_price_cents for rung in product.rungs), default=None)
    fair = None if about is None else min(about, product.ceiling_price_cents)
    marks = [word for word, is_so in ((say("organic"), product.organic), (say("local"), product.local)) if is_so]
    return {
        "code": product.product,
        "name": product.name,
        "marks": ", ".join(marks),
        "step": shown(Quantity(product.step, Unit(product.unit)), say),
        "ceiling": price(product.ceiling_price_cents, product.unit, say),
        "about": shown(None, say) if fair is None else price(fair, product.unit, say),
    }
